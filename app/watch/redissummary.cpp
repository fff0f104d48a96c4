// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/redissummary.h"

#include <algorithm>
#include <map>

namespace tierlens {

using State = ServerChange::State;

namespace {

int badness(State state)
{
    switch (state) {
    case State::Up:
        return 0;
    case State::Loading:
        return 1;
    case State::Frozen:
        return 2;
    default:
        return 3;
    }
}

void addState(RedisState &into, const RedisState &one, bool isFirst)
{
    if (isFirst) {
        into = one;
        return;
    }
    into.replicas += one.replicas;
    into.primaryLinkDown |= one.primaryLinkDown;
    into.usedMemory += one.usedMemory;
    // One without a limit: there is none for the whole.
    into.maxMemory = into.maxMemory == 0 || one.maxMemory == 0 ? 0 : into.maxMemory + one.maxMemory;
    into.rss += one.rss;
    into.keys += one.keys;
    into.keysWithExpiry += one.keysWithExpiry;
    into.clients += one.clients;
    into.blockedClients += one.blockedClients;
    into.maxClients += one.maxClients;
    into.uptime = std::min(into.uptime, one.uptime);
    into.saves |= one.saves;
    into.saving |= one.saving;
    into.lastSaveFailed |= one.lastSaveFailed;
    into.lags.insert(into.lags.end(), one.lags.begin(), one.lags.end());
}

void addCommands(std::vector<CommandCounts> &into, const std::vector<CommandCounts> &more)
{
    for (const auto &command : more) {
        const auto same = std::find_if(
            into.begin(), into.end(), [&](const auto &one) { return one.name == command.name; });
        if (same == into.end()) {
            into.push_back(command);
            continue;
        }
        same->calls += command.calls;
        same->failed += command.failed;
        same->rejected += command.rejected;
        same->time += command.time;
        same->latencies.merge(command.latencies);
        same->ours |= command.ours;
    }
}

// Whether those that were counted cover the same time.
bool coverTheSame(const std::vector<RedisNode::Seen> &seen)
{
    Duration least = Duration::max(), most{};
    for (const auto &one : seen) {
        if (one.health == State::Up && !one.growth)
            return false; // has just begun
        if (one.growth) {
            least = std::min(least, one.growth->counts.span);
            most = std::max(most, one.growth->counts.span);
        }
    }
    return most > Duration::zero() && most - least <= most / 4;
}

} // namespace

RedisSummary summary(
    const std::vector<std::unique_ptr<RedisNode>> &nodes, std::vector<RedisNode::Seen> seen)
{
    RedisSummary out;
    auto &look = out.look;
    look.health = seen.empty() ? State::Lost : State::Up;
    const bool counted = coverTheSame(seen);
    bool isFirst = true;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        auto &one = seen[i];
        look.took += one.took;
        if (badness(one.health) > badness(look.health)) {
            look.health = one.health;
            look.problem = one.problem.text;
            look.detail = one.problem.detail;
        }
        if (const auto *reading = nodes[i]->reading()) {
            addState(look.state, reading->state, isFirst);
            isFirst = false;
        }
        if (one.growth) {
            auto &grown = *one.growth;
            if (counted) {
                const auto span = std::max(look.counts.span, grown.counts.span);
                look.counts.add(grown.counts);
                look.counts.span = span;
                addCommands(look.commands, grown.commands);
            }
            look.own.span = std::max(look.own.span, grown.own.span);
            look.own.commands += grown.own.commands;
            look.own.serverTime = std::max(look.own.serverTime, grown.own.serverTime);
            out.sampling = std::max(out.sampling, grown.sampling);
        }
        std::move(one.slow.begin(), one.slow.end(), std::back_inserter(look.slow));
        std::move(one.spikes.begin(), one.spikes.end(), std::back_inserter(look.spikes));
        mergeClientGroups(look.clients, std::move(one.clients));
        for (auto &sentence : nodes[i]->rights().sentences()) {
            if (std::find(look.missing.begin(), look.missing.end(), sentence) == look.missing.end())
                look.missing.push_back(std::move(sentence));
        }
    }
    look.state.primaries = std::max<std::uint64_t>(1, nodes.size());
    return out;
}

} // namespace tierlens
