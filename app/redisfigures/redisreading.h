// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "readings/redislook.h"
#include "redisfigures/owncounts.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tierlens {

// One command in commandstats, since the server's start.
struct CommandTotals
{
    std::uint64_t calls = 0, failed = 0, rejected = 0, usec = 0;
};

// What one server's INFO said at one moment, and what of it was ours.
struct RedisReading
{
    SinceStart at{};
    std::string runId; // another one: another process, whose counters begin anew
    std::uint64_t commands = 0, hits = 0, misses = 0, expired = 0, evicted = 0;
    std::uint64_t connections = 0, rejectedConnections = 0, errors = 0;
    std::uint64_t bytesIn = 0, bytesOut = 0;
    std::map<std::string, CommandTotals, std::less<>> totals;
    RedisState state; // address is left empty
    bool loading = false;
    bool isCluster = false;
    int major = 0, minor = 0;
    std::vector<std::pair<int, std::uint64_t>> databases; // number, keys
    OwnCounts own; // everything of the watch that is in the counters above
    OwnCounts tools; // and of our tools: taken off, too, but no cost of the watch

    bool isAtLeast(int wantedMajor, int wantedMinor) const
    {
        return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
    }
};

// Sections: server, clients, memory, persistence, stats, replication, keyspace, commandstats,
// cluster.
RedisReading parseInfo(std::string_view text);

// What happened between two readings of one server, our own share taken off.
struct RedisGrowth
{
    RedisCounts counts;
    std::vector<CommandCounts> commands; // most calls first
    OwnUse own;
    Duration sampling{}; // of own.serverTime: what looking at keys cost
};
// None if they are of different processes, or somebody reset the counters in between.
std::optional<RedisGrowth> growth(const RedisReading &before, const RedisReading &now);

} // namespace tierlens
