// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct WatchTrafficWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};

void addApplications(HelpTopics &topics, const QString &window)
{
    constexpr auto Chapter = HelpChapter::Watch;
    topics.push_back({.id = QStringLiteral("commands-rate"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Commands per second"),
        .what
        = WatchTrafficWords::tr("All commands Redis carried out, of all clients but our own."),
        .formula = WatchTrafficWords::tr(
            "Growth of total_commands_processed, less our own commands, ÷ seconds; all primaries "
            "together."),
        .window = window,
        .source = WatchTrafficWords::tr("INFO stats of Redis."),
        .seeAlso = {QStringLiteral("own-cost"), QStringLiteral("watch-hit-rate")}});
    topics.push_back({.id = QStringLiteral("reads-p99"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("p99 of reads"),
        .what = WatchTrafficWords::tr(
            "99 of 100 reading commands (GET, MGET, HGET, HGETALL and the like) took Redis at most "
            "this long. It is the server's own work: waiting in line and the way there are not in "
            "it."),
        .formula = WatchTrafficWords::tr(
            "From how many reads took at most 1, 2, 4, 8 … µs: the first bound that holds 99 %. So "
            "it is an upper bound, written with ≤."),
        .window = window,
        .source = WatchTrafficWords::tr("LATENCY HISTOGRAM of Redis, from version 7 on; on older "
                                        "ones there is no such figure."),
        .seeAlso = {QStringLiteral("p50-p99"), QStringLiteral("slow-log")}});
    topics.push_back({.id = QStringLiteral("redis-errors"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Errors per second"),
        .what = WatchTrafficWords::tr("Error replies Redis gave. Shown only if there are any."),
        .formula = WatchTrafficWords::tr("Growth of total_error_replies ÷ seconds."),
        .window = window,
        .source = WatchTrafficWords::tr("INFO stats of Redis."),
        .seeAlso = {QStringLiteral("findings")}});
    topics.push_back({.id = QStringLiteral("redis-clients"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Clients and hosts"),
        .what = WatchTrafficWords::tr("Connections to Redis, and from how many different addresses "
                                      "they come."),
        .formula = WatchTrafficWords::tr(
            "connected_clients, our own taken off; different addresses in CLIENT LIST."),
        .window = WatchTrafficWords::tr("Now; the list of clients is read more seldom."),
        .source = WatchTrafficWords::tr("INFO and CLIENT LIST of Redis."),
        .seeAlso = {QStringLiteral("redis-client-list")}});
}

void addRedisBox(HelpTopics &topics, const QString &window)
{
    constexpr auto Chapter = HelpChapter::Watch;
    topics.push_back({.id = QStringLiteral("watch-hit-rate"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Hit rate"),
        .what = WatchTrafficWords::tr(
            "Of all look-ups of a key, the share that found one. It is of a short time on purpose: "
            "the lifetime average that Redis offers hides what is wrong today. Beside it stands "
            "what it was an hour ago, if that was watched; it turns amber when it fell by more "
            "than two points."),
        .formula = WatchTrafficWords::tr("keyspace_hits ÷ (keyspace_hits + keyspace_misses), by "
                                         "their growth; our own look-ups taken off."),
        .window = window + QLatin1Char(' ')
            + WatchTrafficWords::tr("An hour ago: a stretch of the same length, at least a minute, "
                                    "one hour earlier."),
        .source = WatchTrafficWords::tr("INFO stats of Redis, all primaries together."),
        .seeAlso = {QStringLiteral("watch-misses"), QStringLiteral("pattern-hit-rate"),
            QStringLiteral("history-chart")}});
    topics.push_back({.id = QStringLiteral("watch-misses"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Hits and misses per second"),
        .what
        = WatchTrafficWords::tr("Look-ups that found a key, and that found none. A key nobody "
                                "has ever written is a miss as well."),
        .formula = WatchTrafficWords::tr("Growth of keyspace_hits, of keyspace_misses, ÷ seconds; "
                                         "our own look-ups taken off."),
        .window = window,
        .source = WatchTrafficWords::tr("INFO stats of Redis."),
        .seeAlso = {QStringLiteral("watch-hit-rate"), QStringLiteral("watch-fills"),
            QStringLiteral("pattern-misses")}});
    topics.push_back({.id = QStringLiteral("watch-fills"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Fills per second (≈)"),
        .what = WatchTrafficWords::tr(
            "How often an answer of Postgres is left in Redis. No server counts that, so it is "
            "inferred, and says “not known yet” until there is something to infer it from."),
        .formula = WatchTrafficWords::tr(
            "Calls per second of the statements that are linked with a pattern of keys; if none "
            "is, the fills seen in the last burst ÷ its seconds."),
        .window = WatchTrafficWords::tr("The last 60 seconds, for statements are counted more "
                                        "seldom; or the time that is shown; or the last burst."),
        .source = WatchTrafficWords::tr("pg_stat_statements of Postgres and the inferred links; or "
                                        "MONITOR."),
        .seeAlso = {QStringLiteral("inferred-link"), QStringLiteral("burst")}});
    topics.push_back({.id = QStringLiteral("watch-memory"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Memory and keys"),
        .what = WatchTrafficWords::tr("What Redis uses, of its limit if it has one, and how many "
                                      "keys it holds, in all databases and on all primaries."),
        .formula
        = WatchTrafficWords::tr("used_memory, maxmemory; keys of each database, added up."),
        .window = WatchTrafficWords::tr("At the end of the time that is shown."),
        .source = WatchTrafficWords::tr("INFO of Redis."),
        .seeAlso = {QStringLiteral("evictions"), QStringLiteral("patterns")}});
    topics.push_back({.id = QStringLiteral("evictions"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Evictions per second"),
        .what = WatchTrafficWords::tr(
            "Keys Redis had to forget before their time for want of memory, and by which policy. "
            "If there are none, expiries stand in this place."),
        .formula = WatchTrafficWords::tr("Growth of evicted_keys ÷ seconds."),
        .window = window,
        .source = WatchTrafficWords::tr("INFO stats of Redis; maxmemory_policy."),
        .seeAlso = {QStringLiteral("expiries"), QStringLiteral("watch-memory")}});
    topics.push_back({.id = QStringLiteral("expiries"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Expiries per second"),
        .what = WatchTrafficWords::tr("Keys whose time to live was over and that Redis removed. It "
                                      "removes some only when somebody asks for them, so this can "
                                      "lag behind."),
        .formula = WatchTrafficWords::tr("Growth of expired_keys ÷ seconds."),
        .window = window,
        .source = WatchTrafficWords::tr("INFO stats of Redis."),
        .seeAlso = {QStringLiteral("expiring-next-minute"), QStringLiteral("evictions")}});
    topics.push_back({.id = QStringLiteral("replica-lag"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Lag of replicas"),
        .what = WatchTrafficWords::tr("How far the slowest replica is behind its primary."),
        .formula = WatchTrafficWords::tr("The longest lag of all replicas whose lag is known."),
        .window = WatchTrafficWords::tr("Now."),
        .source = WatchTrafficWords::tr("INFO replication of Redis; pg_stat_replication of "
                                        "Postgres."),
        .seeAlso = {QStringLiteral("findings")}});
}

void addPostgresBox(HelpTopics &topics, const QString &window)
{
    constexpr auto Chapter = HelpChapter::Watch;
    topics.push_back({.id = QStringLiteral("watch-queries"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Queries or transactions per second"),
        .what = WatchTrafficWords::tr(
            "What Postgres carried out, without our own. Queries, if pg_stat_statements is "
            "installed; without it transactions, of which a statement outside of BEGIN is one."),
        .formula = WatchTrafficWords::tr(
            "Growth of calls ÷ seconds; or growth of xact_commit + xact_rollback ÷ seconds."),
        .window = window + QLatin1Char(' ')
            + WatchTrafficWords::tr("Statements are read more seldom than counters; the rate is "
                                    "over the time they cover."),
        .source
        = WatchTrafficWords::tr("pg_stat_statements, else pg_stat_database, of the database "
                                "that is watched."),
        .seeAlso = {QStringLiteral("watch-statements"), QStringLiteral("trouble-statements")}});
    topics.push_back({.id = QStringLiteral("filling-mean"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Mean time of queries"),
        .what = WatchTrafficWords::tr(
            "What one query takes in Postgres: of the queries that fill the cache, if links are "
            "known, else of all. The way there is not in it."),
        .formula = WatchTrafficWords::tr("Execution time of these statements ÷ their calls."),
        .window = WatchTrafficWords::tr("Filling queries: the last 60 seconds, or the time that is "
                                        "shown. All queries: the window named over the picture."),
        .source = WatchTrafficWords::tr("pg_stat_statements."),
        .seeAlso = {QStringLiteral("inferred-link"), QStringLiteral("miss-cost")}});
    topics.push_back({.id = QStringLiteral("lock-waiters"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Waiting for locks"),
        .what = WatchTrafficWords::tr("Sessions that waited for a lock another one held. If there "
                                      "are none, buffer hits stand in this place."),
        .formula = WatchTrafficWords::tr("The most at one look."),
        .window = window,
        .source = WatchTrafficWords::tr("pg_stat_activity."),
        .seeAlso = {QStringLiteral("locks"), QStringLiteral("sessions")}});
    topics.push_back({.id = QStringLiteral("buffer-hit-ratio"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Buffer hits"),
        .what = WatchTrafficWords::tr(
            "Of the blocks of 8 kB that were needed, the share Postgres found in its own memory "
            "(shared_buffers). The rest it had to ask the system for, which may have them in "
            "memory too, or on disk."),
        .formula = WatchTrafficWords::tr("blks_hit ÷ (blks_hit + blks_read), by their growth."),
        .window = window,
        .source = WatchTrafficWords::tr("pg_stat_database of the database that is watched."),
        .seeAlso = {QStringLiteral("watch-statements"), QStringLiteral("findings")}});
    topics.push_back({.id = QStringLiteral("postgres-sessions"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Sessions"),
        .what = WatchTrafficWords::tr("Connections of clients, of those that are allowed. Those "
                                      "reserved for superusers are taken off the limit."),
        .formula = WatchTrafficWords::tr("Sessions now; max_connections − reserved ones."),
        .window = WatchTrafficWords::tr("Now."),
        .source = WatchTrafficWords::tr("pg_stat_activity and the settings of Postgres."),
        .seeAlso = {QStringLiteral("sessions"), QStringLiteral("trouble-full")}});
}
} // namespace

void addWatchTrafficTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Watch;
    topics.push_back({.id = QStringLiteral("watch-traffic"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("The picture of the traffic"),
        .what = WatchTrafficWords::tr(
            "Applications, Redis and Postgres, and what flows between them: commands to Redis, "
            "hits "
            "back, misses on to Postgres, and fills from there into Redis. Hits and misses are "
            "counted by Redis. That a miss asks Postgres is how caches are used; which query "
            "answers it is inferred."),
        .seeAlso = {QStringLiteral("watch-dots"), QStringLiteral("box-applications"),
            QStringLiteral("box-watched-redis"), QStringLiteral("box-watched-postgres"),
            QStringLiteral("watch-fills")}});
    topics.push_back({.id = QStringLiteral("watch-dots"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("Dots: 1 dot = N requests"),
        .what = WatchTrafficWords::tr(
            "Dots start in each pipe at the rate that was counted, one for N requests. They are "
            "drawn by that rate: no dot is one particular request. A dashed pipe has no known "
            "rate. Circles are commands and hits, diamonds misses, squares fills."),
        .formula = WatchTrafficWords::tr("N is the smallest of 1, 2, 5, 10, 25, 50, 100, 250 … "
                                         "with which at most 9 dots a second "
                                         "start in the busiest pipe."),
        .window = WatchTrafficWords::tr("By the rates shown beside the pipes."),
        .source = WatchTrafficWords::tr("The counters of Redis; fills are inferred."),
        .seeAlso = {QStringLiteral("watch-traffic")}});
    topics.push_back({.id = QStringLiteral("box-applications"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("The box Applications"),
        .what = WatchTrafficWords::tr("Whoever uses these servers, as Redis sees them."),
        .seeAlso = {QStringLiteral("commands-rate"), QStringLiteral("reads-p99"),
            QStringLiteral("redis-errors"), QStringLiteral("redis-clients")}});
    topics.push_back({.id = QStringLiteral("box-watched-redis"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("The box Redis"),
        .what = WatchTrafficWords::tr("What Redis could answer and what it could not, how full it "
                                      "is, and what it forgets."),
        .seeAlso = {QStringLiteral("watch-hit-rate"), QStringLiteral("watch-misses"),
            QStringLiteral("watch-memory"), QStringLiteral("evictions"), QStringLiteral("expiries"),
            QStringLiteral("replica-lag")}});
    topics.push_back({.id = QStringLiteral("box-watched-postgres"),
        .chapter = Chapter,
        .title = WatchTrafficWords::tr("The box PostgreSQL"),
        .what = WatchTrafficWords::tr("How much Postgres is asked, how long it takes, and whether "
                                      "sessions wait for each other."),
        .seeAlso = {QStringLiteral("watch-queries"), QStringLiteral("filling-mean"),
            QStringLiteral("lock-waiters"), QStringLiteral("buffer-hit-ratio"),
            QStringLiteral("postgres-sessions"), QStringLiteral("replica-lag")}});
    const auto window = WatchTrafficWords::tr(
        "The last 10 seconds before the time that is shown ends, or the stretch you chose.");
    addApplications(topics, window);
    addRedisBox(topics, window);
    addPostgresBox(topics, window);
}

} // namespace tierlens
