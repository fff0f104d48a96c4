// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "redis/redisconnection.h"

#include <string>
#include <vector>

namespace tierlens {

// Which servers belong to what an address names, as of now.
struct RedisNodes
{
    std::string mode; // "standalone", "sentinel", "cluster"
    std::vector<RedisAddress> primaries, replicas; // never empty primaries
};

// Finds the servers behind an address: one server; the primary that Sentinels name; or all nodes
// of a Cluster of which the address is one. Used by one thread; blocking, bounded by the timeouts.
class RedisDirectory
{
public:
    explicit RedisDirectory(RedisOptions options);
    Result<RedisNodes> find(); // asks anew each time; tries all Sentinels, or all known nodes

private:
    RedisOptions m_options;
    std::vector<RedisAddress> m_known; // cluster nodes seen before, to ask when the first is gone
};

} // namespace tierlens
