// SPDX-License-Identifier: GPL-3.0-or-later
#include "redisfigures/serverlists.h"

#include "redis/redisreply.h"
#include "redisfigures/coveredcommand.h"
#include "redisfigures/words.h"

#include <algorithm>
#include <bit>

namespace tierlens {

namespace {

void sortGroups(std::vector<ClientGroup> &groups)
{
    std::stable_sort(groups.begin(), groups.end(),
        [](const auto &a, const auto &b) { return a.clients > b.clients; });
}

void mergeGroup(ClientGroup &into, const ClientGroup &more)
{
    if (into.clients == 0 || more.idle < into.idle) {
        into.idle = more.idle;
        into.lastCommand = more.lastCommand;
    }
    into.host = more.host;
    into.name = more.name;
    into.clients += more.clients;
    into.blocked += more.blocked;
    into.outputBytes += more.outputBytes;
}

} // namespace

std::vector<SlowEntry> slowEntries(
    const RedisReply &reply, std::int64_t after, std::string_view ownName, std::int64_t &newest)
{
    std::vector<SlowEntry> entries;
    for (std::size_t i = 0; i < reply.size(); ++i) {
        const auto item = reply[i];
        if (item.size() < 4)
            continue;
        SlowEntry entry;
        entry.id = item[0].integer();
        newest = std::max(newest, entry.id);
        if (entry.id <= after)
            continue;
        const auto address = item[4], name = item[5];
        if (!ownName.empty() && name.text().starts_with(ownName))
            continue;
        entry.at = item[1].integer();
        entry.took = std::chrono::microseconds(item[2].integer());
        const auto arguments = item[3];
        std::vector<std::string_view> words;
        for (std::size_t j = 0; j < arguments.size(); ++j)
            words.push_back(arguments[j].text());
        entry.command = coveredCommand(words);
        entry.client = address.text();
        if (!name.text().empty())
            (entry.client += ' ') += name.text();
        entries.push_back(std::move(entry));
    }
    std::reverse(entries.begin(), entries.end()); // the server gives the newest first
    return entries;
}

std::vector<LatencySpike> latencySpikes(const RedisReply &reply)
{
    std::vector<LatencySpike> spikes;
    for (std::size_t i = 0; i < reply.size(); ++i) {
        const auto item = reply[i];
        if (item.size() < 4)
            continue;
        LatencySpike spike;
        spike.event = item[0].text();
        spike.at = item[1].integer();
        spike.latest = std::chrono::milliseconds(item[2].integer());
        spike.worst = std::chrono::milliseconds(item[3].integer());
        spikes.push_back(std::move(spike));
    }
    return spikes;
}

std::map<std::string, BucketTotals, std::less<>> latencyBuckets(const RedisReply &reply)
{
    std::map<std::string, BucketTotals, std::less<>> all;
    for (std::size_t i = 0; i + 1 < reply.size(); i += 2) {
        const auto facts = reply[i + 1];
        BucketTotals totals{};
        for (std::size_t j = 0; j + 1 < facts.size(); j += 2) {
            if (facts[j].text() != "histogram_usec")
                continue;
            // Pairs of a bound and of the calls up to it; a bound no call stopped at is left out.
            const auto pairs = facts[j + 1];
            std::uint64_t before = 0;
            for (std::size_t k = 0; k + 1 < pairs.size(); k += 2) {
                // Bounds are 1.024 µs doubled again and again, cut to whole µs: 16, 33, 66, 132 …
                const auto bound
                    = static_cast<std::uint64_t>(std::max<std::int64_t>(1, pairs[k].integer()));
                const auto upTo = static_cast<std::uint64_t>(pairs[k + 1].integer());
                const auto bucket = std::min(
                    totals.size() - 1, static_cast<std::size_t>(std::bit_width(bound)) - 1);
                totals[bucket] += upTo - std::min(before, upTo);
                before = upTo;
            }
        }
        all[std::string(reply[i].text())] = totals;
    }
    return all;
}

Latencies bucketGrowth(const BucketTotals &before, const BucketTotals &now)
{
    Latencies grown;
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (now[i] > before[i])
            grown.counts[i] = static_cast<std::uint32_t>(now[i] - before[i]);
    }
    return grown;
}

std::vector<ClientGroup> clientGroups(std::string_view list, const std::set<std::int64_t> &own)
{
    std::map<std::pair<std::string, std::string>, ClientGroup> groups;
    forEachLine(list, [&](std::string_view line) {
        const auto part = [line](std::string_view name) { return partOf(line, name, ' '); };
        if (own.contains(static_cast<std::int64_t>(numberOf(part("id")))))
            return;
        ClientGroup one;
        const auto address = part("addr");
        one.host = address.substr(0, address.rfind(':'));
        one.name = part("name");
        one.lastCommand = part("cmd");
        one.clients = 1;
        one.blocked = part("flags").find('b') == std::string_view::npos ? 0 : 1;
        one.outputBytes = numberOf(part("obl")) + numberOf(part("omem"));
        one.idle = std::chrono::seconds(numberOf(part("idle")));
        mergeGroup(groups[{one.host, one.name}], one);
    });
    std::vector<ClientGroup> out;
    for (auto &[key, group] : groups)
        out.push_back(std::move(group));
    sortGroups(out);
    return out;
}

void mergeClientGroups(std::vector<ClientGroup> &into, std::vector<ClientGroup> more)
{
    for (auto &group : more) {
        const auto same = std::find_if(into.begin(), into.end(),
            [&](const auto &one) { return one.host == group.host && one.name == group.name; });
        if (same == into.end())
            into.push_back(std::move(group));
        else
            mergeGroup(*same, group);
    }
    sortGroups(into);
}

} // namespace tierlens
