// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartpoints.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
using Slice = Timings::Slice;
using Iterator = std::deque<Slice>::const_iterator;

double seconds(Duration value) { return static_cast<double>(value.count()) / 1e9; }

// The first slice that reaches into the window. Slices are in order of time.
Iterator firstOf(const std::deque<Slice> &history, ChartWindow window)
{
    return std::partition_point(history.begin(), history.end(), [window](const Slice &slice) {
        return slice.at + Timings::SliceLength <= window.now - window.span;
    });
}

// Groups begin at whole multiples of their length, so that a group keeps its slices, and the line
// its shape, while time goes on.
std::int64_t groupOf(const Slice &slice, std::int64_t size)
{
    return slice.at / Timings::SliceLength / size;
}

std::int64_t groupSize(const std::deque<Slice> &history, Iterator from, int most)
{
    const auto slices = static_cast<std::int64_t>(history.end() - from);
    return std::max<std::int64_t>(1, (slices + most - 1) / most);
}

// A point that stands alone would not be seen: it becomes as wide as its slice.
void widen(ChartLine &line, double width)
{
    for (auto &piece : line) {
        if (piece.size() == 1)
            piece = {piece[0] - QPointF(width / 2, 0), piece[0] + QPointF(width / 2, 0)};
    }
}
} // namespace

Duration fromLogMs(double y) { return Duration{std::llround(std::pow(10.0, y) * 1e6)}; }

double toLogMs(Duration value)
{
    return std::log10(static_cast<double>(std::max<Duration::rep>(value.count(), 1)) / 1e6);
}

ChartLine hitRateLine(const std::deque<Slice> &history, ChartWindow window)
{
    const auto from = firstOf(history, window);
    const auto size = groupSize(history, from, MaxChartPoints - 1);
    ChartLine line;
    bool broken = true;
    for (auto it = from; it != history.end();) {
        const auto group = groupOf(*it, size);
        const auto begin = it->at;
        std::uint64_t hits = 0, asked = 0;
        SinceStart end{};
        for (; it != history.end() && groupOf(*it, size) == group; ++it) {
            hits += it->hits;
            asked += it->askedRedis;
            end = it->at + Timings::SliceLength;
        }
        if (asked == 0) {
            broken = true;
            continue;
        }
        if (broken)
            line.append(QList<QPointF>());
        broken = false;
        line.last().append({seconds((begin + end) / 2 - window.now), double(hits) / double(asked)});
    }
    line = withAtMost(std::move(line), MaxChartPieces);
    widen(line, seconds(Timings::SliceLength) * double(size));
    return line;
}

ChartLine medianLine(
    const std::deque<Slice> &history, MedianOf what, ChartWindow window, Duration bridged)
{
    const auto from = firstOf(history, window);
    const auto size = 2 * groupSize(history, from, MaxChartPoints - 2);
    const bool thin = size > 2; // else every slice is a point
    ChartLine line;
    SinceStart last{};
    const auto add = [&](const Slice &slice, Duration value) {
        if (line.isEmpty() || slice.at - last > bridged)
            line.append(QList<QPointF>());
        last = slice.at;
        line.last().append(
            {seconds(slice.at + Timings::SliceLength / 2 - window.now), toLogMs(value)});
    };
    for (auto it = from; it != history.end();) {
        const auto group = groupOf(*it, size);
        const Slice *low = nullptr;
        const Slice *high = nullptr;
        const auto valueOf = [what](const Slice &slice) {
            return what == MedianOf::RedisReads ? slice.redisP50 : slice.postgresP50;
        };
        for (; it != history.end() && groupOf(*it, size) == group; ++it) {
            const auto count = what == MedianOf::RedisReads ? it->redisReads : it->postgresQueries;
            if (count == 0)
                continue;
            if (!thin) {
                add(*it, valueOf(*it));
                continue;
            }
            if (!low || valueOf(*it) < valueOf(*low))
                low = &*it;
            if (!high || valueOf(*it) >= valueOf(*high))
                high = &*it;
        }
        if (!low)
            continue;
        if (high->at < low->at)
            std::swap(low, high);
        add(*low, valueOf(*low));
        if (high != low)
            add(*high, valueOf(*high));
    }
    line = withAtMost(std::move(line), MaxChartPieces);
    widen(line, seconds(Timings::SliceLength));
    return line;
}

Decades decadesAround(const QList<ChartLine> &lines)
{
    double low = 0, high = 0;
    bool any = false;
    for (const auto &line : lines) {
        for (const auto &piece : line) {
            for (const QPointF &point : piece) {
                low = any ? std::min(low, point.y()) : point.y();
                high = any ? std::max(high, point.y()) : point.y();
                any = true;
            }
        }
    }
    if (!any)
        return {};
    Decades decades{static_cast<int>(std::floor(low)), static_cast<int>(std::ceil(high))};
    // 0.01 … 10 ms at least, so that the scale does not jump about while little happens.
    decades.from = std::clamp(decades.from, -3, -2);
    decades.to = std::clamp(std::max(decades.to, 1), decades.from + 3, 6);
    return decades;
}

ChartLine withAtMost(ChartLine line, int most)
{
    while (line.size() > most) {
        qsizetype shortest = 1;
        const auto gap
            = [&line](qsizetype i) { return line[i].first().x() - line[i - 1].last().x(); };
        for (qsizetype i = 2; i < line.size(); ++i) {
            if (gap(i) < gap(shortest))
                shortest = i;
        }
        line[shortest - 1].append(line[shortest]);
        line.removeAt(shortest);
    }
    return line;
}

const QPointF *nearestPoint(const ChartLine &line, double x, double reach)
{
    const QPointF *best = nullptr;
    for (const auto &piece : line) {
        for (const QPointF &point : piece) {
            const double distance = std::abs(point.x() - x);
            if (distance <= reach && (!best || distance < std::abs(best->x() - x)))
                best = &point;
        }
    }
    return best;
}

} // namespace tierlens
