// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "redis/redisconnection.h"

#include <optional>
#include <string>
#include <vector>

namespace tierlens {

// Which servers belong to what an address names, as of now. Each address can be connected to as it
// is: user, password, database and TLS are those of the address that was asked about.
struct RedisNodes
{
    std::string mode; // "standalone", "sentinel", "cluster"
    std::vector<RedisAddress> primaries, replicas; // never empty primaries
};

// Finds the servers behind an address: one server; the primary that Sentinels name; or all nodes
// of a Cluster of which the address is one. Used by one thread; blocking: each server that has to
// be asked takes at most one connectTimeout and a few commandTimeouts. Sends only commands that
// read.
//
// Replicas are those said to be in order. A primary that failed stays named as long as nobody has
// taken its slots over; of Sentinels only one is told that says itself (ROLE) to be the primary.
class RedisDirectory
{
public:
    explicit RedisDirectory(RedisOptions options);
    Result<RedisNodes> find(); // asks anew each time; tries all Sentinels, or all known nodes
    // Primaries that Sentinels or the other nodes call failed, as of the last find(), and for which
    // a replica in order is there: a failover is under way, or will be. Cluster: Redis 7 and newer.
    const std::vector<RedisAddress> &failing() const { return m_failing; }

private:
    Result<RedisNodes> askServers();
    Result<RedisNodes> askSentinels();
    RedisOptions m_options;
    // Learned from the answers, to be asked when all given ones are gone: nodes, or Sentinels.
    std::vector<RedisAddress> m_known;
    std::vector<RedisAddress> m_failing;
    std::size_t m_first = 0; // the given Sentinel that answered last
};

} // namespace tierlens
