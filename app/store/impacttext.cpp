// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/impacttext.h"

#include "core/durationtext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace tierlens {

namespace {
struct ImpactWords
{
    Q_DECLARE_TR_FUNCTIONS(Impact)
};
using Kind = ImpactFigure::Kind;

bool isOutage(const Action &action)
{
    return action.kind == Action::Kind::Restart || action.kind == Action::Kind::Crash
        || action.kind == Action::Kind::Freeze;
}

bool isInvalidation(const Action &action)
{
    return action.kind == Action::Kind::InvalidateKey
        || action.kind == Action::Kind::InvalidatePattern
        || action.kind == Action::Kind::InvalidateAll;
}

bool endsProcess(const Action &action)
{
    return action.kind == Action::Kind::Restart || action.kind == Action::Kind::Crash;
}

std::vector<Kind> kindsFor(const Action &action)
{
    if (endsProcess(action) && action.tier == Tier::Redis)
        return {Kind::Keys, Kind::HitRateBack, Kind::Queries, Kind::Slowest, Kind::Failed,
            Kind::Down, Kind::Rows};
    if (endsProcess(action))
        return {Kind::Down, Kind::Slowest, Kind::Failed, Kind::Rows};
    if (action.kind == Action::Kind::Freeze && action.tier == Tier::Redis)
        return {Kind::Down, Kind::Queries, Kind::Slowest, Kind::Failed};
    if (action.kind == Action::Kind::Freeze)
        return {Kind::Down, Kind::Slowest, Kind::Failed};
    if (isInvalidation(action))
        return {Kind::Keys, Kind::HitRateBack, Kind::Queries, Kind::Slowest, Kind::Failed};
    return {Kind::Queries, Kind::Slowest, Kind::Failed};
}

QString counted(std::uint64_t n, const QString &one, const QString &many)
{
    return countText(n) + QLatin1Char(' ') + (n == 1 ? one : many);
}

QString unknown() { return QStringLiteral("…"); }

ImpactFigure keys(const Impact &impact)
{
    const bool lost = endsProcess(impact.action);
    const bool one = impact.keysLost == 1;
    const auto caption = lost
        ? (one ? ImpactWords::tr("key lost") : ImpactWords::tr("keys lost"))
        : (one ? ImpactWords::tr("key invalidated") : ImpactWords::tr("keys invalidated"));
    return {Kind::Keys, countText(impact.keysLost), caption,
        countText(impact.keysLost) + QLatin1Char(' ') + caption,
        lost ? ImpactWords::tr(
            "Keys that Redis held and no longer has. They are copies: each comes back "
            "with the next request for it.")
             : ImpactWords::tr("Keys this action removed from Redis. Each comes back with the next "
                               "request for it.")};
}

ImpactFigure rows(const Impact &impact)
{
    ImpactFigure figure{Kind::Rows, unknown(), ImpactWords::tr("rows lost"), {},
        ImpactWords::tr(
            "Writes that PostgreSQL had confirmed and that are no longer there. Each is "
            "looked for once the servers are back.")};
    if (impact.rowsLost) {
        figure.value = countText(*impact.rowsLost);
        figure.caption
            = *impact.rowsLost == 1 ? ImpactWords::tr("row lost") : ImpactWords::tr("rows lost");
        figure.phrase = figure.value + QLatin1Char(' ') + figure.caption;
        figure.definition += QLatin1Char(' ')
            + ImpactWords::tr("Looked for: %1.")
                  .arg(counted(
                      impact.writesChecked, ImpactWords::tr("write"), ImpactWords::tr("writes")));
    }
    return figure;
}

ImpactFigure queries(const Impact &impact)
{
    const auto extra = impact.extraQueries();
    const auto caption
        = extra == 1 ? ImpactWords::tr("extra query") : ImpactWords::tr("extra queries");
    return {Kind::Queries, countText(extra), caption, countText(extra) + QLatin1Char(' ') + caption,
        (impact.emptiesRedis()
                ? ImpactWords::tr(
                    "Statements PostgreSQL answered since the action, less what the rate of the "
                    "10 s before would have made; when that was highest: %1 instead of %2.")
                : ImpactWords::tr(
                    "Statements PostgreSQL answered since the action, less what the rate of the "
                    "10 s before would have made: %1 instead of %2."))
            .arg(countText(impact.queries),
                countText(static_cast<std::uint64_t>(std::max(0.0, impact.queriesExpected))))};
}

ImpactFigure slowest(const Impact &impact)
{
    const bool known = impact.slowest > Duration::zero();
    const auto value = known ? durationText(impact.slowest) : unknown();
    return {Kind::Slowest, value, ImpactWords::tr("slowest answer"),
        known ? ImpactWords::tr("slowest answer %1").arg(value) : QString(),
        ImpactWords::tr(
            "The longest anybody waited for the answer to a read since the action. Requests "
            "that got no answer are counted as failed.")};
}

ImpactFigure failed(const Impact &impact)
{
    const auto caption = impact.failed == 1 ? ImpactWords::tr("request failed")
                                            : ImpactWords::tr("requests failed");
    return {Kind::Failed, countText(impact.failed), caption,
        countText(impact.failed) + QLatin1Char(' ') + caption,
        ImpactWords::tr("Requests since the action that got no answer at all, from Redis or from "
                        "PostgreSQL.")};
}

ImpactFigure hitRateBack(const Impact &impact)
{
    const auto bound = wholePercentText(hitRateWanted(impact));
    ImpactFigure figure{Kind::HitRateBack, unknown(), ImpactWords::tr("until %1 again").arg(bound),
        {},
        ImpactWords::tr(
            "Time from the action until Redis answered at least %1 of the reads for a whole "
            "second: 90 %, or 95 % of what it had been if that is less. In the 10 s before the "
            "action it was %2.")
            .arg(bound, percentText(impact.hitRateBefore))};
    if (impact.settled) {
        figure.value = durationText(impact.settledAfter);
        figure.phrase = ImpactWords::tr("hit rate back above %1 after %2").arg(bound, figure.value);
    } else if (impact.gaveUp) {
        figure.value = QStringLiteral("–");
        figure.phrase = ImpactWords::tr("hit rate not seen back above %1").arg(bound);
    }
    return figure;
}

ImpactFigure down(const Impact &impact)
{
    const bool frozen = impact.action.kind == Action::Kind::Freeze;
    const auto name = impact.action.tier == Tier::Redis ? ImpactWords::tr("Redis")
                                                        : ImpactWords::tr("PostgreSQL");
    ImpactFigure figure{Kind::Down, unknown(),
        frozen ? ImpactWords::tr("frozen for") : ImpactWords::tr("down for"), {},
        ImpactWords::tr("Time from the action until %1 answered again.").arg(name)};
    if (impact.downFor) {
        figure.value = durationText(*impact.downFor);
        figure.phrase = figure.caption + QLatin1Char(' ') + figure.value;
    } else if (impact.gaveUp) {
        figure.value = QStringLiteral("–");
        figure.phrase = ImpactWords::tr("%1 not seen back").arg(name);
    }
    return figure;
}

ImpactFigure figureOf(Kind kind, const Impact &impact)
{
    switch (kind) {
    case Kind::Keys:
        return keys(impact);
    case Kind::Rows:
        return rows(impact);
    case Kind::Queries:
        return queries(impact);
    case Kind::Slowest:
        return slowest(impact);
    case Kind::Failed:
        return failed(impact);
    case Kind::HitRateBack:
        return hitRateBack(impact);
    case Kind::Down:
        break;
    }
    return down(impact);
}

QString agoText(Duration ago)
{
    const auto s = std::chrono::duration_cast<std::chrono::seconds>(ago).count();
    if (s < 1)
        return ImpactWords::tr("just now");
    if (s < 60)
        return s == 1 ? ImpactWords::tr("1 second ago") : ImpactWords::tr("%1 seconds ago").arg(s);
    const auto minutes = s / 60;
    if (minutes < 60)
        return minutes == 1 ? ImpactWords::tr("1 minute ago")
                            : ImpactWords::tr("%1 minutes ago").arg(minutes);
    return minutes < 120 ? ImpactWords::tr("1 hour ago")
                         : ImpactWords::tr("%1 hours ago").arg(minutes / 60);
}
} // namespace

double hitRateWanted(const Impact &impact)
{
    return impact.hitRateBefore < 0 ? -1 : std::min(0.9, 0.95 * impact.hitRateBefore);
}

std::vector<ImpactFigure> impactFigures(const Impact &impact)
{
    std::vector<ImpactFigure> figures;
    for (const Kind kind : kindsFor(impact.action)) {
        // Without requests to Redis before the action there is no hit rate to come back to.
        if (kind == Kind::HitRateBack && impact.hitRateBefore <= 0)
            continue;
        // The hit rate says it better: a Redis that restarts is back long before it is warm.
        if (kind == Kind::Down && impact.action.tier == Tier::Redis && endsProcess(impact.action)
            && impact.hitRateBefore > 0)
            continue;
        figures.push_back(figureOf(kind, impact));
    }
    return figures;
}

QString impactStatus(const Impact &impact, SinceStart now)
{
    const auto ago = agoText(std::max(now - impact.at, Duration::zero()));
    if (impact.settled)
        return ImpactWords::tr("%1 · settled after %2").arg(ago, durationText(impact.settledAfter));
    if (impact.gaveUp)
        return ImpactWords::tr("%1 · not seen to settle").arg(ago);
    if (isOutage(impact.action) && !impact.downFor)
        return ImpactWords::tr("%1 · not back yet…").arg(ago);
    return ImpactWords::tr("%1 · settling…").arg(ago);
}

QString impactText(const Impact &impact)
{
    QStringList parts{QString::fromStdString(impact.action.text)};
    for (const auto &figure : impactFigures(impact)) {
        if (!figure.phrase.isEmpty())
            parts << figure.phrase;
    }
    if (!impact.settled && !impact.gaveUp)
        parts << ImpactWords::tr("still settling");
    return parts.join(QStringLiteral(" · "));
}

} // namespace tierlens
