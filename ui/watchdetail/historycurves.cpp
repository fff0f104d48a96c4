// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdetail/historycurves.h"

#include "core/durationtext.h"
#include "watchtables/patternrows.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tierlens {

namespace {
struct HistoryCurvesWords
{
    Q_DECLARE_TR_FUNCTIONS(HistoryCurves)
};

constexpr double Gap = std::numeric_limits<double>::quiet_NaN();
constexpr int Points = 240; // more cannot be told apart

// `statements`: queries are counted in this range, if not in each of its stretches.
double valueOf(const Moment &moment, HistoryMeasure measure, bool statements)
{
    const RedisCounts &redis = moment.redis;
    const PostgresCounts &postgres = moment.postgres;
    const bool asked = measure == HistoryMeasure::Queries ? postgres.span > Duration::zero()
                                                          : redis.span > Duration::zero();
    if (!asked)
        return Gap;
    switch (measure) {
    case HistoryMeasure::HitRate:
        return redis.hitRate() < 0 ? Gap : redis.hitRate();
    case HistoryMeasure::Misses:
        return redis.perSecond(redis.misses);
    case HistoryMeasure::Evictions:
        return redis.perSecond(redis.evicted);
    case HistoryMeasure::Commands:
        return redis.perSecond(redis.commands);
    case HistoryMeasure::ReadsP99: {
        const auto p99 = moment.redisReads.quantile(0.99);
        return p99 > Duration::zero() ? double(p99.count()) : Gap;
    }
    case HistoryMeasure::Queries:
        if (!statements)
            return postgres.perSecond(postgres.commits + postgres.rollbacks);
        return postgres.queriesPerSecond() < 0 ? Gap : postgres.queriesPerSecond();
    case HistoryMeasure::Memory:
        return double(moment.usedMemory);
    }
    return Gap;
}

bool countsStatements(const WatchHistory &history, CurveRange range)
{
    return history.total(range.from, range.to).postgres.countsStatements;
}

// Looked at, but in a look that came later: the line goes on to that one.
bool isCountedLater(const Moment &moment, HistoryMeasure measure, bool statements)
{
    if (measure != HistoryMeasure::Queries)
        return moment.redisKnown && moment.redis.span <= Duration::zero();
    return moment.postgresKnown
        && (statements ? moment.postgres.queriesSpan : moment.postgres.span) <= Duration::zero();
}

bool wasAway(const Moment &moment, HistoryMeasure measure)
{
    return measure == HistoryMeasure::Queries ? !moment.postgresUp : !moment.redisUp;
}

std::uint32_t looksOf(const Moment &moment, HistoryMeasure measure)
{
    return measure == HistoryMeasure::Queries ? moment.postgresLooks : moment.redisLooks;
}

// Adds to the stretches in which the server was away; it is back with a look that found it up.
void noteAway(std::vector<CurveRange> &away, const Moment &moment, HistoryMeasure measure)
{
    const auto looks = looksOf(moment, measure);
    if (wasAway(moment, measure)) {
        if (away.empty() || away.back().to < SinceStart::max())
            away.push_back({moment.from, {}});
        away.back().to = looks > 0 ? moment.to() : SinceStart::max();
    } else if (looks > 0 && !away.empty() && away.back().to == SinceStart::max()) {
        away.back().to = moment.from;
    }
}

std::vector<Curve::Point> pointsOf(const WatchHistory &history, CurveRange range,
    HistoryMeasure measure, Duration later, std::vector<CurveRange> *away = nullptr)
{
    std::vector<Curve::Point> points;
    if (range.length() <= Duration::zero())
        return points;
    const bool statements = measure == HistoryMeasure::Queries && countsStatements(history, range);
    bool wasThere = false;
    for (const auto &moment : history.between(range.from, range.to, range.length() / Points)) {
        // A watch that is just connecting tells of no outage.
        const bool begins = !wasThere && looksOf(moment, measure) > 0;
        if (away && !(begins && away->empty()))
            noteAway(*away, moment, measure);
        wasThere |= looksOf(moment, measure) > 0;
        // The first look after an outage counts what was asked all through it, if anything was: so
        // these stretches are known, but the line must not go on over them.
        if (wasAway(moment, measure))
            points.push_back({moment.from + later, Gap});
        if (!isCountedLater(moment, measure, statements))
            points.push_back(
                {moment.from + moment.length / 2 + later, valueOf(moment, measure, statements)});
    }
    if (away && !away->empty())
        away->back().to = std::min(away->back().to, range.to); // it still is
    return points;
}

std::vector<Curve::Point> courseOf(const WatchedStatements &statements, std::int64_t id,
    CurveRange range, bool mean, Duration later)
{
    std::vector<Curve::Point> points;
    for (const auto &point : statements.course(id, range.from, range.to)) {
        const double value = !mean          ? point.callsPerSecond
            : point.mean > Duration::zero() ? double(point.mean.count())
                                            : Gap;
        points.push_back({point.at + later, value});
    }
    return points;
}

// Nothing is known before the session began.
std::optional<CurveRange> earlier(CurveRange range)
{
    const CurveRange before{range.from - range.length(), range.from};
    return before.from < SinceStart::zero() ? std::nullopt : std::optional(before);
}
} // namespace

QString unitText(Unit unit, double value)
{
    if (std::isnan(value))
        return QStringLiteral("–");
    switch (unit) {
    case Unit::Percent:
        return percentText(value);
    case Unit::PerSecond:
        return rateText(value);
    case Unit::Time:
        return durationText(Duration{static_cast<Duration::rep>(value)});
    case Unit::AtMost:
        return atMostText(Duration{static_cast<Duration::rep>(value)});
    case Unit::Bytes:
        return bytesText(static_cast<std::uint64_t>(value));
    }
    return {};
}

QString axisText(Unit unit, double mark)
{
    switch (unit) {
    case Unit::Percent:
        return axisPercentText(mark);
    case Unit::PerSecond:
        return mark < 10 && mark != std::floor(mark)
            ? QString::number(mark, 'g', 3)
            : countText(static_cast<std::uint64_t>(std::llround(mark)));
    case Unit::Time:
    case Unit::AtMost:
        return axisText(Duration{static_cast<Duration::rep>(mark)});
    case Unit::Bytes:
        return bytesText(static_cast<std::uint64_t>(mark));
    }
    return {};
}

double roundTop(Unit unit, double highest)
{
    if (unit == Unit::Percent)
        return 1;
    if (!(highest > 0))
        return unit == Unit::Time || unit == Unit::AtMost ? 1e6 : 10;
    const double decade = std::pow(10.0, std::floor(std::log10(highest)));
    for (const double step : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0}) {
        if (step * decade >= highest)
            return step * decade;
    }
    return 10 * decade;
}

// What is shown as 0.00 would be none at all.
QString atMostText(Duration bound)
{
    return bound < std::chrono::microseconds{5} ? QStringLiteral("< 0.01 ms")
                                                : QStringLiteral("≤ ") + durationText(bound);
}

Tint figureTint(const Curve &curve, double value)
{
    const bool isRate = curve.unit == Unit::Percent && curve.tint == Tint::Hit;
    return isRate && !std::isnan(value) ? hitRateTint(value) : curve.tint;
}

Curve historyCurve(const WatchHistory &history, CurveRange range, HistoryMeasure measure,
    std::optional<CurveRange> figures)
{
    Curve curve;
    switch (measure) {
    case HistoryMeasure::HitRate:
        curve = {HistoryCurvesWords::tr("Hit rate"), Unit::Percent, Tint::Hit, {}, {},
            QStringLiteral("watch-hit-rate")};
        break;
    case HistoryMeasure::Misses:
        curve = {HistoryCurvesWords::tr("Misses per second"), Unit::PerSecond, Tint::Miss, {}, {},
            QStringLiteral("watch-misses")};
        break;
    case HistoryMeasure::Evictions:
        curve = {HistoryCurvesWords::tr("Evictions per second"), Unit::PerSecond, Tint::Bad, {}, {},
            QStringLiteral("evictions")};
        break;
    case HistoryMeasure::Commands:
        curve = {HistoryCurvesWords::tr("Commands per second"), Unit::PerSecond, Tint::Redis, {},
            {}, QStringLiteral("commands-rate")};
        break;
    case HistoryMeasure::ReadsP99:
        curve = {HistoryCurvesWords::tr("p99 of reads, in Redis"), Unit::AtMost, Tint::Redis, {},
            {}, QStringLiteral("reads-p99")};
        break;
    case HistoryMeasure::Queries:
        curve
            = {countsStatements(history, range) ? HistoryCurvesWords::tr("Queries per second")
                                                : HistoryCurvesWords::tr("Transactions per second"),
                Unit::PerSecond, Tint::Postgres, {}, {}, QStringLiteral("watch-queries")};
        break;
    case HistoryMeasure::Memory:
        curve = {HistoryCurvesWords::tr("Memory of Redis"), Unit::Bytes, Tint::Redis, {}, {},
            QStringLiteral("watch-memory")};
        break;
    }
    curve.points = pointsOf(history, range, measure, {}, &curve.away);
    if (figures)
        curve.figure = valueOf(history.total(figures->from, figures->to), measure,
            measure == HistoryMeasure::Queries && countsStatements(history, *figures));
    if (const auto before = earlier(range))
        curve.before = pointsOf(history, *before, measure, range.length());
    return curve;
}

Curve callsCurve(
    const WatchedStatements &statements, std::int64_t id, CurveRange range, const QString &title)
{
    Curve curve{title.isEmpty() ? HistoryCurvesWords::tr("Calls per second") : title,
        Unit::PerSecond, Tint::Postgres, courseOf(statements, id, range, false, {}), {},
        QStringLiteral("watch-calls")};
    if (const auto before = earlier(range))
        curve.before = courseOf(statements, id, *before, false, range.length());
    return curve;
}

Curve meanCurve(const WatchedStatements &statements, std::int64_t id, CurveRange range)
{
    Curve curve{HistoryCurvesWords::tr("Mean time in Postgres"), Unit::Time, Tint::Postgres,
        courseOf(statements, id, range, true, {}), {}, QStringLiteral("watch-mean")};
    if (const auto before = earlier(range))
        curve.before = courseOf(statements, id, *before, true, range.length());
    return curve;
}

} // namespace tierlens
