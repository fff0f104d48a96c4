// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct WatchPatternWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};
} // namespace

void addWatchPatternTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Watch;
    const auto burst = WatchPatternWords::tr("The last burst, of some seconds.");
    const auto monitor = WatchPatternWords::tr("MONITOR, while you let it run.");
    const auto sample = WatchPatternWords::tr("SCAN, TYPE, PTTL, MEMORY USAGE and OBJECT IDLETIME "
                                              "or FREQ of sampled keys, within the budget.");
    const auto round
        = WatchPatternWords::tr("The newest round through the keyspace; it goes on bit "
                                "by bit while the window is open.");
    topics.push_back({.id = QStringLiteral("patterns"),
        .chapter = Chapter,
        .title = WatchPatternWords::tr("Key patterns"),
        .what = WatchPatternWords::tr(
            "Keys that are named alike. Tierlens finds the patterns by itself: a part of a name "
            "that takes many values is shown as *. What is missed most comes first.\n\n"
            "Below a name stands what its figures rest on: a burst and how many pairs of read and "
            "fill it showed, or how many keys there are and how much memory they take."),
        .seeAlso = {QStringLiteral("pattern-hit-rate"), QStringLiteral("pattern-misses"),
            QStringLiteral("inferred-link"), QStringLiteral("miss-cost"),
            QStringLiteral("saved-time"), QStringLiteral("expiring-next-minute"),
            QStringLiteral("pattern-facts")}});
    topics.push_back({.id = QStringLiteral("pattern-hit-rate"),
        .chapter = Chapter,
        .title = WatchPatternWords::tr("Hit rate of a pattern"),
        .what = WatchPatternWords::tr(
            "Redis does not count by pattern, so this is inferred. A read that is followed, within "
            "a second, by a write of the same key by the same client is taken for a miss and its "
            "fill, all other reads for hits. Patterns that are always read and then written "
            "(counters) have no hit rate."),
        .formula = WatchPatternWords::tr("1 − inferred misses ÷ reads."),
        .window = burst,
        .source = monitor,
        .seeAlso = {QStringLiteral("burst"), QStringLiteral("watch-hit-rate")}});
    topics.push_back({.id = QStringLiteral("pattern-misses"),
        .chapter = Chapter,
        .title = WatchPatternWords::tr("Misses per second of a pattern"),
        .what = WatchPatternWords::tr("How often keys of this pattern are asked for and not there. "
                                      "With ≈ it is inferred, without it is counted."),
        .formula = WatchPatternWords::tr(
            "While key events are on: misses heard ÷ seconds. Otherwise: inferred misses of the "
            "last burst ÷ its seconds."),
        .window = WatchPatternWords::tr("Key events: the last 10 seconds. Else the last burst."),
        .source = WatchPatternWords::tr("Key events of Redis, else MONITOR."),
        .seeAlso = {QStringLiteral("key-events"), QStringLiteral("pattern-hit-rate")}});
    topics.push_back({.id = QStringLiteral("inferred-link"),
        .chapter = Chapter,
        .title = WatchPatternWords::tr("Filled by (inferred links)"),
        .what = WatchPatternWords::tr(
            "The statement in Postgres that answers the misses of this pattern, and why Tierlens "
            "thinks so. “Seen on the wire”: its calls and the fills seen in bursts agree, interval "
            "by interval. “Inferred”: its calls rise and fall with the misses. “Confirmed by you”: "
            "you said so.\n\n"
            "Two things that merely run side by side can look alike. Confirm a proposal or refuse "
            "it: what you say is kept with a saved connection, and what you refused is not "
            "proposed "
            "again."),
        .formula = WatchPatternWords::tr(
            "Correlation (Pearson's r) of the two rates, interval by interval, between 0 and 1. "
            "Proposed only if the number of calls fits the number of misses, and if so much "
            "agreement by accident is less likely than 1 in 10 000, over all pairs compared."),
        .window = WatchPatternWords::tr(
            "Up to 120 intervals between two readings of the statements; at least 8."),
        .source = WatchPatternWords::tr("Key events and bursts of Redis, calls in "
                                        "pg_stat_statements."),
        .seeAlso = {QStringLiteral("burst"), QStringLiteral("key-events"),
            QStringLiteral("miss-cost"), QStringLiteral("trouble-statements")}});
    topics.push_back({.id = QStringLiteral("miss-cost"),
        .chapter = Chapter,
        .title = WatchPatternWords::tr("One miss costs"),
        .what = WatchPatternWords::tr("What one miss of this pattern costs Postgres."),
        .formula = WatchPatternWords::tr("Mean execution time of the linked statement: its time ÷ "
                                         "its calls. The way there is not in it."),
        .window = WatchPatternWords::tr("The intervals the link rests on, at most 120."),
        .source = WatchPatternWords::tr("pg_stat_statements, and the inferred link."),
        .seeAlso = {QStringLiteral("inferred-link"), QStringLiteral("saved-time"),
            QStringLiteral("pattern-facts")}});
    topics.push_back({.id = QStringLiteral("saved-time"),
        .chapter = Chapter,
        .title = WatchPatternWords::tr("Saved"),
        .what = WatchPatternWords::tr(
            "Time of Postgres that the hits of this pattern save, in each second. 250 ms/s is a "
            "quarter of one session that need not work; above 1 s/s several."),
        .formula = WatchPatternWords::tr("Hits per second × what one miss costs."),
        .window = WatchPatternWords::tr("Hits: the last burst. Cost: the intervals of the link."),
        .source = WatchPatternWords::tr("MONITOR, pg_stat_statements, and the inferred link."),
        .seeAlso = {QStringLiteral("miss-cost"), QStringLiteral("pattern-hit-rate"),
            QStringLiteral("audit-saved")}});
    topics.push_back({.id = QStringLiteral("expiring-next-minute"),
        .chapter = Chapter,
        .title = WatchPatternWords::tr("Expiring next minute"),
        .what = WatchPatternWords::tr(
            "How many keys of this pattern will run out in the coming minute. ▲ marks those of "
            "which "
            "many expire within a few seconds. “No expiry”: its keys stay until somebody removes "
            "them or memory is full."),
        .formula = WatchPatternWords::tr(
            "Sampled keys that expire in the next 60 seconds × all keys ÷ sampled keys."),
        .window = WatchPatternWords::tr("The next 60 seconds, by the newest round of samples."),
        .source = sample,
        .seeAlso = {QStringLiteral("findings"), QStringLiteral("expiries"),
            QStringLiteral("pattern-facts")}});
    topics.push_back({.id = QStringLiteral("pattern-facts"),
        .chapter = Chapter,
        .title = WatchPatternWords::tr("Facts of a pattern"),
        .what = WatchPatternWords::tr(
            "Keys: how many, with ± if they were not all looked at. Memory: what they take. Time "
            "to "
            "live: median, shortest and longest left, of those that expire. Without expiry: share "
            "that never runs out. Not touched for an hour: share nobody has read or written for "
            "that long. Largest: the largest key that was met. Hottest: the one read most often in "
            "the last burst."),
        .formula = WatchPatternWords::tr(
            "Counted in the sample, and scaled to all keys if the round was not looked at whole; "
            "± is at 95 %."),
        .window = round,
        .source = sample,
        .seeAlso = {QStringLiteral("patterns"), QStringLiteral("caller-cost"),
            QStringLiteral("keys-window")}});
    topics.push_back({.id = QStringLiteral("caller-cost"),
        .chapter = Chapter,
        .title = WatchPatternWords::tr("A miss costs the caller"),
        .what = WatchPatternWords::tr(
            "How long the application is busy between not finding a key and having filled it: the "
            "query, and whatever it does around it."),
        .formula
        = WatchPatternWords::tr("Median time from the read to the write of the same key by "
                                "the same client."),
        .window = burst,
        .source = monitor,
        .seeAlso = {QStringLiteral("miss-cost"), QStringLiteral("burst")}});
}

} // namespace tierlens
