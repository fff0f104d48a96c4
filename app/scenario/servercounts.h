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

struct RedisCounts
{
    std::uint64_t hits = 0, misses = 0; // keyspace_hits, keyspace_misses
    std::uint64_t evicted = 0; // evicted_keys
};
Result<RedisCounts> redisCounts(RedisConnection &redis);

// Calls of statements that name that schema, without our own look-ups: what pg_stat_statements says
// of this database. An error where the extension is missing.
Result<std::uint64_t> postgresCalls(PostgresConnection &postgres, std::string_view schema);

// "used_memory:1048576" in an answer to INFO; zero if there is no such line.
std::uint64_t infoNumber(std::string_view info, std::string_view name);

} // namespace tierlens
