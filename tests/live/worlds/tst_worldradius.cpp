// SPDX-License-Identifier: GPL-3.0-or-later
// The blast radius of a demo world: its own clients, single-flight and all, watched like strangers.
#include "core/requestcounts.h"
#include "invalidation/deletion.h"
#include "invalidation/trafficknown.h"
#include "live/watchsession.h"
#include "scenario/traffic.h"
#include "support/misscurve.h"
#include "support/smallworld.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {
std::uint64_t hitsOf(const RequestCounts &counts) { return counts.redis(0).redisHits; }
std::uint64_t missesOf(const RequestCounts &counts) { return counts.redis(0).redisMisses; }
} // namespace

class TestWorldRadius : public QObject
{
    Q_OBJECT
    SmallWorld world;
    RequestCounts m_counts; // of the clients; the servers count what a watch asks, too
    const RequestCounts &counts()
    {
        const auto batch = world.queue.drain();
        m_counts.merge(batch.overflow);
        for (const auto &event : batch.events) {
            if (const auto *request = std::get_if<Request>(&event.what))
                m_counts.add(*request, event.took);
        }
        return m_counts;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(world.start()); }
    void whatThenHappens();
};

void TestWorldRadius::whatThenHappens()
{
    world.policies.ttlMs = 600'000;
    Traffic traffic({world.redisOptions(), world.appOptions(), world.parts(), world.scenario});
    traffic.setRate(300);
    traffic.start(8);

    WatchOptions watch;
    watch.connection.name = QStringLiteral("test");
    watch.redis = QString::fromStdString(world.redis.uri());
    watch.postgres = QString::fromStdString(world.postgres.connection());
    watch.budget = 0.2;
    WatchSession session(watch);
    session.start();
    // Most keys have been read by then.
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < 14'000) {
        QTest::qWait(200);
        counts(); // or the queue fills up
    }
    session.startBurst({3000ms, 50'000});
    QTRY_VERIFY_WITH_TIMEOUT(session.lastBurst() && !session.burstProgress(), 20'000);
    QTest::qWait(1500); // rows are made once a second
    const InvalidationTarget target{0, "*", {}};
    auto measuring = measureBlastRadius(watch.redis, target, trafficKnown(session), {}, 1);
    measuring.waitForFinished();
    QVERIFY(measuring.result().has_value());
    const auto said = *measuring.result();
    qInfo("%s", qPrintable(said.text()));
    QVERIFY(said.hitsPerSecond && said.extraQueries && said.seconds);

    const auto start = counts();
    clock.start();
    QTest::qWait(3000);
    const auto before = counts();
    const double span = double(clock.nsecsElapsed()) / 1e9;
    const double hits = double(hitsOf(before) - hitsOf(start)) / span;
    MissCurve misses(hits, double(missesOf(before) - missesOf(start)) / span);
    MissCurve queries(hits, double(before.queries() - start.queries()) / span);

    clock.start();
    Deletion deletion(watch.redis, target, {10'000, 1e7});
    while (clock.elapsed() < 15'000 && !misses.isOver()) {
        QTest::qWait(100);
        const double seconds = double(clock.nsecsElapsed()) / 1e9;
        const auto now = counts();
        misses.add(seconds, double(missesOf(now) - missesOf(before)));
        queries.add(seconds, double(now.queries() - before.queries()));
    }
    QCOMPARE(deletion.progress().state, DeletionProgress::State::Done);
    traffic.stop();
    const auto told = QStringLiteral("hits %1 said, %2 were; queries %3, %4; seconds %5, %6")
                          .arg(*said.hitsPerSecond)
                          .arg(hits)
                          .arg(*said.extraQueries)
                          .arg(queries.first())
                          .arg(*said.seconds)
                          .arg(misses.seconds());
    qInfo("%s", qPrintable(told));
    // Within 30 %, beside what chance does: 100 queries in a second are 100 ± 10, and when the
    // last of nine tenths comes back is some tenths of a second sooner or later each time.
    const auto isNear = [](double value, double expected, double chance) {
        return expected > 0 && std::abs(value - expected) <= 0.3 * expected + chance;
    };
    QVERIFY2(isNear(*said.hitsPerSecond, hits, 0), qPrintable(told));
    QVERIFY2(isNear(*said.extraQueries, queries.first(), 3 * std::sqrt(queries.first())),
        qPrintable(told));
    QVERIFY2(isNear(*said.seconds, misses.seconds(), 1), qPrintable(told));
}

QTEST_GUILESS_MAIN(TestWorldRadius)
#include "tst_worldradius.moc"
