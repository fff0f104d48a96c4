// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct WatchListWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};

void addStatements(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Watch;
    const auto window
        = WatchListWords::tr("The time that is shown, as chosen at the top; only what "
                             "was watched of it.");
    const auto source = WatchListWords::tr("pg_stat_statements of the database that is watched, by "
                                           "growth; our own statements are not in it.");
    topics.push_back({.id = QStringLiteral("watch-statements"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Queries"),
        .what = WatchListWords::tr(
            "The statements Postgres was asked in the time that is shown, most time first, as the "
            "server normalised them: values are replaced by $1, $2 … Of each stretch the 200 with "
            "most time are kept by name, the rest as one line."),
        .seeAlso = {QStringLiteral("watch-share"), QStringLiteral("watch-calls"),
            QStringLiteral("watch-mean"), QStringLiteral("watch-before"),
            QStringLiteral("watch-rows"), QStringLiteral("statement-buffers"),
            QStringLiteral("trouble-statements")}});
    topics.push_back({.id = QStringLiteral("watch-share"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Share of a statement"),
        .what = WatchListWords::tr("How much of the time Postgres spends on statements goes into "
                                   "this one."),
        .formula = WatchListWords::tr("Time of its calls ÷ time of the calls of all statements."),
        .window = window,
        .source = source,
        .seeAlso = {QStringLiteral("watch-mean"), QStringLiteral("watch-calls")}});
    topics.push_back({.id = QStringLiteral("watch-calls"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Calls per second of a statement"),
        .what = WatchListWords::tr("How often it is called."),
        .formula = WatchListWords::tr("Calls ÷ seconds that were watched."),
        .window = window,
        .source = source,
        .seeAlso = {QStringLiteral("watch-before"), QStringLiteral("watch-share")}});
    topics.push_back({.id = QStringLiteral("watch-mean"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Mean of a statement"),
        .what = WatchListWords::tr("What one call takes inside Postgres. The way there is not in "
                                   "it. The server keeps no percentiles, so a mean is all there "
                                   "is."),
        .formula = WatchListWords::tr("Time of its calls ÷ its calls."),
        .window = window,
        .source = source,
        .seeAlso = {QStringLiteral("watch-before"), QStringLiteral("p50-p99")}});
    topics.push_back({.id = QStringLiteral("watch-before"),
        .chapter = Chapter,
        .title = WatchListWords::tr("before"),
        .what = WatchListWords::tr(
            "By how much the number at its left has changed. Amber: more than a quarter more. "
            "Green: clearly less. “New”: it was not called before."),
        .formula = WatchListWords::tr("(Now − before) ÷ before."),
        .window = WatchListWords::tr("The time that is shown, against the stretch of the same "
                                     "length before it."),
        .source = source,
        .seeAlso = {QStringLiteral("watch-calls"), QStringLiteral("watch-mean")}});
    topics.push_back({.id = QStringLiteral("watch-rows"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Rows of one call"),
        .what = WatchListWords::tr("How many rows one call returns or changes."),
        .formula = WatchListWords::tr("Rows of its calls ÷ its calls."),
        .window = window,
        .source = source,
        .seeAlso = {QStringLiteral("watch-statements")}});
    topics.push_back({.id = QStringLiteral("statement-buffers"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Buffer hits of a statement"),
        .what = WatchListWords::tr("Of the blocks this statement needed, the share that was in the "
                                   "memory of Postgres. Amber below 90 %."),
        .formula = WatchListWords::tr("shared_blks_hit ÷ (shared_blks_hit + shared_blks_read)."),
        .window = window,
        .source = source,
        .seeAlso = {QStringLiteral("buffer-hit-ratio")}});
}

void addSessions(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Watch;
    topics.push_back({.id = QStringLiteral("sessions"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Sessions of Postgres"),
        .what = WatchListWords::tr(
            "Sessions that are active, wait, hold others up or have a transaction open; at most "
            "500. What hides its details from our user needs the right pg_monitor."),
        .formula = WatchListWords::tr(
            "Transaction: how long its transaction is open. In this state: how long it has been "
            "doing, or not doing, what it does."),
        .window = WatchListWords::tr("Now, at the last look."),
        .source = WatchListWords::tr("pg_stat_activity."),
        .seeAlso = {QStringLiteral("locks"), QStringLiteral("trouble-rights"),
            QStringLiteral("postgres-sessions")}});
    topics.push_back({.id = QStringLiteral("redis-client-list"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Clients of Redis"),
        .what = WatchListWords::tr(
            "Clients of one host and name together. Blocked: waiting in a command like BLPOP. "
            "Unread answers: bytes that wait in Redis because clients do not fetch them."),
        .formula
        = WatchListWords::tr("Counts and bytes of the clients of a line, added up; idle: of "
                             "the least idle one."),
        .window = WatchListWords::tr("Now, at the last reading of the list."),
        .source = WatchListWords::tr("CLIENT LIST of Redis, without our own clients."),
        .seeAlso = {QStringLiteral("redis-clients")}});
    topics.push_back({.id = QStringLiteral("locks"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Locks"),
        .what
        = WatchListWords::tr("Who waits for whom, as a tree: at the top the session that holds "
                             "the others up, often one that is idle in a transaction."),
        .formula = WatchListWords::tr("Since: how long a session waits; of one that holds others "
                                      "up, how long its transaction is open."),
        .window = WatchListWords::tr("Now, at the last look."),
        .source = WatchListWords::tr("pg_blocking_pids() and pg_locks, asked only if somebody "
                                     "waits."),
        .seeAlso = {QStringLiteral("lock-waiters"), QStringLiteral("sessions")}});
    topics.push_back({.id = QStringLiteral("slow-log"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Slow log"),
        .what = WatchListWords::tr(
            "Commands that took Redis long. Nothing else ran in that time: everybody waited. Which "
            "are long enough to be noted is a setting of the server, slowlog-log-slower-than."),
        .formula = WatchListWords::tr("Took: the time inside Redis, without waiting in line and "
                                      "without the way there."),
        .window = WatchListWords::tr("The newest entries, at most 500."),
        .source = WatchListWords::tr("SLOWLOG of Redis; times by the clock of the server."),
        .seeAlso = {QStringLiteral("latency-spikes"), QStringLiteral("reads-p99")}});
    topics.push_back({.id = QStringLiteral("latency-spikes"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Latency spikes"),
        .what = WatchListWords::tr("What held the whole of Redis up: a command, a fork for saving, "
                                   "writing to disk. Empty unless the server watches for it "
                                   "(latency-monitor-threshold)."),
        .formula = WatchListWords::tr("Last time and worst time, as the server noted them."),
        .window = WatchListWords::tr("Worst: since the server began to count."),
        .source = WatchListWords::tr("LATENCY LATEST of Redis."),
        .seeAlso = {QStringLiteral("slow-log")}});
    topics.push_back({.id = QStringLiteral("tables"),
        .chapter = Chapter,
        .title = WatchListWords::tr("Tables"),
        .what
        = WatchListWords::tr("The largest tables. Dead rows are left behind by changes until "
                             "VACUUM takes them. Many "
                             "scans of a whole large table can mean that an index is missing."),
        .formula = WatchListWords::tr(
            "Size: with what is stored apart (TOAST), without indexes. Rows and dead rows: the "
            "server's estimates. Scans: counted."),
        .window = WatchListWords::tr("Sizes and rows: now. Scans: since the statistics of the "
                                     "server began."),
        .source = WatchListWords::tr("The statistics and the catalogue of Postgres."),
        .seeAlso = {QStringLiteral("watch-statements"), QStringLiteral("audit-tables")}});
}
} // namespace

void addWatchListTopics(HelpTopics &topics)
{
    addStatements(topics);
    addSessions(topics);
}

} // namespace tierlens
