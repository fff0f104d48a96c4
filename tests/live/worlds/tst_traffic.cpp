// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/smallworld.h"

#include "core/requestcounts.h"
#include "scenario/traffic.h"

#include <QElapsedTimer>
#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestTraffic : public QObject
{
    Q_OBJECT
    SmallWorld world;

    Traffic::Parts parts()
    {
        return {world.redisOptions(), world.appOptions(), world.parts(), world.scenario};
    }
    // Everything since the last call, also what overflowed.
    RequestCounts counts()
    {
        auto batch = world.queue.drain();
        RequestCounts all;
        all.merge(batch.overflow);
        for (const auto &event : batch.events) {
            if (const auto *request = std::get_if<Request>(&event.what))
                all.add(*request, event.took);
            m_first = std::min(m_first, event.at);
            m_begun += event.at >= m_from;
        }
        return all;
    }
    std::uint64_t seen() { return m_seen += counts().requests(); } // for QTRY, which asks twice
    std::uint64_t m_seen = 0;
    SinceStart m_first{}; // request seen
    SinceStart m_from{};
    int m_begun = 0; // since m_from

private Q_SLOTS:
    void initTestCase() { QVERIFY(world.start()); }
    void init()
    {
        QVERIFY(world.flush());
        world.policies.ttlMs = 1000;
        counts();
    }

    void ourCountsAreTheServersCounts_data()
    {
        QTest::addColumn<bool>("singleFlight");
        QTest::newRow("single-flight") << true;
        QTest::newRow("each for itself") << false;
    }
    void ourCountsAreTheServersCounts()
    {
        QFETCH(bool, singleFlight);
        world.policies.singleFlight = singleFlight;
        const auto before = world.counted();
        Traffic traffic(parts());
        traffic.setRate(0);
        traffic.start(8);
        QTest::qWait(2500);
        QVERIFY(traffic.quiesce(3s));
        const auto ours = counts();
        const auto after = world.counted();
        QVERIFY(ours.requests() > 2000);
        QVERIFY(ours.of(Outcome::Write) > 0);
        QVERIFY(ours.of(Outcome::Miss) > 0);
        QCOMPARE(ours.of(Outcome::Failed), 0u);
        QCOMPARE(after.hits - before.hits, ours.redis(0).redisHits);
        QCOMPARE(after.misses - before.misses, ours.redis(0).redisMisses);
        QCOMPARE(after.queries - before.queries, ours.queries());

        // Quiet means quiet: nothing more until resume().
        QTest::qWait(100);
        QCOMPARE(counts().requests(), 0u);
        traffic.resume();
        m_seen = 0;
        QTRY_VERIFY(seen() > 0);
        traffic.stop();
    }

    void theRateIsKept()
    {
        Traffic traffic(parts());
        traffic.setRate(200);
        traffic.start(4);
        m_seen = 0;
        QTRY_VERIFY(seen() > 0);
        QElapsedTimer timer;
        timer.start();
        counts();
        QTest::qWait(2000);
        const auto sent = double(counts().requests());
        const auto expected = 0.2 * double(timer.elapsed());
        QVERIFY2(sent > 0.85 * expected && sent < 1.15 * expected,
            qPrintable(QStringLiteral("%1 of %2").arg(sent).arg(expected)));
    }

    void aNewRateCountsAtOnceEvenFromOneASecond()
    {
        Traffic traffic(parts());
        traffic.setRate(1);
        traffic.start(16);
        m_seen = 0;
        QTRY_VERIFY(seen() > 0);
        counts();
        const auto changed = world.clock.now();
        traffic.setRate(1000);
        m_first = 1h;
        m_seen = 0;
        QTRY_VERIFY(seen() > 20);
        QVERIFY2(m_first - changed < 100ms, qPrintable(QString::number((m_first - changed) / 1ms)));

        traffic.setRate(1);
        m_from = world.clock.now() + 100ms;
        m_begun = 0;
        QTest::qWait(1000);
        counts();
        QVERIFY2(m_begun <= 2, qPrintable(QString::number(m_begun)));
    }

    void pausingHoldsAndResumingDoesNotCatchUpForLong()
    {
        Traffic traffic(parts());
        traffic.setRate(200);
        traffic.start(4);
        m_seen = 0;
        QTRY_VERIFY(seen() > 0);
        traffic.setRunning(false);
        QTest::qWait(50);
        counts();
        QTest::qWait(1500);
        QCOMPARE(counts().requests(), 0u);
        traffic.setRunning(true);
        QTest::qWait(100);
        QVERIFY(counts().requests() < 70); // 20 in that time, 20 caught up, and a margin
        m_seen = 0;
        QTRY_VERIFY(seen() > 0);
    }

    void clientsComeAndGo()
    {
        Traffic traffic(parts());
        traffic.setRate(0);
        traffic.start(1);
        for (const int clients : {64, 3, 16, 1}) {
            traffic.setClients(clients);
            counts();
            m_seen = 0;
            QTRY_VERIFY(seen() > 100);
            QTRY_VERIFY(world.watcher->command({"CLIENT", "LIST"})->text().size() > 0);
            const auto connected = [&] {
                const auto list = world.watcher->command({"CLIENT", "LIST"});
                return std::count(list->text().begin(), list->text().end(), '\n') - 1;
            };
            // One more once the writer behind the answers has had its first turn, after a second.
            QTRY_VERIFY2(connected() == clients || connected() == clients + 1,
                qPrintable(QString::number(connected())));
        }
        QElapsedTimer timer;
        timer.start();
        traffic.stop();
        QVERIFY(timer.elapsed() < 1000);
    }
};

QTEST_GUILESS_MAIN(TestTraffic)
#include "tst_traffic.moc"
