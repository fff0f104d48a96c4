// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/aftermath.h"

#include "core/durationtext.h"

#include <QCoreApplication>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration NormalFrom = 60s; // before it: what is taken for normal
constexpr std::uint64_t FewestReads = 20; // that make a hit rate

struct AftermathWords
{
    Q_DECLARE_TR_FUNCTIONS(Aftermath)
};

bool hasRate(const RedisCounts &counts) { return counts.hits + counts.misses >= FewestReads; }

double transactions(const PostgresCounts &counts) // per second
{
    return counts.span > Duration::zero() ? counts.perSecond(counts.commits + counts.rollbacks)
                                          : -1;
}

QString signedRate(double change)
{
    return change < 0 ? QStringLiteral("−") + rateText(-change)
                      : QStringLiteral("+") + rateText(change);
}
} // namespace

Aftermath aftermathOf(const WatchHistory &history, SinceStart began, SinceStart now)
{
    Aftermath found;
    const auto before = history.total(began - NormalFrom, began);
    if (hasRate(before.redis))
        found.hitRateBefore = before.redis.hitRate();
    found.transactionsBefore = transactions(before.postgres);
    found.queriesBefore = before.postgres.queriesPerSecond();
    for (const auto &moment : history.between(began, now, 2s)) {
        if (!hasRate(moment.redis))
            continue;
        found.hitRateNow = moment.redis.hitRate();
        found.hitRateLowest = found.hitRateLowest < 0
            ? found.hitRateNow
            : std::min(found.hitRateLowest, found.hitRateNow);
    }
    for (const auto &moment : history.between(began, now, 1s)) {
        found.transactionsMost = std::max(found.transactionsMost, transactions(moment.postgres));
        if (const double queries = moment.postgres.queriesPerSecond();
            queries > found.queriesMost) {
            found.queriesMost = queries;
            found.queriesSpan = moment.postgres.queriesSpan;
        }
    }
    return found;
}

QStringList aftermathTexts(const Aftermath &aftermath, const BlastRadius &expected)
{
    QStringList texts;
    if (aftermath.hitRateLowest >= 0)
        texts << (aftermath.hitRateBefore >= 0
                ? AftermathWords::tr("Hits of all keys: %1 before, %2 at the lowest, %3 now.")
                      .arg(percentText(aftermath.hitRateBefore),
                          percentText(aftermath.hitRateLowest), percentText(aftermath.hitRateNow))
                : AftermathWords::tr("Hits of all keys: %1 at the lowest, %2 now.")
                      .arg(
                          percentText(aftermath.hitRateLowest), percentText(aftermath.hitRateNow)));
    if (aftermath.transactionsMost >= 0 && aftermath.transactionsBefore >= 0)
        texts << AftermathWords::tr(
            "Postgres: %1 transactions before, %2 in the busiest second (%3).")
                     .arg(rateText(aftermath.transactionsBefore),
                         rateText(aftermath.transactionsMost),
                         signedRate(aftermath.transactionsMost - aftermath.transactionsBefore));
    if (aftermath.queriesMost >= 0 && aftermath.queriesBefore >= 0)
        texts << AftermathWords::tr("Postgres: %1 queries before, at the most %2 over %3 (%4).")
                     .arg(rateText(aftermath.queriesBefore), rateText(aftermath.queriesMost),
                         durationText(aftermath.queriesSpan),
                         signedRate(aftermath.queriesMost - aftermath.queriesBefore));
    if (texts.isEmpty())
        return {AftermathWords::tr("What it does to hits and queries is being watched…")};
    if (expected.extraQueries)
        texts << (expected.isUpperBound
                ? AftermathWords::tr("Expected were at most +%1 queries in the first second.")
                : AftermathWords::tr("Expected were about +%1 queries in the first second."))
                     .arg(rateText(*expected.extraQueries));
    return texts;
}

} // namespace tierlens
