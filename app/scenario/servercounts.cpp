// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/servercounts.h"

#include <array>
#include <charconv>
#include <string>

namespace tierlens {

namespace {
// The scenario's statements name its schema; those that carry this mark are our own look-ups.
constexpr std::string_view CountCalls = R"(/* tierlens: own look-up */
SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
 WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND query LIKE $1 AND query NOT LIKE '%tierlens: own look-up%' AND query !~* '^\s*(create|alter|drop|grant|vacuum|analyze|copy)')";
} // namespace

std::uint64_t infoNumber(std::string_view info, std::string_view name)
{
    for (auto at = info.find(name); at != info.npos; at = info.find(name, at + 1)) {
        const auto colon = at + name.size();
        const bool begins = at == 0 || info[at - 1] == '\n';
        if (!begins || colon >= info.size() || info[colon] != ':')
            continue;
        std::uint64_t value = 0;
        std::from_chars(info.data() + colon + 1, info.data() + info.size(), value);
        return value;
    }
    return 0;
}

Result<RedisCounts> redisCounts(RedisConnection &redis)
{
    const auto info = redis.command({"INFO", "stats"});
    if (!info)
        return info.error();
    const auto text = info->text();
    return RedisCounts{infoNumber(text, "keyspace_hits"), infoNumber(text, "keyspace_misses"),
        infoNumber(text, "evicted_keys")};
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
