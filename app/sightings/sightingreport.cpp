// SPDX-License-Identifier: GPL-3.0-or-later
#include "sightings/sightingreport.h"

#include "sightings/sightingtext.h"

#include <QJsonObject>

namespace tierlens {

namespace {
QJsonValue whole(std::uint64_t value) { return static_cast<qint64>(value); }
double seconds(Duration value) { return double(value.count()) / 1e9; }
double millis(Duration value) { return double(value.count()) / 1e6; }

struct Figures
{
    using Object = QJsonObject;
    Object operator()(const Stampede &f) const
    {
        return {{QStringLiteral("kind"), QStringLiteral("stampede")},
            {QStringLiteral("at_once"), whole(f.atOnce)},
            {QStringLiteral("queries"), whole(f.queries)}, {QStringLiteral("needed"), 1},
            {QStringLiteral("amplification"), whole(f.queries)},
            {QStringLiteral("wasted_ms"), millis(f.wasted)}};
    }
    Object operator()(const Cliff &f) const
    {
        const bool measured = f.outcome == Cliff::Outcome::Measured;
        return {{QStringLiteral("kind"), QStringLiteral("cliff")},
            {QStringLiteral("outcome"), outcome(f.outcome)},
            {QStringLiteral("announced_s"), seconds(f.announced)},
            {QStringLiteral("keys"), whole(f.keys)},
            {QStringLiteral("spread_s"), seconds(f.spread)},
            {QStringLiteral("steady_keys_per_s"), f.steady},
            {QStringLiteral("window_s"), seconds(f.window)},
            {QStringLiteral("usual_queries_per_s"), f.usual},
            {QStringLiteral("expected_extra_queries_per_s"), f.expected},
            {QStringLiteral("measured_extra_queries_per_s"),
                measured ? QJsonValue(f.measured) : QJsonValue()}};
    }
    Object operator()(const HotKey &f) const
    {
        return {{QStringLiteral("kind"), QStringLiteral("hot_key")},
            {QStringLiteral("per_s"), f.perSecond}, {QStringLiteral("share"), f.share},
            {QStringLiteral("most_per_s"), f.mostPerSecond},
            {QStringLiteral("most_share"), f.mostShare}, {QStringLiteral("reads"), whole(f.reads)}};
    }
    Object operator()(const StaleAnswers &f) const
    {
        QJsonValue write;
        if (f.write)
            write = QJsonObject{{QStringLiteral("at_s"), seconds(f.write->at)},
                {QStringLiteral("key"), QString::fromStdString(f.write->key)},
                {QStringLiteral("version"), whole(f.write->version)}};
        return {{QStringLiteral("kind"), QStringLiteral("stale")},
            {QStringLiteral("answers"), whole(f.answers)},
            {QStringLiteral("oldest_s"), seconds(f.oldest)},
            {QStringLiteral("version"), whole(f.version)},
            {QStringLiteral("truth"), whole(f.truth)}, {QStringLiteral("write"), write}};
    }
    Object operator()(const ColdStart &f) const
    {
        const auto known = [](const std::optional<Duration> &after) {
            return after ? QJsonValue(seconds(*after)) : QJsonValue();
        };
        return {{QStringLiteral("kind"), QStringLiteral("cold_start")},
            {QStringLiteral("cause"), cause(f.cause)},
            {QStringLiteral("hit_rate_before"), f.before}, {QStringLiteral("half"), f.half},
            {QStringLiteral("to_half_s"), known(f.toHalf)}, {QStringLiteral("target"), f.target},
            {QStringLiteral("to_target_s"), known(f.toTarget)},
            {QStringLiteral("extra_queries"), whole(f.extraQueries())}};
    }
    static QString outcome(Cliff::Outcome outcome)
    {
        switch (outcome) {
        case Cliff::Outcome::Ahead:
            return QStringLiteral("ahead");
        case Cliff::Outcome::Measuring:
            return QStringLiteral("measuring");
        case Cliff::Outcome::Measured:
            return QStringLiteral("measured");
        case Cliff::Outcome::Averted:
            return QStringLiteral("averted");
        case Cliff::Outcome::Unclear:
            break;
        }
        return QStringLiteral("unclear");
    }
    static QString cause(ColdStart::Cause cause)
    {
        return cause == ColdStart::Cause::Restarted  ? QStringLiteral("restarted")
            : cause == ColdStart::Cause::Invalidated ? QStringLiteral("invalidated")
                                                     : QStringLiteral("emptied");
    }
};

QString stateName(Sighting::State state)
{
    return state == Sighting::State::Forecast ? QStringLiteral("forecast")
        : state == Sighting::State::Ongoing   ? QStringLiteral("ongoing")
                                              : QStringLiteral("over");
}
} // namespace

QJsonArray sightingsReport(const std::vector<Sighting> &sightings, SinceStart now)
{
    QJsonArray array;
    for (const Sighting &one : sightings) {
        auto entry = std::visit(Figures{}, one.figures);
        entry.insert(QStringLiteral("at_s"), seconds(one.from));
        entry.insert(QStringLiteral("lasted_s"), seconds(one.to - one.from));
        entry.insert(QStringLiteral("state"), stateName(one.state));
        entry.insert(QStringLiteral("key"), QString::fromStdString(one.key));
        entry.insert(QStringLiteral("partial"), one.partial);
        entry.insert(QStringLiteral("text"), sightingText(one, now).sentence);
        array.append(entry);
    }
    return array;
}

} // namespace tierlens
