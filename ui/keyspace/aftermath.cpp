// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/aftermath.h"

#include "core/durationtext.h"
#include "watchtables/valuesource.h"

#include <QCoreApplication>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration NormalFrom = 60s; // before it: what is taken for normal
constexpr std::uint64_t FewestReads = 20; // that make a hit rate
constexpr Duration Peak = 3s; // what is counted over more than that does not show one

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

QString textsOf(const std::vector<std::string> &statements)
{
    constexpr std::size_t Most = 3;
    QStringList texts;
    for (std::size_t i = 0; i < std::min(statements.size(), Most); ++i) {
        const auto text = oneLineOf(statements[i]);
        texts << (text.size() > 90 ? text.left(89) + QChar(0x2026) : text);
    }
    if (statements.size() > Most)
        texts << QString(QChar(0x2026));
    return texts.join(QStringLiteral(" · "));
}

QString signedRate(double change)
{
    return change < 0 ? QStringLiteral("−") + rateText(-change)
                      : QStringLiteral("+") + rateText(change);
}

QString fillingText(const FillingQueries &filling)
{
    const auto change = signedRate(filling.most - filling.before);
    return (filling.areLinked
            ? AftermathWords::tr("What fills these keys: %1 queries before, at the most %2 over "
                                 "%3 (%4): %5")
            : AftermathWords::tr("What grew most: %1 queries before, at the most %2 over %3 "
                                 "(%4): %5"))
        .arg(rateText(filling.before), rateText(filling.most), durationText(filling.span), change,
            textsOf(filling.statements));
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
    const auto &filling = aftermath.filling;
    if (filling.before >= 0 && filling.most >= 0)
        texts << fillingText(filling);
    const bool countsQueries = aftermath.queriesMost >= 0 && aftermath.queriesBefore >= 0;
    if (aftermath.transactionsMost >= 0 && aftermath.transactionsBefore >= 0
        && (!countsQueries || aftermath.queriesSpan > Peak))
        texts << AftermathWords::tr(
            "Postgres: %1 transactions before, %2 in the busiest second (%3).")
                     .arg(rateText(aftermath.transactionsBefore),
                         rateText(aftermath.transactionsMost),
                         signedRate(aftermath.transactionsMost - aftermath.transactionsBefore));
    if (countsQueries)
        texts << AftermathWords::tr(
            "All of Postgres: %1 queries before, at the most %2 over %3 (%4).")
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
