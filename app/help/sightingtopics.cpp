// SPDX-License-Identifier: GPL-3.0-or-later
#include "help/helpchapters.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct SightingTopicWords
{
    Q_DECLARE_TR_FUNCTIONS(Help)
};
} // namespace

// Rare things of the demo that are recognised; limits as in app/sightings.
void addSightingTopics(HelpTopics &topics)
{
    constexpr auto Chapter = HelpChapter::Demo;
    const auto source = SightingTopicWords::tr("Tierlens, request by request.");
    topics.push_back({.id = QStringLiteral("sightings"),
        .chapter = Chapter,
        .title = SightingTopicWords::tr("Rare things that are recognised"),
        .what = SightingTopicWords::tr(
            "Stampedes, expiry cliffs, hot keys, stale answers and cold starts are named when they "
            "happen, with the figures they rest on and what prevents them. They are marked in the "
            "charts and listed under Events."),
        .seeAlso
        = {QStringLiteral("stampede"), QStringLiteral("expiry-forecast"), QStringLiteral("hot-key"),
            QStringLiteral("stale-answers"), QStringLiteral("cold-start")}});
    topics.push_back({.id = QStringLiteral("stampede"),
        .chapter = Chapter,
        .title = SightingTopicWords::tr("Stampede"),
        .what = SightingTopicWords::tr(
            "Many requests missed the same key while the first of them was still asking Postgres. "
            "All asked; one would have done. “One query per miss” prevents it."),
        .formula = SightingTopicWords::tr(
            "Told from 4 queries for one key at once on, if they wasted at least 10 ms of "
            "Postgres' "
            "time. Wasted: the time of all of them − that of the first to be answered."),
        .window = SightingTopicWords::tr(
            "From the first query for the key until its answer is back in Redis."),
        .source = source,
        .seeAlso = {QStringLiteral("policies"), QStringLiteral("sightings")}});
    topics.push_back({.id = QStringLiteral("expiry-forecast"),
        .chapter = Chapter,
        .title = SightingTopicWords::tr("Expiry forecast, and the expiry cliff"),
        .what = SightingTopicWords::tr(
            "Keys that were filled together expire together, and Postgres is asked for all of them "
            "at once. The forecast says so before it happens; afterwards it says what came of it. "
            "“Spread the expiry times” prevents it."),
        .formula = SightingTopicWords::tr(
            "A second is a cliff if at least 50 keys expire in it, at least 5 times as many as if "
            "the same keys expired evenly over their time to live, and if that would show. "
            "Expected queries: each expired key that is asked for makes one; how often each is "
            "asked for is taken from how often it was so far."),
        .window = SightingTopicWords::tr(
            "Looks 60 seconds ahead, twice a second, and warns at least 2 seconds before."),
        .source
        = SightingTopicWords::tr("The expiry times and hits of the keys Redis holds, as the "
                                 "requests of the demo tell them."),
        .seeAlso = {QStringLiteral("ttl-left"), QStringLiteral("policies"),
            QStringLiteral("expiring-next-minute")}});
    topics.push_back({.id = QStringLiteral("hot-key"),
        .chapter = Chapter,
        .title = SightingTopicWords::tr("Hot key"),
        .what = SightingTopicWords::tr(
            "One key takes a large share of all reads: how the whole cache does hangs on it."),
        .formula = SightingTopicWords::tr(
            "Reads of the key ÷ all reads of cached truth. Hot from 25 % and 50/s on; no longer "
            "below 15 % or 25/s."),
        .window = SightingTopicWords::tr("The last 10 whole seconds."),
        .source = source,
        .seeAlso = {QStringLiteral("sightings"), QStringLiteral("policies")}});
    topics.push_back({.id = QStringLiteral("stale-answers"),
        .chapter = Chapter,
        .title = SightingTopicWords::tr("Stale answers"),
        .what = SightingTopicWords::tr(
            "Answers of one key that were older than the truth in Postgres, and, where it can be "
            "told, the write that made them so. “Invalidate on write” prevents it, a shorter time "
            "to live bounds it."),
        .formula = SightingTopicWords::tr(
            "Answers whose version is lower than the newest known, at least 50 ms after the truth "
            "had changed. By how much: the time since then, of the oldest."),
        .window = SightingTopicWords::tr("Until 30 seconds have passed without another."),
        .source = SightingTopicWords::tr("The version that travels with each cached value."),
        .seeAlso = {QStringLiteral("freshness"), QStringLiteral("stale-key")}});
    topics.push_back({.id = QStringLiteral("cold-start"),
        .chapter = Chapter,
        .title = SightingTopicWords::tr("Cold start"),
        .what = SightingTopicWords::tr(
            "Redis is empty, after a restart or because many keys were removed, and fills again "
            "with each request. It says how long it took to be of use again and what that cost."),
        .formula = SightingTopicWords::tr(
            "Begins when the hit rate of half a second falls below three quarters of what it was. "
            "Times: until the first whole second with the hit rate that is named. Extra queries: "
            "queries since then − those the rate of the 10 s before would have made."),
        .window = SightingTopicWords::tr("At most 2 minutes."),
        .source = source,
        .seeAlso = {QStringLiteral("impact-hit-rate"), QStringLiteral("hit-rate")}});
}

} // namespace tierlens
