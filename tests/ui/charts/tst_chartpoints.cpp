// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartlabels.h"
#include "charts/chartpoints.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
Timings::Slice slice(int number, std::uint32_t asked, std::uint32_t hits)
{
    Timings::Slice slice;
    slice.at = number * Timings::SliceLength;
    slice.askedRedis = asked;
    slice.hits = hits;
    return slice;
}

Timings::Slice timed(int number, std::uint32_t queries, Duration p50)
{
    Timings::Slice slice;
    slice.at = number * Timings::SliceLength;
    slice.postgresQueries = queries;
    slice.postgresP50 = p50;
    return slice;
}

qsizetype pointsOf(const ChartLine &line)
{
    qsizetype sum = 0;
    for (const auto &piece : line)
        sum += piece.size();
    return sum;
}
} // namespace

class TestChartPoints : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingGivesNothing()
    {
        QVERIFY(hitRateLine({}, {10s, 60s}).isEmpty());
        QVERIFY(medianLine({}, MedianOf::RedisReads, {10s, 60s}).isEmpty());
    }

    void theNearestPointIsFoundWithinReach()
    {
        const ChartLine line{{{-9, 0.1}, {-8, 0.2}}, {{-3, 0.3}}};
        QCOMPARE(nearestPoint(line, -8.4, 0.75)->y(), 0.2);
        QCOMPARE(nearestPoint(line, -2.5, 0.75)->y(), 0.3);
        QVERIFY(!nearestPoint(line, -5, 0.75)); // in the gap
        QVERIFY(!nearestPoint({}, 0, 100));
    }

    void pointsLieInTheMiddleOfTheirSliceBeforeNow()
    {
        const auto line = hitRateLine({slice(0, 4, 3), slice(1, 10, 5)}, {1s, 60s});
        QCOMPARE(line.size(), 1);
        QCOMPARE(line[0], (QList<QPointF>{{-0.75, 0.75}, {-0.25, 0.5}}));
    }

    void aSliceWithoutRequestsBreaksTheHitRate()
    {
        const auto line = hitRateLine(
            {slice(0, 4, 4), slice(1, 4, 4), slice(2, 0, 0), slice(3, 4, 2), slice(4, 4, 2)},
            {2500ms, 60s});
        QCOMPARE(line.size(), 2);
        QCOMPARE(line[0].size(), 2);
        QCOMPARE(line[1].first(), QPointF(-0.75, 0.5));
    }

    void aLonelySliceIsAsWideAsItself()
    {
        const auto line = hitRateLine({slice(0, 0, 0), slice(1, 4, 2), slice(2, 0, 0)}, {2s, 60s});
        QCOMPARE(line.size(), 1);
        QCOMPARE(line[0], (QList<QPointF>{{-1.5, 0.5}, {-1.0, 0.5}}));
    }

    void onlyTheWindowIsShown()
    {
        std::deque<Timings::Slice> history;
        for (int i = 0; i < 400; ++i)
            history.push_back(slice(i, 10, 9));
        const auto line = hitRateLine(history, {200s, 60s});
        QCOMPARE(pointsOf(line), 120);
        QCOMPARE(line[0].first().x(), -59.75);
    }

    void fifteenMinutesAreThinnedByAddingUpCounts()
    {
        std::deque<Timings::Slice> history;
        std::uint64_t hits = 0;
        for (int i = 0; i < 1800; ++i) {
            history.push_back(slice(i, 10, i % 3 == 0 ? 1 : 10));
            hits += history.back().hits;
        }
        const auto line = hitRateLine(history, {900s, 900s});
        QCOMPARE(line.size(), 1);
        QVERIFY(pointsOf(line) <= MaxChartPoints);
        QVERIFY(pointsOf(line) > MaxChartPoints / 2);
        double mean = 0;
        for (const QPointF &point : line[0])
            mean += point.y() / double(line[0].size());
        QVERIFY(std::abs(mean - double(hits) / 18'000) < 0.01);
    }

    void thinnedGroupsDoNotMoveAsTimeGoesOn()
    {
        std::deque<Timings::Slice> history;
        for (int i = 0; i < 1800; ++i)
            history.push_back(slice(i, 10, std::uint32_t(i * 7 % 11) % 10));
        const auto before = hitRateLine(history, {900s, 900s});
        history.pop_front();
        history.push_back(slice(1800, 10, 5));
        const auto after = hitRateLine(history, {900500ms, 900s});
        // The same moments have the same values: only x has moved by half a second.
        QCOMPARE(after[0][100].y(), before[0][100].y());
        QVERIFY(std::abs(after[0][100].x() - before[0][100].x() + 0.5) < 1e-9);
    }

    void medianIsLogarithmicAndConnectsOverShortGaps()
    {
        const auto line = medianLine({timed(0, 3, 10ms), timed(1, 0, 0ns), timed(2, 0, 0ns),
                                         timed(3, 2, 100us), timed(30, 2, 1ms), timed(31, 1, 1ms)},
            MedianOf::PostgresQueries, {16s, 60s});
        QCOMPARE(line.size(), 2); // 1 s is bridged, 13 s is not
        QCOMPARE(line[0].size(), 2);
        QVERIFY(std::abs(line[0][0].y() - 1) < 1e-9);
        QVERIFY(std::abs(line[0][1].y() + 1) < 1e-9);
        QVERIFY(std::abs(line[1][0].y()) < 1e-9);
    }

    void thinnedMediansKeepTheirPeaksAndAreNeverAveraged()
    {
        std::deque<Timings::Slice> history;
        for (int i = 0; i < 1800; ++i)
            history.push_back(timed(i, 1, i == 777 ? 900ms : i == 1200 ? 10us : 1ms));
        const auto line = medianLine(history, MedianOf::PostgresQueries, {900s, 900s});
        QVERIFY(pointsOf(line) <= MaxChartPoints);
        bool peak = false, dip = false;
        double lastX = -1e9;
        for (const QPointF &point : line[0]) {
            const auto value = fromLogMs(point.y());
            QVERIFY(std::abs((value - 900ms).count()) < 1000
                || std::abs((value - 10us).count()) < 1000
                || std::abs((value - 1ms).count()) < 1000);
            peak = peak || value > 800ms;
            dip = dip || value < 20us;
            QVERIFY(point.x() > lastX); // in order of time
            lastX = point.x();
        }
        QVERIFY(peak && dip);
    }

    void manyPiecesAreReducedByClosingTheShortestGaps()
    {
        ChartLine line;
        for (int i = 0; i < 40; ++i)
            line.append(QList<QPointF>{{double(i * i), 0}, {double(i * i) + 0.5, 0}});
        const auto fewer = withAtMost(line, 10);
        QCOMPARE(fewer.size(), 10);
        QCOMPARE(pointsOf(fewer), 80);
        QCOMPARE(fewer.first().size(), 62); // the early ones lie closest
        QCOMPARE(fewer.last().size(), 2);
    }

    void decadesHoldAllValues()
    {
        QCOMPARE(decadesAround({}), (Decades{-2, 2}));
        QCOMPARE(decadesAround({{{{0, -1.2}, {1, 1.6}}}}), (Decades{-2, 2}));
        QCOMPARE(decadesAround({{{{0, -1.2}, {1, 0.4}}}}), (Decades{-2, 1}));
        QCOMPARE(decadesAround({{{{0, -2.4}, {1, 3.6}}}}), (Decades{-3, 4}));
    }

    void markerLabelsNeverTouch()
    {
        const QRectF area(50, 0, 400, 120);
        const QRectF title(0, 0, 90, 15);
        std::vector<double> x, widths;
        for (int i = 0; i < 60; ++i) {
            x.push_back(50 + (i * 37 % 61) * 400.0 / 61);
            widths.push_back(60 + i % 50);
        }
        std::sort(x.begin(), x.end());
        const auto places = placeMarkerLabels(x, widths, area, 15, 3, {title});
        QCOMPARE(places.size(), x.size());
        int shown = 0;
        for (std::size_t i = 0; i < places.size(); ++i) {
            const QRectF rect = places[i].rect;
            if (rect.isNull())
                continue;
            ++shown;
            QVERIFY(rect.left() >= area.left() && rect.right() <= area.right() + 1e-6);
            QVERIFY(rect.width() <= widths[i] + 1e-6);
            QVERIFY(!rect.intersects(title));
            for (std::size_t j = i + 1; j < places.size(); ++j)
                QVERIFY(!rect.intersects(places[j].rect));
        }
        QVERIFY(shown >= 8);
    }

    void aMarkerNearTheRightEdgeIsNamedOnItsLeft()
    {
        const QRectF area(0, 0, 400, 100);
        const auto places = placeMarkerLabels({100, 395}, {80, 80}, area, 15, 3);
        QCOMPARE(places[0].rect.left(), 104.0);
        QVERIFY(places[1].rect.right() < 395);
        QCOMPARE(places[1].rect.width(), 80.0);
    }

    void theNewestOfCrowdedMarkersIsWhole()
    {
        const auto places = placeMarkerLabels(
            {100, 101, 102, 103, 104}, {90, 90, 90, 90, 90}, {0, 0, 400, 100}, 15, 2);
        QCOMPARE(places[4].rect.width(), 90.0);
        QVERIFY(places[0].rect.isNull()); // no room: its line and tooltip remain
    }

    void lineNamesAvoidLinesAndEachOther()
    {
        const QRectF plot(0, 0, 400, 140);
        const QList<QPointF> upper{{0, 40}, {400, 40}};
        const QList<QPointF> lower{{0, 100}, {400, 100}};
        const auto first = placeLineLabel({upper, lower}, 0, {70, 13}, plot, {});
        const auto second = placeLineLabel({upper, lower}, 1, {70, 13}, plot, {first});
        for (const QRectF &rect : {first, second}) {
            QVERIFY(plot.contains(rect));
            QVERIFY(rect.bottom() < 40 || rect.top() > 40);
            QVERIFY(rect.bottom() < 100 || rect.top() > 100);
        }
        QVERIFY(!first.intersects(second));
        QVERIFY(std::abs(first.center().y() - 40) < 16); // beside the line it names
        QVERIFY(std::abs(second.center().y() - 100) < 16);
    }

    void inALowPlotANameGivesWayToTheLeft()
    {
        const QRectF plot(0, 0, 400, 30), marker(320, 0, 80, 15), other(330, 15, 70, 13);
        const QList<QPointF> flat{{0, 20}, {400, 20}};
        const auto name = placeLineLabel({flat}, 0, {70, 13}, plot, {marker, other});
        QVERIFY(plot.contains(name));
        QVERIFY(!name.intersects(marker) && !name.intersects(other));
    }

    void aNameStandsBesideTheMarksAtTheEdge()
    {
        const QRectF name(330, 120, 70, 13), edge(388, 122, 12, 12), next(310, 122, 12, 12);
        const auto moved = movedBeside(name, {next, edge}, 40);
        QVERIFY(!moved.intersects(edge) && !moved.intersects(next));
        QCOMPARE(moved.size(), name.size());
        QCOMPARE(moved.top(), name.top()); // at the height of its line still
        QVERIFY(moved.left() >= 40);
        QCOMPARE(movedBeside(name, {QRectF(388, 20, 12, 12)}, 40), name); // not in the way
        QCOMPARE(movedBeside(name, {edge}, 329), name); // no room: rather there than nowhere
    }

    void aNameNeverStandsBeyondTheOtherLine()
    {
        // Above its own jagged line there is no quiet place, below the other one there is.
        QList<QPointF> jagged;
        for (int x = 300; x <= 400; x += 2)
            jagged.append({double(x), x % 4 ? 10.0 : 60.0});
        const QList<QPointF> flat{{0, 75}, {400, 75}};
        const auto name = placeLineLabel({jagged, flat}, 0, {70, 13}, {0, 0, 400, 140}, {});
        QVERIFY(name.center().y() < 75);
    }
};

QTEST_GUILESS_MAIN(TestChartPoints)
#include "tst_chartpoints.moc"
