// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/redisobserver.h"

#include <charconv>
#include <string>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
std::uint64_t number(std::string_view text)
{
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

RedisOptions observing(RedisOptions options)
{
    options.name = "tierlens-observer";
    options.connectTimeout = 700ms;
    options.commandTimeout = 700ms; // a frozen server must be told within two seconds
    return options;
}
} // namespace

RedisObserver::RedisObserver(RedisOptions options, Parts parts)
    : Observer(Tier::Redis, parts)
    , m_database(options.address.db)
    , m_connection(observing(std::move(options)))
{
    run();
}

RedisObserver::~RedisObserver() { stop(); }

std::string_view RedisObserver::field(std::string_view info, std::string_view name)
{
    // Lines are "name:value\r\n"; a name counts only at the beginning of a line.
    for (std::size_t at = info.find(name); at != std::string_view::npos;
         at = info.find(name, at + 1)) {
        const auto colon = at + name.size();
        const bool begins = at == 0 || info[at - 1] == '\n';
        if (begins && colon < info.size() && info[colon] == ':') {
            const auto end = info.find_first_of("\r\n", colon);
            return info.substr(colon + 1, end == std::string_view::npos ? end : end - colon - 1);
        }
    }
    return {};
}

RedisSample RedisObserver::parse(std::string_view info, int database)
{
    RedisSample sample;
    sample.usedMemory = number(field(info, "used_memory"));
    sample.maxMemory = number(field(info, "maxmemory"));
    sample.hits = number(field(info, "keyspace_hits"));
    sample.misses = number(field(info, "keyspace_misses"));
    sample.expired = number(field(info, "expired_keys"));
    sample.evicted = number(field(info, "evicted_keys"));
    sample.clients = number(field(info, "connected_clients"));
    sample.uptime = std::chrono::seconds(number(field(info, "uptime_in_seconds")));
    // "db0:keys=612,expires=600,avg_ttl=…"
    const auto keyspace = field(info, "db" + std::to_string(database));
    if (const auto at = keyspace.find("keys="); at != std::string_view::npos)
        sample.keys = number(keyspace.substr(at + 5));
    return sample;
}

Result<Observer::Look> RedisObserver::look()
{
    auto info = m_connection.command({"INFO"});
    if (!info)
        return info.error();
    Look look;
    auto sample = parse(info->text(), m_database);
    look.version = field(info->text(), "redis_version");
    bool persists = field(info->text(), "aof_enabled") == "1";
    // Save points are only visible as configuration; managed servers forbid the command.
    if (!persists) {
        auto save = m_connection.command({"CONFIG", "GET", "save"});
        persists = save && save->size() == 2 && !(*save)[1].text().empty();
    }
    sample.persists = persists;
    look.sample = {m_connection.epoch(), sample};
    return look;
}

Result<Done> RedisObserver::reopen() { return m_connection.open(); }

} // namespace tierlens
