// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct RestartTopicWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};

void addCosts(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Restarts;
    const auto window = RestartTopicWords::tr(
        "From the order on, until it has settled; at most 5 minutes. Before: the 30 seconds before "
        "the order.");
    topics.push_back({.id = QStringLiteral("restart-cost"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("What a restart cost"),
        .what = RestartTopicWords::tr(
            "Measured by the watch while it happens. What clients were refused while a server was "
            "away no server has counted, so it is not here; your application knows it."),
        .seeAlso = {QStringLiteral("restart-back"), QStringLiteral("restart-keys"),
            QStringLiteral("restart-hit-rate"), QStringLiteral("restart-warm"),
            QStringLiteral("restart-load"), QStringLiteral("restart-reads"),
            QStringLiteral("restart-errors")}});
    topics.push_back({.id = QStringLiteral("restart-back"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("Until it answered"),
        .what = RestartTopicWords::tr(
            "How long the server was not ready to serve, counted from the order. While it stops "
            "and "
            "starts is in it, and how long the command itself took to get there."),
        .formula = RestartTopicWords::tr("First answer of the server that is ready − order."),
        .window = window,
        .source = RestartTopicWords::tr("Tierlens, which asks the server ten times a second for "
                                        "the first minute, then once a second."),
        .seeAlso = {QStringLiteral("restart-cost")}});
    topics.push_back({.id = QStringLiteral("restart-keys"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("Keys lost"),
        .what = RestartTopicWords::tr("Keys Redis had and has no more. What was filled again until "
                                      "the first look is not counted as lost."),
        .formula
        = RestartTopicWords::tr("Keys before the restart − keys at the first look after it."),
        .window = window,
        .source = RestartTopicWords::tr("INFO of Redis."),
        .seeAlso = {QStringLiteral("restart-cost"), QStringLiteral("audit-lost")}});
    topics.push_back({.id = QStringLiteral("restart-hit-rate"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("Hit rate, at the lowest"),
        .what = RestartTopicWords::tr("How far the hit rate fell."),
        .formula
        = RestartTopicWords::tr("The lowest hit rate of any stretch of about a second with "
                                "at least ten look-ups."),
        .window = window,
        .source = RestartTopicWords::tr("INFO stats of Redis."),
        .seeAlso = {QStringLiteral("watch-hit-rate"), QStringLiteral("restart-warm")}});
    topics.push_back({.id = QStringLiteral("restart-warm"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("Until it was as before"),
        .what
        = RestartTopicWords::tr("How long the cache took to be warm again; of Postgres, until "
                                "it carried as much as before."),
        .formula = RestartTopicWords::tr("From the order until the hit rate (of Postgres: "
                                         "committed transactions per second) was "
                                         "at nine tenths of what it had been, and stayed there for "
                                         "two seconds. Known to about a "
                                         "second."),
        .window = window,
        .source = RestartTopicWords::tr("INFO stats of Redis; pg_stat_database."),
        .seeAlso = {QStringLiteral("restart-cost"), QStringLiteral("restart-hit-rate")}});
    topics.push_back({.id = QStringLiteral("restart-load"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("On Postgres, at the most"),
        .what = RestartTopicWords::tr("How busy Postgres became, because Redis could not answer or "
                                      "because everybody came at once."),
        .formula = RestartTopicWords::tr(
            "The most committed transactions per second of any stretch of about a second. A query "
            "outside of BEGIN is one."),
        .window = window,
        .source = RestartTopicWords::tr("pg_stat_database."),
        .seeAlso = {QStringLiteral("watch-queries"), QStringLiteral("restart-cost")}});
    topics.push_back({.id = QStringLiteral("restart-reads"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("p99 of reads, at the worst"),
        .what
        = RestartTopicWords::tr("How long reads took Redis itself in the worst second; the way "
                                "there is not in it."),
        .formula
        = RestartTopicWords::tr("The highest p99 of any stretch of about a second; an upper "
                                "bound, a power of two of µs."),
        .window = window,
        .source = RestartTopicWords::tr("LATENCY HISTOGRAM of Redis, from version 7 on."),
        .seeAlso = {QStringLiteral("reads-p99")}});
    topics.push_back({.id = QStringLiteral("restart-errors"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("Error replies, rollbacks"),
        .what = RestartTopicWords::tr("Error replies Redis gave, or transactions Postgres undid, "
                                      "since the order."),
        .formula = RestartTopicWords::tr("Growth of total_error_replies; of xact_rollback."),
        .window = window,
        .source = RestartTopicWords::tr("INFO stats of Redis; pg_stat_database."),
        .seeAlso = {QStringLiteral("restart-cost")}});
}
} // namespace

void addRestartTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Restarts;
    topics.push_back({.id = QStringLiteral("restart-window"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("Restarting a server"),
        .what = RestartTopicWords::tr(
            "Tierlens restarts a server only the way the saved connection says: by a systemd unit, "
            "a "
            "container, or a command of yours, run on this computer. It shows what will be run and "
            "what it will do, asks, and measures what it cost. In production the name of the "
            "connection has to be typed.\n\n"
            "A command that takes too long is stopped after the time you choose; that does not "
            "undo what it has done."),
        .seeAlso = {QStringLiteral("restart-forecast"), QStringLiteral("restart-cost"),
            QStringLiteral("connection"), QStringLiteral("watch-changes")}});
    topics.push_back({.id = QStringLiteral("restart-forecast"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("What a restart will do"),
        .what = RestartTopicWords::tr(
            "Read from the server just now. Redis: which keys are lost, by what it keeps on disk; "
            "connections that are cut; how much has to be read back. Postgres: sessions that are "
            "ended, transactions that are undone, and what could be lost if it is killed instead."),
        .formula = RestartTopicWords::tr("Counts as the server reports them."),
        .window = RestartTopicWords::tr("Now, when the window was opened."),
        .source = RestartTopicWords::tr("INFO and CONFIG GET of Redis; pg_stat_activity and the "
                                        "settings of Postgres."),
        .seeAlso = {QStringLiteral("restart-cost"), QStringLiteral("audit-lost")}});
    addCosts(topics);
    topics.push_back({.id = QStringLiteral("drills"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("Fault drills"),
        .what = RestartTopicWords::tr(
            "Faults made on purpose, to see how an application takes them: for development and "
            "sandbox servers only. Each says what it does, what it shows, and how it is undone.\n\n"
            "A setting that is changed is put back at the end, when stopped, and when Tierlens "
            "ends; if Tierlens was killed, it offers to do so when this connection is watched "
            "again."),
        .seeAlso = {QStringLiteral("drill-settings"), QStringLiteral("watch-changes")}});
    topics.push_back({.id = QStringLiteral("drill-settings"),
        .chapter = Chapter,
        .title = RestartTopicWords::tr("Settings and results of a drill"),
        .what = RestartTopicWords::tr(
            "Pausing clients lasts at most 30 seconds, slow answers at most 2 minutes, too little "
            "memory at most 10 minutes. With slow answers a command waits at most as long as you "
            "set, from 2 to 500 ms. Too little memory sets the limit to 10 to 99 % of what is used "
            "now.\n\n"
            "What was measured is told at the end, in sentences; watch the charts meanwhile."),
        .seeAlso = {QStringLiteral("drills"), QStringLiteral("evictions")}});
}

} // namespace tierlens
