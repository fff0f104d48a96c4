// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "readings/failover.h"
#include "readings/latencies.h"
#include "readings/ownuse.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tierlens {

// What Redis counted between two looks, all primaries together, our own commands taken off.
// Source: INFO stats. span 0: nothing is known (first look, or a server was restarted between).
struct RedisCounts
{
    Duration span{};
    std::uint64_t commands = 0, hits = 0, misses = 0, expired = 0, evicted = 0;
    std::uint64_t connections = 0, rejectedConnections = 0, errors = 0;
    std::uint64_t bytesIn = 0, bytesOut = 0;

    double perSecond(std::uint64_t count) const
    {
        return span > Duration::zero() ? double(count) * 1e9 / double(span.count()) : 0;
    }
    double hitRate() const // < 0: nobody asked
    {
        return hits + misses == 0 ? -1.0 : double(hits) / double(hits + misses);
    }
    void add(const RedisCounts &other)
    {
        span += other.span;
        commands += other.commands;
        hits += other.hits;
        misses += other.misses;
        expired += other.expired;
        evicted += other.evicted;
        connections += other.connections;
        rejectedConnections += other.rejectedConnections;
        errors += other.errors;
        bytesIn += other.bytesIn;
        bytesOut += other.bytesOut;
    }
};

// One command between two looks, our own calls taken off. Source: INFO commandstats; `latencies`
// from LATENCY HISTOGRAM (Redis 7 and newer; else empty).
struct CommandCounts
{
    std::string name; // "get", "config|get"
    std::uint64_t calls = 0, failed = 0, rejected = 0;
    Duration time{}; // of the server's, all calls together
    Latencies latencies;
    bool ours = false; // we use it too, so that its time is a share of the whole
};

struct ReplicaLag
{
    std::string name; // address
    std::string state; // "online", "wait_bgsave"; Postgres: "streaming", "catchup"
    std::uint64_t bytes = 0; // behind the primary
    Duration time{}; // < 0: not known
};

// The state of Redis at a look, all primaries together. Source: INFO.
struct RedisState
{
    std::string version, mode; // "standalone", "sentinel", "cluster"
    std::string address; // shown, without password
    std::uint64_t primaries = 1, replicas = 0;
    bool isReplica = false; // the one we look at
    bool primaryLinkDown = false; // of a replica
    std::uint64_t usedMemory = 0, maxMemory = 0, rss = 0; // bytes; maxMemory 0: no limit
    std::string evictionPolicy;
    std::uint64_t keys = 0, keysWithExpiry = 0; // of all databases
    std::uint64_t clients = 0, blockedClients = 0, maxClients = 0;
    std::uint64_t clientHosts = 0; // different addresses, from CLIENT LIST; 0: not known
    std::chrono::seconds uptime{};
    bool saves = false; // RDB save points or AOF
    bool saving = false, lastSaveFailed = false;
    std::vector<ReplicaLag> lags;
    std::string keyEvents; // notify-keyspace-events; empty: off or not known
};

struct SlowEntry
{
    std::int64_t id = 0; // the server's
    std::int64_t at = 0; // Unix seconds, the server's clock
    Duration took{};
    std::string command; // as SLOWLOG cuts it, at most 512 bytes; secrets covered
    std::string client; // address, name
};

// LATENCY LATEST: what made the whole server wait. Empty unless latency-monitor-threshold is set.
struct LatencySpike
{
    std::string event; // "command", "fork", "aof-write" …
    std::int64_t at = 0; // Unix seconds
    Duration latest{}, worst{};
};

// Clients of one host and name together. Source: CLIENT LIST, without our own.
struct ClientGroup
{
    std::string host, name;
    std::string lastCommand; // of the one that was last active
    std::uint64_t clients = 0, blocked = 0;
    std::uint64_t outputBytes = 0; // waiting in output buffers
    Duration idle{}; // of the least idle one
};

// One look at Redis. Never changed after it was pushed.
struct RedisLook
{
    SinceStart at{}; // when it ended
    Duration took{};
    ServerChange::State health = ServerChange::State::Unknown; // Up, Loading, Frozen, Lost …
    std::string problem, detail; // if not Up: one sentence; the server's words
    RedisCounts counts;
    std::vector<CommandCounts> commands; // that were called since the last look
    RedisState state; // as last known
    std::vector<SlowEntry> slow; // new since the last look
    std::vector<LatencySpike> spikes; // new since the last look
    std::vector<ClientGroup> clients; // most clients first; read more seldom: empty = as before
    OwnUse own;
    Duration pace{}; // time from look to look now
    std::string paceReason; // why slower than asked: empty, "hidden", "budget", "slow server"
    std::vector<std::string> missing; // what the server's ACL or age keeps from us, a sentence each
    std::optional<Failover> failover; // under way, or over since the look before
};

} // namespace tierlens
