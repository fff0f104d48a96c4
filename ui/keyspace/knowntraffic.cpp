// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/knowntraffic.h"

#include "core/durationtext.h"

#include <QCoreApplication>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration Before = 60s; // what is taken for normal
constexpr std::uint64_t FewestReads = 20; // that make a hit rate

struct KnownTrafficWords
{
    Q_DECLARE_TR_FUNCTIONS(KnownTraffic)
};

bool hasRate(const RedisCounts &counts) { return counts.hits + counts.misses >= FewestReads; }
} // namespace

TrafficKnown knownTraffic(const WatchSession *session)
{
    TrafficKnown known;
    if (!session)
        return known;
    const auto now = session->now();
    const auto minute = session->history().total(now - Before, now);
    if (minute.redis.span > Duration::zero())
        known.hitsPerSecond = minute.redis.perSecond(minute.redis.hits);
    if (const double queries = minute.postgres.queriesPerSecond(); queries >= 0)
        known.queriesPerSecond = queries;
    // A burst is some seconds of some minutes ago; there may be more or less traffic by now.
    double scale = 1;
    if (const auto &burst = session->lastBurst(); burst && burst->commandsBefore > 0
        && minute.redis.span > Duration::zero())
        scale = minute.redis.perSecond(minute.redis.commands) / burst->commandsBefore;
    for (const auto &row : session->patternRows()) {
        if (!row.traffic || row.traffic->reads == 0 || !row.traffic->hasHitRate())
            continue;
        const auto &traffic = *row.traffic;
        TrafficKnown::Pattern pattern;
        pattern.pattern = traffic.pattern;
        pattern.readsPerSecond = traffic.perSecond(traffic.reads) * scale;
        pattern.hitsPerSecond = traffic.perSecond(traffic.reads - std::min(traffic.reads, traffic.misses)) * scale;
        if (row.link && !row.link->refused && row.link->missCost > Duration::zero())
            pattern.queryMilliseconds = double(row.link->missCost.count()) / 1e6;
        known.patterns.push_back(std::move(pattern));
    }
    return known;
}

Aftermath aftermathOf(const WatchHistory &history, SinceStart began, SinceStart now)
{
    Aftermath found;
    found.watched = now - began;
    const auto before = history.total(began - Before, began);
    if (hasRate(before.redis))
        found.hitRateBefore = before.redis.hitRate();
    found.queriesBefore = before.postgres.queriesPerSecond();
    for (const auto &moment : history.between(began, now, 5s)) {
        if (moment.from < began)
            continue; // partly from before
        if (hasRate(moment.redis)) {
            found.hitRateNow = moment.redis.hitRate();
            found.hitRateLowest = found.hitRateLowest < 0
                ? found.hitRateNow
                : std::min(found.hitRateLowest, found.hitRateNow);
        }
        if (const double queries = moment.postgres.queriesPerSecond();
            queries > found.queriesMost) {
            found.queriesMost = queries;
            found.mostSpan = moment.postgres.queriesSpan;
        }
    }
    return found;
}

QStringList aftermathTexts(const Aftermath &aftermath, const BlastRadius &expected)
{
    QStringList texts;
    if (aftermath.hitRateLowest >= 0)
        texts << (aftermath.hitRateBefore >= 0
                ? KnownTrafficWords::tr("Hits of all keys: %1 before, %2 at the lowest, %3 now.")
                      .arg(percentText(aftermath.hitRateBefore),
                          percentText(aftermath.hitRateLowest), percentText(aftermath.hitRateNow))
                : KnownTrafficWords::tr("Hits of all keys: %1 at the lowest, %2 now.")
                      .arg(percentText(aftermath.hitRateLowest),
                          percentText(aftermath.hitRateNow)));
    if (aftermath.queriesMost >= 0 && aftermath.queriesBefore >= 0) {
        const double more = aftermath.queriesMost - aftermath.queriesBefore;
        auto text = KnownTrafficWords::tr("Postgres: %1 queries before, at the most %2 over %3 (%4).")
                        .arg(rateText(aftermath.queriesBefore), rateText(aftermath.queriesMost),
                            durationText(aftermath.mostSpan),
                            more < 0 ? QStringLiteral("−") + rateText(-more)
                                     : QStringLiteral("+") + rateText(more));
        if (expected.extraQueries)
            text += QLatin1Char(' ')
                + KnownTrafficWords::tr("Expected was about +%1.").arg(rateText(*expected.extraQueries));
        texts << text;
    }
    if (texts.isEmpty())
        texts << KnownTrafficWords::tr("What it does to hits and queries is being watched…");
    return texts;
}

} // namespace tierlens
