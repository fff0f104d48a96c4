// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"
#include "restarts/restartforecast.h"

#include <QCoreApplication>
#include <QDateTime>

#include <optional>

namespace tierlens {

namespace {
struct RedisForecastWords
{
    Q_DECLARE_TR_FUNCTIONS(RestartForecast)
};

// What decides whether a restart loses keys.
struct Keeping
{
    bool appendOnly = false;
    std::string fsync; // appendfsync; empty: not known
    std::optional<std::string> save; // save points; nothing: we may not read the setting
    std::int64_t changes = 0; // since the last snapshot
    std::int64_t lastSave = 0; // Unix seconds
    bool lastSaveFailed = false;
    bool appendFailed = false; // the last write to the append-only file
    bool rewriteFailed = false; // the last time that file was to be written anew
};

std::optional<std::string> configNow(RedisConnection &redis, std::string_view name)
{
    const auto reply = redis.command({"CONFIG", "GET", name});
    if (!reply || reply->size() < 2)
        return std::nullopt;
    return std::string((*reply)[1].text());
}

std::uint64_t keysIn(std::string_view keyspace)
{
    std::uint64_t keys = 0;
    for (std::size_t at = keyspace.find("keys="); at != keyspace.npos;
         at = keyspace.find("keys=", at + 1)) {
        std::uint64_t here = 0;
        for (auto i = at + 5; i < keyspace.size() && keyspace[i] >= '0' && keyspace[i] <= '9'; ++i)
            here = here * 10 + std::uint64_t(keyspace[i] - '0');
        keys += here;
    }
    return keys;
}

QString agoOf(std::int64_t unixSeconds)
{
    const auto ago = QDateTime::currentSecsSinceEpoch() - unixSeconds;
    return upText(std::chrono::seconds{std::max<std::int64_t>(ago, 0)});
}

ForecastLine keepingLine(const Keeping &keeping, std::uint64_t keys)
{
    if (keys == 0)
        return {RedisForecastWords::tr("Redis holds no keys now: none can be lost."), false};
    const auto all = keysText(keys);
    if (keeping.appendOnly) {
        const auto kept = RedisForecastWords::tr(
            "What it holds (%1) is written to the append-only file and read back.")
                              .arg(all);
        if (keeping.appendFailed)
            return {kept + QLatin1Char(' ')
                    + RedisForecastWords::tr(
                        "But its last write to that file failed: what was written since is not "
                        "in it, and is lost. Mend that first (a full disk?)."),
                true};
        if (keeping.rewriteFailed)
            return {kept + QLatin1Char(' ')
                    + RedisForecastWords::tr(
                        "But it could not write that file anew the last time it tried. Look into "
                        "its log first: whether all of it is kept cannot be told from here."),
                true};
        if (keeping.fsync == "always")
            return {kept + QLatin1Char(' ')
                    + RedisForecastWords::tr("Nothing is lost, not even if Redis is killed."),
                false};
        return {kept + QLatin1Char(' ')
                + RedisForecastWords::tr(
                    "Nothing is lost if Redis ends in order. A crash of the whole machine "
                    "could lose about the last second, or more if the file is not "
                    "synchronised each second."),
            false};
    }
    if (!keeping.save)
        return {RedisForecastWords::tr(
                    "Redis holds %1. Whether they are kept cannot be told: we may not read "
                    "its save setting. Expect to lose them.")
                    .arg(all),
            true};
    if (keeping.save->empty())
        return {RedisForecastWords::tr(
                    "This Redis keeps nothing on disk (no snapshots, no append-only file): "
                    "all it holds is lost (%1). Whoever reads it asks Postgres again.")
                    .arg(all),
            true};
    auto text = RedisForecastWords::tr(
        "Redis saves a snapshot of what it holds (%1) when it ends in order, and "
        "reads it back.")
                    .arg(all);
    if (keeping.changes > 0)
        text += QLatin1Char(' ')
            + RedisForecastWords::tr(
                "If it is killed instead, what was written since the last snapshot %1 ago "
                "is lost (changes: %2).")
                  .arg(agoOf(keeping.lastSave),
                      countText(static_cast<std::uint64_t>(keeping.changes)));
    if (keeping.lastSaveFailed)
        text += QLatin1Char(' ')
            + RedisForecastWords::tr(
                "But its last snapshot failed: as things are, it may refuse to end or "
                "lose all of it.");
    return {text, keeping.lastSaveFailed};
}

std::uint64_t keysOf(std::string_view info)
{
    const auto keyspace = info.find("# Keyspace");
    return keyspace == info.npos ? 0 : keysIn(info.substr(keyspace));
}
} // namespace

ForecastLine forecastKeys(
    std::string_view info, const std::string &fsync, const std::optional<std::string> &save)
{
    Keeping keeping;
    keeping.appendOnly = infoNumber(info, "aof_enabled") == 1;
    keeping.fsync = fsync;
    keeping.save = save;
    keeping.changes = infoNumber(info, "rdb_changes_since_last_save");
    keeping.lastSave = infoNumber(info, "rdb_last_save_time");
    keeping.lastSaveFailed = infoLine(info, "rdb_last_bgsave_status") == "err";
    keeping.appendFailed = infoLine(info, "aof_last_write_status") == "err";
    keeping.rewriteFailed = infoLine(info, "aof_last_bgrewrite_status") == "err";
    return keepingLine(keeping, keysOf(info));
}

RestartForecast forecastRedis(const QString &address)
{
    RestartForecast forecast;
    const auto parsed = RedisAddress::parse(address.toStdString());
    if (!parsed) {
        forecast.problem = QString::fromStdString(parsed.error().text);
        return forecast;
    }
    RedisConnection redis({.address = *parsed, .name = "tierlens-restart"});
    const auto reply = redis.command({"INFO"});
    if (!reply) {
        forecast.problem = QString::fromStdString(reply.error().text);
        return forecast;
    }
    const auto info = reply->text();
    const auto save = configNow(redis, "save");
    const auto keys = keysOf(info);
    const bool isKept = infoNumber(info, "aof_enabled") == 1 || (save && !save->empty());
    forecast.lines.push_back(
        forecastKeys(info, configNow(redis, "appendfsync").value_or(std::string()), save));

    // Ourselves left out: this look's own connection.
    const auto clients = std::max<std::int64_t>(infoNumber(info, "connected_clients") - 1, 0);
    forecast.lines.push_back(
        {RedisForecastWords::tr("Client connections that are cut, those of Tierlens' watch "
                                "among them: %1. They have to be made again.")
                .arg(countText(static_cast<std::uint64_t>(clients))),
            clients > 0});
    if (const auto blocked = infoNumber(info, "blocked_clients"); blocked > 0)
        forecast.lines.push_back(
            {RedisForecastWords::tr(
                 "Of these, waiting in a blocking command (BLPOP and the like), which ends "
                 "with an error: %1.")
                    .arg(countText(static_cast<std::uint64_t>(blocked))),
                true});
    if (const auto bytes = infoNumber(info, "used_memory"); keys > 0 && bytes > 0 && isKept)
        forecast.lines.push_back(
            {RedisForecastWords::tr("%1 have to be read back; until then every command is "
                                    "refused (LOADING).")
                    .arg(bytesText(static_cast<std::uint64_t>(bytes))),
                false});
    if (const auto replicas = infoNumber(info, "connected_slaves"); replicas > 0)
        forecast.lines.push_back(
            {RedisForecastWords::tr(
                 "Replicas: %1. If Sentinels or a cluster watch over it, one of them may "
                 "become the primary meanwhile.")
                    .arg(countText(static_cast<std::uint64_t>(replicas))),
                false});
    return forecast;
}

} // namespace tierlens
