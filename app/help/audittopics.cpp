// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct AuditTopicWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};
} // namespace

void addAuditTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Audit;
    topics.push_back({.id = QStringLiteral("audit-window"),
        .chapter = Chapter,
        .title = AuditTopicWords::tr("The data-layer audit"),
        .what = AuditTopicWords::tr(
            "A document that answers where your permanent data lives and what you cache to keep it "
            "fast: what is permanent, what is cached, what is lost if Redis restarts now, whether "
            "the cache is worth it, and what to do next. Each sentence carries its evidence: what "
            "was asked, what came back, when.\n\n"
            "It only reads. What the watch has seen so far counts, so it says more after some "
            "time, "
            "at a busy hour, and after a burst. Save writes it as a page, as PDF, Markdown, JSON "
            "or "
            "tables; Ask again makes a newer one."),
        .seeAlso = {QStringLiteral("audit-saved"), QStringLiteral("audit-conditions"),
            QStringLiteral("audit-tables"), QStringLiteral("audit-patterns"),
            QStringLiteral("audit-lost"), QStringLiteral("audit-export")}});
    topics.push_back({.id = QStringLiteral("audit-tables"),
        .chapter = Chapter,
        .title = AuditTopicWords::tr("Rows and sizes of tables"),
        .what = AuditTopicWords::tr("What Postgres keeps, largest first. “Counted” and “estimated” "
                                    "say how the rows were got."),
        .formula = AuditTopicWords::tr(
            "Rows: counted where that is cheap, else the server's own estimate. Size with indexes: "
            "table, long values (TOAST) and indexes. Rows written: inserted + updated + deleted."),
        .window = AuditTopicWords::tr("Rows and sizes: when it was asked. Rows written: since the "
                                      "statistics of the database began."),
        .source = AuditTopicWords::tr("The statistics and the catalogue of Postgres; count(*)."),
        .seeAlso = {QStringLiteral("audit-window"), QStringLiteral("tables")}});
    topics.push_back({.id = QStringLiteral("audit-patterns"),
        .chapter = Chapter,
        .title = AuditTopicWords::tr("Kinds of keys in the audit"),
        .what = AuditTopicWords::tr(
            "How many keys of a kind there are, what they take, how long they are kept, how often "
            "a "
            "look-up finds them, and of which table they are a copy: by the statement that fills "
            "them, or guessed from names that are alike, which is then said."),
        .formula = AuditTopicWords::tr(
            "As in the list of key patterns. Found when asked: inferred from the last burst. How "
            "sure: the confidence of the inferred link."),
        .window = AuditTopicWords::tr("The newest round of samples; the last burst."),
        .source
        = AuditTopicWords::tr("SCAN, TYPE, PTTL, MEMORY USAGE; MONITOR; pg_stat_statements."),
        .seeAlso = {QStringLiteral("patterns"), QStringLiteral("inferred-link")}});
    topics.push_back({.id = QStringLiteral("audit-lost"),
        .chapter = Chapter,
        .title = AuditTopicWords::tr("What is lost if Redis restarts now"),
        .what = AuditTopicWords::tr(
            "What Redis keeps on disk, and which keys have no expiry and no counterpart in "
            "Postgres: "
            "these may be nowhere else. That is inferred: no table has their name and no query was "
            "seen to fill them."),
        .formula = AuditTopicWords::tr("Keys of such a kind × the share of them without expiry, "
                                       "added up."),
        .window = AuditTopicWords::tr("When it was asked."),
        .source = AuditTopicWords::tr("INFO persistence and CONFIG GET of Redis; the samples of "
                                      "keys; the catalogue of Postgres."),
        .seeAlso = {QStringLiteral("restart-forecast"), QStringLiteral("pattern-facts")}});
    topics.push_back({.id = QStringLiteral("audit-saved"),
        .chapter = Chapter,
        .title = AuditTopicWords::tr("Time saved a day"),
        .what = AuditTopicWords::tr(
            "What the hits save Postgres, if every second of the day were like those that were "
            "listened to. It is measured over a few seconds and multiplied, and says so; only "
            "kinds "
            "of keys whose hits and query are both known are in it."),
        .formula = AuditTopicWords::tr(
            "Hits per second × (mean of the query that fills it − one read of Redis) × 86 400 s, "
            "added up. If what a read of Redis costs is not known, nothing is taken off."),
        .window = AuditTopicWords::tr("Hits: the last burst."),
        .source = AuditTopicWords::tr("MONITOR; pg_stat_statements; INFO commandstats of Redis."),
        .seeAlso = {QStringLiteral("saved-time"), QStringLiteral("audit-conditions")}});
    topics.push_back({.id = QStringLiteral("audit-conditions"),
        .chapter = Chapter,
        .title = AuditTopicWords::tr("When a database alone is enough"),
        .what = AuditTopicWords::tr(
            "A simple tool runs fine on a database alone. Whether this is one is not a matter of "
            "taste here: four conditions have to be measured, and all have to hold."),
        .formula = AuditTopicWords::tr(
            "The whole database fits into shared_buffers; queries + hits of the cache are at most "
            "200 per second; a query takes at most 5 ms on average; and queries and hits per "
            "second × "
            "the mean of a query is at most 20 % of one processor."),
        .window = AuditTopicWords::tr("While it was watched."),
        .source = AuditTopicWords::tr("pg_database_size, shared_buffers, pg_stat_statements, INFO "
                                      "stats of Redis."),
        .seeAlso = {QStringLiteral("audit-saved"), QStringLiteral("audit-window")}});
    topics.push_back({.id = QStringLiteral("audit-export"),
        .chapter = Chapter,
        .title = AuditTopicWords::tr("Exporting the database"),
        .what = AuditTopicWords::tr(
            "pg_dump reads every row once and writes all of it into a file on this computer; "
            "nothing "
            "is changed on the server. Try to restore it somewhere else: only then it is a "
            "backup."),
        .seeAlso = {QStringLiteral("audit-window")}});
}

} // namespace tierlens
