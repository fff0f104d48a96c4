// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "readings/redislook.h"

#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

class RedisReply;

// The lists a server keeps, as it answers them.

// SLOWLOG GET: entries above `after` (ids grow; −1: all), oldest first, without those of clients
// whose name begins with `ownName`. `newest`: the highest id there, ours too.
std::vector<SlowEntry> slowEntries(
    const RedisReply &reply, std::int64_t after, std::string_view ownName, std::int64_t &newest);

// LATENCY LATEST, whole.
std::vector<LatencySpike> latencySpikes(const RedisReply &reply);

// LATENCY HISTOGRAM: how many calls took about 2^i µs and not more, since the server's start.
using BucketTotals = std::array<std::uint64_t, Latencies::Buckets>;
std::map<std::string, BucketTotals, std::less<>> latencyBuckets(const RedisReply &reply);
Latencies bucketGrowth(const BucketTotals &before, const BucketTotals &now);

// CLIENT LIST: groups, most clients first, without the connections in `own`.
std::vector<ClientGroup> clientGroups(std::string_view list, const std::set<std::int64_t> &own);
void mergeClientGroups(std::vector<ClientGroup> &into, std::vector<ClientGroup> more);

} // namespace tierlens
