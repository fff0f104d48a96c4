// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/watchedstatements.h"
#include "history/watchhistory.h"
#include "watchtables/tint.h"

#include <QString>

#include <optional>
#include <vector>

namespace tierlens {

// AtMost: a time of which only a bound is known.
enum class Unit : std::uint8_t { Percent, PerSecond, Time, AtMost, Bytes };

struct CurveRange
{
    SinceStart from{}, to{};
    Duration length() const { return to - from; }
};

// One measure over a stretch of time, ready to be drawn.
struct Curve
{
    struct Point
    {
        SinceStart at{};
        double value = 0; // not a number: a gap. Percent: 0 … 1; Time: ns
    };
    QString title;
    Unit unit = Unit::PerSecond;
    Tint tint = Tint::Text;
    std::vector<Point> points;
    std::vector<Point> before; // of the stretch of the same length before, moved onto this one
    QString topic = {}; // of the help
    // What is said beside the title; none: the newest point. It is of the window that the traffic
    // picture has, so that one measure has one value on the screen.
    std::optional<double> figure = {};
    std::vector<CurveRange> away = {}; // when the server was not there
};

QString unitText(Unit unit, double value); // "91.3 %", "210/s", "11.4 ms", "6.1 GB"; a gap is "–"
QString axisText(Unit unit, double mark);
// A round number not below the highest point: the top of the axis.
double roundTop(Unit unit, double highest);

enum class HistoryMeasure : std::uint8_t {
    HitRate,
    Misses,
    Evictions,
    Commands,
    ReadsP99,
    Queries,
    Memory
};
// `figures`: of which time its figure is.
Curve historyCurve(const WatchHistory &history, CurveRange range, HistoryMeasure measure,
    std::optional<CurveRange> figures = {});
QString atMostText(Duration bound); // "≤ 0.13 ms"
Tint figureTint(const Curve &curve, double value);
// Calls per second, or the mean, of one statement.
Curve callsCurve(
    const WatchedStatements &statements, std::int64_t id, CurveRange range, const QString &title);
Curve meanCurve(const WatchedStatements &statements, std::int64_t id, CurveRange range);

} // namespace tierlens
