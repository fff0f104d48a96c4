// SPDX-License-Identifier: GPL-3.0-or-later
#include "redisfigures/redisreading.h"

#include "redisfigures/words.h"

#include <algorithm>

namespace tierlens {

namespace {

using Fields = std::map<std::string_view, std::string_view>;

// "calls=2,usec=20,…"
CommandTotals commandTotals(std::string_view value)
{
    return {numberOf(partOf(value, "calls")), numberOf(partOf(value, "failed_calls")),
        numberOf(partOf(value, "rejected_calls")), numberOf(partOf(value, "usec"))};
}

// "ip=127.0.0.1,port=7001,state=online,offset=123,lag=0"
ReplicaLag replicaLag(std::string_view value, std::uint64_t offset)
{
    ReplicaLag lag;
    lag.name = std::string(partOf(value, "ip")) + ':' + std::string(partOf(value, "port"));
    lag.state = partOf(value, "state");
    const auto reached = numberOf(partOf(value, "offset"));
    lag.bytes = offset > reached ? offset - reached : 0;
    // `lag` is the time since its last word, at most 1 s with a replica that follows.
    const auto seconds = partOf(value, "lag");
    lag.time = seconds.empty() || seconds.starts_with('-') ? Duration{-1}
        : lag.bytes == 0                                   ? Duration{}
                         : std::chrono::seconds(numberOf(seconds));
    if (lag.state != "online" && lag.bytes > 0)
        lag.time = Duration{-1};
    return lag;
}

void takeKeyspace(RedisReading &reading, std::string_view name, std::string_view value)
{
    const auto keys = numberOf(partOf(value, "keys"));
    reading.state.keys += keys;
    reading.state.keysWithExpiry += numberOf(partOf(value, "expires"));
    reading.databases.emplace_back(static_cast<int>(numberOf(name.substr(2))), keys);
}

void takeState(RedisReading &reading, const Fields &fields)
{
    const auto text = [&fields](std::string_view name) {
        const auto found = fields.find(name);
        return found == fields.end() ? std::string_view() : found->second;
    };
    const auto number = [&text](std::string_view name) { return numberOf(text(name)); };
    reading.runId = text("run_id");
    reading.commands = number("total_commands_processed");
    reading.hits = number("keyspace_hits");
    reading.misses = number("keyspace_misses");
    reading.expired = number("expired_keys");
    reading.evicted = number("evicted_keys");
    reading.connections = number("total_connections_received");
    reading.rejectedConnections = number("rejected_connections");
    reading.errors = number("total_error_replies");
    reading.bytesIn = number("total_net_input_bytes");
    reading.bytesOut = number("total_net_output_bytes");
    reading.loading = text("loading") == "1" && text("async_loading") != "1";
    reading.isCluster = text("cluster_enabled") == "1" || text("redis_mode") == "cluster";

    auto &state = reading.state;
    state.version = text("redis_version");
    reading.major = static_cast<int>(numberOf(text("redis_version")));
    if (const auto dot = text("redis_version").find('.'); dot != std::string_view::npos)
        reading.minor = static_cast<int>(numberOf(text("redis_version").substr(dot + 1)));
    // Valkey goes on calling itself Redis 7.2.4 here; what it can is what its own number says.
    if (const auto valkey = text("valkey_version"); !valkey.empty())
        state.version = "Valkey " + std::string(valkey);
    state.mode = reading.isCluster ? "cluster" : "standalone";
    state.replicas = number("connected_slaves");
    state.isReplica = text("role") == "slave";
    state.primaryLinkDown = state.isReplica && text("master_link_status") == "down";
    state.usedMemory = number("used_memory");
    state.maxMemory = number("maxmemory");
    state.rss = number("used_memory_rss");
    state.evictionPolicy = text("maxmemory_policy");
    state.clients = number("connected_clients");
    state.blockedClients = number("blocked_clients");
    state.maxClients = number("maxclients");
    state.uptime = std::chrono::seconds(number("uptime_in_seconds"));
    state.saves = text("aof_enabled") == "1";
    state.saving = text("rdb_bgsave_in_progress") == "1" || text("aof_rewrite_in_progress") == "1";
    state.lastSaveFailed
        = text("rdb_last_bgsave_status") == "err" || text("aof_last_write_status") == "err";
    const auto offset = number("master_repl_offset");
    for (std::uint64_t i = 0; i < state.replicas && i < 100; ++i) {
        if (const auto replica = text("slave" + std::to_string(i)); !replica.empty())
            state.lags.push_back(replicaLag(replica, offset));
    }
}

std::uint64_t grown(std::uint64_t before, std::uint64_t now)
{
    return now > before ? now - before : 0; // never below zero, if we took off too much
}

// What is left of a counter's growth without ours.
std::uint64_t others(
    std::uint64_t before, std::uint64_t now, std::uint64_t ownBefore, std::uint64_t ownNow)
{
    return grown(grown(ownBefore, ownNow), grown(before, now));
}

OwnCounts::Calls callsOf(const OwnCounts &own, const std::string &name, const RedisReading &reading)
{
    OwnCounts::Calls calls;
    if (const auto found = own.calls.find(name); found != own.calls.end())
        calls = found->second;
    // Redis 6 counts CONFIG GET as "config".
    for (auto at = own.calls.lower_bound(name + '|');
         at != own.calls.end() && at->first.starts_with(name + '|'); ++at) {
        if (reading.totals.contains(at->first))
            continue;
        calls.calls += at->second.calls;
        calls.failed += at->second.failed;
        calls.rejected += at->second.rejected;
    }
    return calls;
}

bool looksAtKeys(std::string_view name)
{
    return name == "scan" || name == "type" || name == "pttl" || name == "select"
        || name.starts_with("memory") || name.starts_with("object");
}

void takeCommands(RedisGrowth &out, const RedisReading &before, const RedisReading &now)
{
    for (const auto &[name, totals] : now.totals) {
        CommandTotals old;
        if (const auto found = before.totals.find(name); found != before.totals.end())
            old = found->second;
        const auto calls = grown(old.calls, totals.calls);
        const auto rejected = grown(old.rejected, totals.rejected);
        if (calls == 0 && rejected == 0)
            continue;
        const auto ownBefore = callsOf(before.own, name, now), ownNow = callsOf(now.own, name, now);
        const auto own = std::min(calls, grown(ownBefore.calls, ownNow.calls));
        const Duration all = std::chrono::microseconds(grown(old.usec, totals.usec));
        const Duration ours = calls == 0 ? Duration{}
            : own == calls               ? all
                                         : Duration(static_cast<Duration::rep>(
                               double(all.count()) * double(own) / double(calls)));
        const auto toolsBefore = callsOf(before.tools, name, now),
                   toolsNow = callsOf(now.tools, name, now);
        const auto tools = std::min(calls - own, grown(toolsBefore.calls, toolsNow.calls));
        const Duration theirs = calls == 0
            ? Duration{}
            : Duration(
                static_cast<Duration::rep>(double(all.count()) * double(tools) / double(calls)));
        out.own.serverTime += ours;
        if (looksAtKeys(name))
            out.sampling += ours;
        CommandCounts counts;
        counts.name = name;
        counts.calls = calls - own - tools;
        counts.failed = others(old.failed, totals.failed, ownBefore.failed + toolsBefore.failed,
            ownNow.failed + toolsNow.failed);
        counts.rejected = others(old.rejected, totals.rejected,
            ownBefore.rejected + toolsBefore.rejected, ownNow.rejected + toolsNow.rejected);
        counts.time = std::max(Duration{}, all - ours - theirs);
        counts.ours = own > 0 || tools > 0;
        if (counts.calls > 0 || counts.rejected > 0)
            out.commands.push_back(std::move(counts));
    }
    std::stable_sort(out.commands.begin(), out.commands.end(),
        [](const auto &a, const auto &b) { return a.calls > b.calls; });
}

} // namespace

RedisReading parseInfo(std::string_view text)
{
    RedisReading reading;
    Fields fields;
    forEachLine(text, [&](std::string_view line) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos || line.starts_with('#'))
            return;
        const auto name = line.substr(0, colon), value = line.substr(colon + 1);
        if (name.starts_with("cmdstat_"))
            reading.totals[std::string(name.substr(8))] = commandTotals(value);
        else if (name.starts_with("db") && value.starts_with("keys="))
            takeKeyspace(reading, name, value);
        else
            fields[name] = value;
    });
    takeState(reading, fields);
    return reading;
}

std::optional<RedisGrowth> growth(const RedisReading &before, const RedisReading &now)
{
    const bool same = before.runId == now.runId && before.commands <= now.commands
        && before.connections <= now.connections && before.hits <= now.hits
        && before.misses <= now.misses && before.state.uptime <= now.state.uptime;
    const auto span = now.at - before.at;
    if (!same || span <= Duration::zero())
        return std::nullopt;
    RedisGrowth out;
    const auto &own = now.own, &ownBefore = before.own;
    auto &counts = out.counts;
    counts.span = span;
    const auto &tools = now.tools, &toolsBefore = before.tools;
    counts.commands = others(before.commands, now.commands,
        ownBefore.commands + toolsBefore.commands, own.commands + tools.commands);
    counts.hits
        = others(before.hits, now.hits, ownBefore.hits + toolsBefore.hits, own.hits + tools.hits);
    counts.misses = others(before.misses, now.misses, ownBefore.misses + toolsBefore.misses,
        own.misses + tools.misses);
    counts.expired = now.expired - std::min(before.expired, now.expired);
    counts.evicted = now.evicted - std::min(before.evicted, now.evicted);
    counts.connections
        = others(before.connections, now.connections, ownBefore.connections, own.connections);
    counts.rejectedConnections = others(before.rejectedConnections, now.rejectedConnections,
        ownBefore.rejectedConnections, own.rejectedConnections);
    counts.errors = others(before.errors, now.errors, ownBefore.errors + toolsBefore.errors,
        own.errors + tools.errors);
    counts.bytesIn = others(before.bytesIn, now.bytesIn, ownBefore.bytesIn, own.bytesIn);
    counts.bytesOut = others(before.bytesOut, now.bytesOut, ownBefore.bytesOut, own.bytesOut);
    out.own.span = span;
    out.own.commands = grown(ownBefore.commands, own.commands);
    takeCommands(out, before, now);
    return out;
}

} // namespace tierlens
