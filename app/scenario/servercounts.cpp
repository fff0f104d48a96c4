// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/servercounts.h"

#include "redis/redisinfo.h"

#include <array>
#include <string>

namespace tierlens {

namespace {
// The scenario's statements name its schema; those that carry this mark are our own look-ups.
constexpr std::string_view CountCalls = R"(/* tierlens: own look-up */
SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
 WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND query LIKE $1 AND query NOT LIKE '%tierlens: own look-up%' AND query !~* '^\s*(create|alter|drop|grant|vacuum|analyze|copy)')";
} // namespace

Result<KeyspaceCounts> keyspaceCounts(RedisConnection &redis)
{
    const auto info = redis.command({"INFO", "stats"});
    if (!info)
        return info.error();
    const auto text = info->text();
    const auto count
        = [&](const char *name) { return static_cast<std::uint64_t>(infoNumber(text, name)); };
    return KeyspaceCounts{count("keyspace_hits"), count("keyspace_misses"), count("evicted_keys")};
}

Result<std::uint64_t> postgresCalls(PostgresConnection &postgres, std::string_view schema)
{
    const std::array parameters{'%' + std::string(schema) + '%'};
    const auto rows = postgres.run(CountCalls, parameters);
    if (!rows)
        return rows.error();
    return static_cast<std::uint64_t>(rows->empty() ? 0 : rows->number(0, 0));
}

} // namespace tierlens
