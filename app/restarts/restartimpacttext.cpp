// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/restartimpacttext.h"

#include "core/durationtext.h"

#include <QCoreApplication>
#include <QStringList>

namespace tierlens {

namespace {
struct RestartImpactWords
{
    Q_DECLARE_TR_FUNCTIONS(RestartImpact)
};
using ImpactOf = RestartFigure::Of;

QString serverOf(const RestartImpact &impact)
{
    return impact.tier == Tier::Redis ? QStringLiteral("Redis") : QStringLiteral("PostgreSQL");
}

QString notYet(const RestartImpact &impact)
{
    return impact.gaveUp || impact.isOver ? QStringLiteral("–") : QStringLiteral("…");
}

RestartFigure backFigure(const RestartImpact &impact)
{
    RestartFigure figure{ImpactOf::Back, notYet(impact),
        RestartImpactWords::tr("until it answered"), {},
        RestartImpactWords::tr("Time from the order until %1 answered again and was ready to "
                               "serve, asked ten times a second. While it stops and starts is in "
                               "it, and how long the command itself took to get there.")
            .arg(serverOf(impact)),
        false};
    if (impact.backAfter) {
        figure.value = durationText(*impact.backAfter);
        figure.phrase = RestartImpactWords::tr("answered again after %1").arg(figure.value);
    } else if (impact.isOver && impact.isAwayNow) {
        figure.phrase = RestartImpactWords::tr("not seen to answer again");
        figure.isBad = true;
    }
    return figure;
}

RestartFigure keysFigure(const RestartImpact &impact)
{
    RestartFigure figure{ImpactOf::Keys, notYet(impact), RestartImpactWords::tr("keys lost"), {},
        RestartImpactWords::tr("Keys before the restart (%1), less those at the first look after "
                               "it. What was filled again in between is not counted as lost.")
            .arg(countText(impact.keysBefore.value_or(0))),
        false};
    if (impact.keysLost) {
        figure.value = countText(*impact.keysLost);
        if (*impact.keysLost == 1)
            figure.caption = RestartImpactWords::tr("key lost");
        figure.phrase = figure.value + QLatin1Char(' ') + figure.caption;
        figure.isBad = *impact.keysLost > 0;
    }
    return figure;
}

RestartFigure hitRateFigure(const RestartImpact &impact)
{
    RestartFigure figure{ImpactOf::HitRate, notYet(impact),
        RestartImpactWords::tr("hit rate, from %1").arg(percentText(impact.hitRateBefore)), {},
        RestartImpactWords::tr("The lowest hit rate of any second since the restart, as far as at "
                               "least ten reads make one. In the 30 s before it was %1.")
            .arg(percentText(impact.hitRateBefore)),
        false};
    if (impact.hitRateLowest >= 0) {
        figure.value = percentText(impact.hitRateLowest);
        figure.phrase = RestartImpactWords::tr("hit rate %1 → %2")
                            .arg(percentText(impact.hitRateBefore), figure.value);
    }
    return figure;
}

RestartFigure warmFigure(const RestartImpact &impact)
{
    const bool ofRedis = impact.tier == Tier::Redis;
    const auto bound = ofRedis ? percentText(RestartImpact::Share * impact.hitRateBefore)
                               : rateText(RestartImpact::Share * impact.loadBefore);
    RestartFigure figure{ImpactOf::Warm, notYet(impact),
        RestartImpactWords::tr("until %1 again").arg(bound), {},
        ofRedis
            ? RestartImpactWords::tr(
                "Time from the order until the hit rate was back at nine tenths of what it had "
                "been, and stayed there for two seconds. Known to about a second.")
            : RestartImpactWords::tr(
                "Time from the order until Postgres carried out nine tenths of the transactions "
                "it had before, for two seconds. Known to about a second.")};
    if (impact.warmAfter) {
        figure.value = durationText(*impact.warmAfter);
        figure.phrase = ofRedis
            ? RestartImpactWords::tr("hit rate back at nine tenths after %1").arg(figure.value)
            : RestartImpactWords::tr("load back at nine tenths after %1").arg(figure.value);
    } else if (impact.gaveUp) {
        figure.phrase = RestartImpactWords::tr("not seen back at nine tenths");
        figure.isBad = true;
    }
    return figure;
}

RestartFigure loadFigure(const RestartImpact &impact)
{
    RestartFigure figure{ImpactOf::Load, notYet(impact),
        RestartImpactWords::tr("on Postgres, from %1").arg(rateText(impact.loadBefore)), {},
        RestartImpactWords::tr(
            "The most transactions per second that Postgres carried out since the restart; a "
            "query outside of BEGIN is one. In the 30 s before: %1.")
            .arg(rateText(impact.loadBefore))};
    if (impact.loadMost >= 0) {
        figure.value = rateText(impact.loadMost);
        figure.phrase = RestartImpactWords::tr("Postgres at most %1 instead of %2")
                            .arg(figure.value, rateText(impact.loadBefore));
    }
    return figure;
}

RestartFigure readsFigure(const RestartImpact &impact)
{
    RestartFigure figure{ImpactOf::Reads, notYet(impact),
        RestartImpactWords::tr("p99 of reads, from %1").arg(durationText(impact.readsBefore)), {},
        RestartImpactWords::tr(
            "In the worst second since the restart 99 of 100 reads took Redis at most this long; "
            "the way there is not in it. In the 30 s before: at most %1.")
            .arg(durationText(impact.readsBefore))};
    if (impact.readsWorst >= Duration::zero()) {
        figure.value = durationText(impact.readsWorst);
        figure.phrase = RestartImpactWords::tr("reads at most %1 (p99)").arg(figure.value);
    }
    return figure;
}

RestartFigure errorsFigure(const RestartImpact &impact)
{
    const bool ofRedis = impact.tier == Tier::Redis;
    const auto count = ofRedis ? impact.errors : impact.rollbacks;
    RestartFigure figure{ImpactOf::Errors, countText(count),
        ofRedis ? (count == 1 ? RestartImpactWords::tr("error reply")
                              : RestartImpactWords::tr("error replies"))
                : (count == 1 ? RestartImpactWords::tr("rollback")
                              : RestartImpactWords::tr("rollbacks")),
        {},
        ofRedis ? RestartImpactWords::tr("Error replies Redis gave since the order. What clients "
                                         "were refused while it was away, nobody has counted.")
                : RestartImpactWords::tr(
                    "Transactions that were undone since the order. What clients were refused "
                    "while it was away, nobody has counted."),
        count > 0};
    figure.phrase = figure.value + QLatin1Char(' ') + figure.caption;
    return figure;
}
} // namespace

std::vector<RestartFigure> restartFigures(const RestartImpact &impact)
{
    std::vector<RestartFigure> figures{backFigure(impact)};
    if (impact.isOver && !impact.isBack())
        return figures; // the others would tell of a restart that nobody has seen
    const bool ofRedis = impact.tier == Tier::Redis;
    if (ofRedis && impact.keysBefore)
        figures.push_back(keysFigure(impact));
    if (impact.hitRateBefore >= 0 && ofRedis)
        figures.push_back(hitRateFigure(impact));
    if (impact.hasWarmth())
        figures.push_back(warmFigure(impact));
    if (impact.loadBefore >= 0)
        figures.push_back(loadFigure(impact));
    if (impact.readsBefore >= Duration::zero() && ofRedis)
        figures.push_back(readsFigure(impact));
    figures.push_back(errorsFigure(impact));
    return figures;
}

QString restartStatus(const RestartImpact &impact)
{
    if (!impact.isBack()) {
        if (impact.isAwayNow)
            return impact.isOver ? RestartImpactWords::tr("not seen to answer again")
                                 : RestartImpactWords::tr("away…");
        if (impact.isOver)
            return RestartImpactWords::tr("not seen to restart");
        return impact.awayAfter
            ? RestartImpactWords::tr("was away, but it is the same process as before…")
            : RestartImpactWords::tr("still answers as before…");
    }
    if (impact.gaveUp)
        return RestartImpactWords::tr("not seen to settle within 5 minutes");
    if (!impact.isNewProcess)
        return RestartImpactWords::tr("answers again; not known whether it is another process");
    const auto settled = impact.hasWarmth() ? impact.warmAfter : impact.backAfter;
    if (settled)
        return RestartImpactWords::tr("settled after %1").arg(durationText(*settled));
    return RestartImpactWords::tr("back, settling…");
}

QString restartSentence(const RestartImpact &impact)
{
    const auto server = serverOf(impact);
    QStringList parts;
    if (impact.isNewProcess)
        parts << (impact.tier == Tier::Redis ? RestartImpactWords::tr("Redis restarted")
                                             : RestartImpactWords::tr("PostgreSQL restarted"));
    else if (impact.isBack())
        parts << RestartImpactWords::tr(
            "%1 was away; not known whether it is another process than before")
                     .arg(server);
    else if (impact.isOver)
        parts << RestartImpactWords::tr("%1 was not seen to restart").arg(server);
    else
        parts << RestartImpactWords::tr("%1 was not seen to restart yet").arg(server);
    for (const auto &figure : restartFigures(impact)) {
        // What was counted meanwhile was not the doing of a restart that nobody has seen.
        if (!impact.isBack() && figure.of != ImpactOf::Back)
            continue;
        if (!figure.phrase.isEmpty())
            parts << figure.phrase;
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace tierlens
