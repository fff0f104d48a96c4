// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"

#include <cstdint>
#include <string_view>

namespace tierlens {

// What the servers themselves have counted since they started, raw. Read while no request of ours
// is under way, growth must equal what we counted.

struct KeyspaceCounts
{
    std::uint64_t hits = 0, misses = 0; // keyspace_hits, keyspace_misses
    std::uint64_t evicted = 0; // evicted_keys
};
Result<KeyspaceCounts> keyspaceCounts(RedisConnection &redis);

// Calls of statements that name that schema, without our own look-ups: what pg_stat_statements says
// of this database. An error where the extension is missing.
Result<std::uint64_t> postgresCalls(PostgresConnection &postgres, std::string_view schema);

} // namespace tierlens
