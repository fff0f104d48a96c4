// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventqueue.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
Event hit(SinceStart at)
{
    Request request;
    request.outcome = Outcome::Hit;
    request.stepCount = 1;
    request.steps[0] = {StepKind::CacheRead, StepResult::Hit, 0, StatementId::None, 1, {}, 10us};
    return {Origin::Demo, at, 10us, request};
}
} // namespace

class TestEventQueue : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aBatchIsInTheOrderInWhichThingsEnded()
    {
        EventQueue queue;
        const auto a = queue.addLane();
        const auto b = queue.addLane();
        a->push(hit(30us));
        b->push(hit(10us));
        queue.control().push({Origin::Demo, 25us, {}, Note{Note::Level::Info, "x", {}}});
        const auto batch = queue.drain();
        QCOMPARE(batch.events.size(), 3u);
        QCOMPARE(batch.events[0].at, SinceStart{10us});
        QVERIFY(std::holds_alternative<Note>(batch.events[1].what));
        QVERIFY(queue.drain().events.empty());
    }

    void overflowIsCountedExactlyAndOnlyRequestsAreDropped()
    {
        EventQueue queue(100);
        const auto lane = queue.addLane();
        for (int i = 0; i < 1000; ++i)
            lane->push(hit(i * 1us));
        lane->push({Origin::Demo, 2ms, {}, Note{Note::Level::Info, "kept", {}}});
        const auto batch = queue.drain();
        QCOMPARE(batch.dropped, 900u);
        QCOMPARE(batch.overflow.of(Outcome::Hit), 900u);
        QCOMPARE(batch.overflow.timing(Series::Hit).count(), 900u);
        QCOMPARE(batch.overflow.redis(0).redisHits, 900u);
        QCOMPARE(batch.events.size(), 101u);
        QVERIFY(std::holds_alternative<Note>(batch.events.back().what));
    }

    void nothingIsLostBetweenThreads()
    {
        EventQueue queue(500);
        constexpr int Threads = 4, Each = 20'000;
        std::vector<std::jthread> threads;
        for (int t = 0; t < Threads; ++t) {
            threads.emplace_back([&queue] {
                const auto lane = queue.addLane();
                for (int i = 0; i < Each; ++i)
                    lane->push(hit(i * 1us));
            });
        }
        std::uint64_t seen = 0;
        QElapsedTimer deadline;
        deadline.start();
        while (seen < std::uint64_t(Threads) * Each && deadline.elapsed() < 20'000) {
            const auto batch = queue.drain();
            seen += batch.events.size() + batch.dropped;
            QCOMPARE(batch.overflow.requests(), batch.dropped);
        }
        QCOMPARE(seen, std::uint64_t(Threads) * Each);
    }

    void whatADeadSourceLeftIsStillRead()
    {
        EventQueue queue;
        {
            const auto lane = queue.addLane();
            lane->push(hit(1us));
        }
        QCOMPARE(queue.drain().events.size(), 1u);
    }
};

QTEST_GUILESS_MAIN(TestEventQueue)
#include "tst_eventqueue.moc"
