// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/store/requests.h"
#include "store/timings.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestTimings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void windowsForgetAndTotalsDoNot()
    {
        Timings timings;
        for (int s = 0; s < 100; ++s)
            timings.add(s % 10 == 0 ? missOf("k", 30s) : hitOf("k"), 100us, s * 1s + 500ms);
        timings.advance(100s);
        QCOMPARE(timings.total().requests(), 100u);
        QCOMPARE(timings.total().of(Outcome::Miss), 10u);
        // the running second and the ten before it
        QCOMPARE(timings.window(10s).requests(), 10u);
        QCOMPARE(timings.window(60s).requests(), 60u);
        QCOMPARE(timings.window(10s).hitRate(), 0.9);
        QCOMPARE(timings.perSecond(10s), 1.0);
        QCOMPARE(timings.queriesPerSecond(10s), 0.1);
        timings.advance(300s);
        QCOMPARE(timings.window(60s).requests(), 0u);
        QVERIFY(timings.window(60s).hitRate() < 0);
    }

    void slicesHoldWhatEndedInThem()
    {
        Timings timings;
        timings.add(hitOf("k"), 100us, 100ms);
        timings.add(missOf("k", 30s), 41ms, 400ms);
        timings.add(hitOf("k"), 100us, 1600ms);
        timings.advance(3s);
        const auto &history = timings.history();
        QVERIFY(history.size() >= 4);
        QCOMPARE(history[0].hits, 1u);
        QCOMPARE(history[0].askedRedis, 2u);
        QCOMPARE(history[0].queries, 1u);
        QCOMPARE(history[1].askedRedis, 0u);
        QVERIFY(history[1].hitRate() < 0);
        QCOMPARE(history[3].hits, 1u);
        QVERIFY(history[0].postgresP50 > 40ms && history[0].postgresP50 < 42ms);
    }

    void overflowCountsEverywhere()
    {
        Timings timings;
        RequestCounts counts;
        for (int i = 0; i < 50; ++i)
            counts.add(hitOf("k"), 100us);
        timings.addOverflow(counts, 2s);
        timings.advance(4s);
        QCOMPARE(timings.total().of(Outcome::Hit), 50u);
        QCOMPARE(timings.window(10s).of(Outcome::Hit), 50u);
        std::uint64_t sum = 0;
        for (const auto &slice : timings.history())
            sum += slice.hits;
        QCOMPARE(sum, 50u);
    }

    void historyIsBoundedAndSurvivesALongSleep()
    {
        Timings timings;
        timings.add(hitOf("k"), 100us, 1s);
        timings.advance(24h);
        QVERIFY(timings.history().size() <= Timings::MaxSlices);
        timings.add(hitOf("k"), 100us, 24h + 1s);
        timings.advance(24h + 3s);
        QCOMPARE(timings.window(10s).of(Outcome::Hit), 1u);
    }
};

QTEST_GUILESS_MAIN(TestTimings)
#include "tst_timings.moc"
