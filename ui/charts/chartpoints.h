// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/timings.h"

#include <QList>
#include <QPointF>

#include <deque>

namespace tierlens {

// A line of a chart as the pieces that are drawn connected. x is in seconds, 0 = now, the past
// negative; y is a share (0 … 1) or log10 of milliseconds.
using ChartLine = QList<QList<QPointF>>;

constexpr int MaxChartPoints = 600; // a line; more cannot be told apart
constexpr int MaxChartPieces = 24; // a line; beyond it the shortest gaps are bridged

struct ChartWindow
{
    SinceStart now{};
    Duration span{};
};

// Slices without requests to Redis break the line. When there are more slices than points, their
// counts are added up, so that each point is the exact rate of its time.
ChartLine hitRateLine(const std::deque<Timings::Slice> &history, ChartWindow window);

// Slices without such calls are passed over if the gap is at most `bridged`. When there are more
// slices than points, the lowest and highest of each group stay: percentiles are not averaged.
enum class MedianOf { RedisReads, PostgresQueries };
ChartLine medianLine(const std::deque<Timings::Slice> &history, MedianOf what, ChartWindow window,
    Duration bridged = std::chrono::seconds{5});

// Decades around all y of the lines, at least `least` of them: {-2, 2} is 0.01 … 100 ms.
struct Decades
{
    int from = -2, to = 2;
    bool operator==(const Decades &) const = default;
};
Decades decadesAround(const QList<ChartLine> &lines);

Duration fromLogMs(double y);
double toLogMs(Duration value);

// The point nearest to `x`, at most `reach` away; nullptr: there is none.
const QPointF *nearestPoint(const ChartLine &line, double x, double reach);

// The shortest gaps are closed until at most `most` pieces remain.
ChartLine withAtMost(ChartLine line, int most);

} // namespace tierlens
