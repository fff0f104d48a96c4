// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct DemoServerWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};
} // namespace

// What stands in the boxes of Redis and PostgreSQL, and in the list of keys.
void addDemoServerTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Demo;
    topics.push_back({.id = QStringLiteral("hits"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Hits"),
        .what = DemoServerWords::tr("Reads that Redis answered."),
        .formula = DemoServerWords::tr("Counted one by one, exactly, however many there are."),
        .window = DemoServerWords::tr("Since the session began."),
        .source = DemoServerWords::tr(
            "Tierlens; compared with keyspace_hits of Redis, with which it has to agree."),
        .seeAlso
        = {QStringLiteral("hit-rate"), QStringLiteral("misses"), QStringLiteral("servers-agree")}});
    topics.push_back({.id = QStringLiteral("misses"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Misses"),
        .what = DemoServerWords::tr(
            "Reads that Redis could not answer. Some of them waited for another request that was "
            "already asking Postgres, and made no query (coalesced)."),
        .formula = DemoServerWords::tr("Misses that asked Postgres + misses that waited."),
        .window = DemoServerWords::tr("Since the session began."),
        .source = DemoServerWords::tr(
            "Tierlens; compared with keyspace_misses of Redis, with which it has to agree."),
        .seeAlso
        = {QStringLiteral("hit-rate"), QStringLiteral("queries"), QStringLiteral("policies")}});
    topics.push_back({.id = QStringLiteral("hit-rate"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Hit rate"),
        .what = DemoServerWords::tr(
            "Of all reads that asked Redis, the share it could answer. It is of a short time on "
            "purpose: a mean over hours would hide what is wrong today. Reads that go past Redis, "
            "writes and live state are not in it."),
        .formula = DemoServerWords::tr("Hits ÷ (hits + misses + misses that waited for another)."),
        .window = DemoServerWords::tr("The last 10 seconds; in presenter mode the last 3."),
        .source = DemoServerWords::tr("Tierlens, request by request."),
        .seeAlso
        = {QStringLiteral("hits"), QStringLiteral("misses"), QStringLiteral("chart-hit-rate")}});
    topics.push_back({.id = QStringLiteral("redis-keys"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Keys, memory, evicted"),
        .what = DemoServerWords::tr(
            "Keys in the database in use, and the memory Redis uses in all, with its limit if it "
            "has one. Evicted: keys forgotten before their time for want of memory."),
        .formula = DemoServerWords::tr("As Redis reports it: keys of the database, used_memory, "
                                       "maxmemory; growth of evicted_keys, over restarts too."),
        .window = DemoServerWords::tr(
            "Keys and memory: now. Evicted: since the first reading of this session."),
        .source = DemoServerWords::tr("INFO of Redis."),
        .seeAlso = {QStringLiteral("keys-panel"), QStringLiteral("policies")}});
    topics.push_back({.id = QStringLiteral("redis-disk"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Kept on disk, and up for"),
        .what = DemoServerWords::tr(
            "Whether Redis saves to disk (pictures, RDB, or a log, AOF): if so, a restart brings "
            "keys back; if not, it loses every one. And how long the process has been running."),
        .formula = DemoServerWords::tr("As Redis reports it: its save points, aof_enabled, "
                                       "uptime_in_seconds."),
        .window = DemoServerWords::tr("Now; the time since Redis started."),
        .source = DemoServerWords::tr("INFO and CONFIG GET of Redis."),
        .seeAlso = {QStringLiteral("actions"), QStringLiteral("impact-keys")}});
    topics.push_back({.id = QStringLiteral("queries"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Queries"),
        .what = DemoServerWords::tr("Statements Postgres answered for the app, reads and writes. "
                                    "COMMIT is not counted."),
        .formula = DemoServerWords::tr("Counted one by one, exactly."),
        .window = DemoServerWords::tr("Since the session began."),
        .source = DemoServerWords::tr(
            "Tierlens; compared with pg_stat_statements, with which it has to agree."),
        .seeAlso = {QStringLiteral("avoided"), QStringLiteral("statement-list"),
            QStringLiteral("servers-agree")}});
    topics.push_back({.id = QStringLiteral("avoided"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Avoided queries"),
        .what = DemoServerWords::tr("Reads that did not have to ask Postgres."),
        .formula = DemoServerWords::tr("Hits + misses that waited for another's answer."),
        .window = DemoServerWords::tr("Since the session began."),
        .source = DemoServerWords::tr("Tierlens, request by request."),
        .seeAlso = {QStringLiteral("queries"), QStringLiteral("hits")}});
    topics.push_back({.id = QStringLiteral("postgres-rows"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Rows and size"),
        .what = DemoServerWords::tr("How much Postgres keeps for this world."),
        .formula = DemoServerWords::tr("Rows: the server's own estimate, of all tables of this "
                                       "world. Size: tables with their indexes."),
        .window = DemoServerWords::tr("Now, at the last reading."),
        .source = DemoServerWords::tr("The catalogue of Postgres."),
        .seeAlso = {QStringLiteral("box-postgres")}});
    topics.push_back({.id = QStringLiteral("wal"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("fsync and WAL per second"),
        .what = DemoServerWords::tr(
            "Postgres writes each change to a log (WAL) before anything else. With fsync on it "
            "waits until the disk has it, and a crash loses nothing that was confirmed."),
        .formula = DemoServerWords::tr("Bytes by which the position in the log grew ÷ seconds."),
        .window = DemoServerWords::tr("Between the last two readings."),
        .source = DemoServerWords::tr("Postgres: the position in its log, and its settings."),
        .seeAlso = {QStringLiteral("impact-rows"), QStringLiteral("box-postgres")}});
    topics.push_back({.id = QStringLiteral("demo-buffer-hits"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Buffer hits and sessions"),
        .what = DemoServerWords::tr(
            "Blocks Postgres found in its own memory instead of asking the system for them, and "
            "how many connections of clients it has."),
        .formula = DemoServerWords::tr("blks_hit ÷ (blks_hit + blks_read), by their growth."),
        .window = DemoServerWords::tr("Between the last two readings; sessions: now."),
        .source = DemoServerWords::tr("pg_stat_database and pg_stat_activity of Postgres."),
        .seeAlso = {QStringLiteral("buffer-hit-ratio"), QStringLiteral("box-postgres")}});
    topics.push_back({.id = QStringLiteral("postgres-up"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Up for"),
        .what = DemoServerWords::tr("How long the server has been running."),
        .formula = DemoServerWords::tr("Now − when the server was started."),
        .window = DemoServerWords::tr("Since Postgres started."),
        .source = DemoServerWords::tr("Postgres itself."),
        .seeAlso = {QStringLiteral("box-postgres"), QStringLiteral("impact-down")}});
    topics.push_back({.id = QStringLiteral("keys-panel"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Keys in Redis"),
        .what = DemoServerWords::tr(
            "The keys of this world that Redis holds, as far as the requests of the demo tell: "
            "filled, read, invalidated, run out or evicted. The bar of a key drains with its time "
            "to live. While the mouse is over the list its order is held, so that nothing jumps "
            "away from under it.\n\n"
            "The filter takes a part of a name, or a pattern as Redis knows it."),
        .seeAlso
        = {QStringLiteral("ttl-left"), QStringLiteral("key-counts"), QStringLiteral("stale-key")}});
    topics.push_back({.id = QStringLiteral("ttl-left"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Expires in"),
        .what = DemoServerWords::tr(
            "How long the key has still to live, of the time it was given at its last fill. “Not "
            "known”: somebody else filled it."),
        .formula = DemoServerWords::tr("Time of the last fill + its time to live − now."),
        .window = DemoServerWords::tr("Now."),
        .source = DemoServerWords::tr("Tierlens' own clock and the time it sent with the fill."),
        .seeAlso = {QStringLiteral("time-to-live"), QStringLiteral("expiry-forecast")}});
    topics.push_back({.id = QStringLiteral("key-counts"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Hits and fills of a key"),
        .what = DemoServerWords::tr("How often this key answered a read, and how often it was "
                                    "filled, during this stay in Redis."),
        .formula = DemoServerWords::tr("Counted one by one."),
        .window = DemoServerWords::tr(
            "Since the key was first seen. One that was gone and comes back begins at zero."),
        .source = DemoServerWords::tr("Tierlens, request by request."),
        .seeAlso = {QStringLiteral("keys-panel"), QStringLiteral("ttl-left")}});
    topics.push_back({.id = QStringLiteral("stale-key"),
        .chapter = Chapter,
        .title = DemoServerWords::tr("Version, and stale for"),
        .what = DemoServerWords::tr(
            "Each cached value carries the version of the truth it was made from. If Postgres has "
            "a newer one, the key is stale: what it answers is out of date."),
        .formula = DemoServerWords::tr(
            "Stale: the newest version known in Postgres > the version in the key. For how long: "
            "now − when the truth changed."),
        .window = DemoServerWords::tr("Now."),
        .source = DemoServerWords::tr(
            "The version inside the value, and the writes Tierlens has made or heard of."),
        .seeAlso = {QStringLiteral("stale-answers"), QStringLiteral("freshness")}});
}

} // namespace tierlens
