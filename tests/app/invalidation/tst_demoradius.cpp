// SPDX-License-Identifier: GPL-3.0-or-later
// What an invalidation in the demo would do, by the requests its own clients have made.
#include "app/store/requests.h"
#include "invalidation/demoradius.h"

#include <QTest>

#include <cmath>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
constexpr auto Pattern = "tierlens:profile:*";

std::string profileKey(int number) { return "tierlens:profile:" + std::to_string(number); }

// So many reads a second for so long, of `keys` keys one after the other, each a hit.
EventQueue::Batch readsInTurn(int perSecond, Duration from, Duration to, int keys)
{
    EventQueue::Batch batch;
    const Duration step = Duration(1s) / perSecond;
    int number = 0;
    for (auto at = from; at < to; at += step)
        batch.events.push_back(eventOf(hitOf(profileKey(number++ % keys)), at, 100us));
    return batch;
}

QString reasonsOf(const BlastRadius &radius)
{
    return QStringList(radius.reasons.begin(), radius.reasons.end()).join(QLatin1Char('\n'));
}

bool within(double value, double expected, double by)
{
    const bool is = std::abs(value - expected) <= by;
    if (!is)
        qWarning("%g instead of %g", value, expected);
    return is;
}
} // namespace

class TestDemoRadius : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void byTheRequestsOfTenSeconds()
    {
        Store store;
        store.append(readsInTurn(1000, 0s, 8s, 7), 8s); // before: not counted
        store.append(readsInTurn(100, 8s, 20s, 50), 20s);
        const auto radius = demoRadius(store, 20s, Pattern, 50, 5000, true);
        QCOMPARE(radius.keys, 50);
        QCOMPARE(radius.bytes, 5000);
        QVERIFY(!radius.isSampled && !radius.isUpperBound);
        QVERIFY(within(*radius.hitsPerSecond, 100, 1));
        // Each of the 50 is read twice a second, so each is missed in the first one.
        QVERIFY(within(*radius.extraQueries, 50, 2));
        QVERIFY(radius.seconds && *radius.seconds < 3);
        QVERIFY2(
            reasonsOf(radius).contains(QStringLiteral("last 10 s")), qPrintable(reasonsOf(radius)));
        // Nothing of it is inferred from samples.
        QVERIFY(!reasonsOf(radius).contains(QStringLiteral("burst")));
    }

    void othersAreNotCounted()
    {
        Store store;
        auto batch = readsInTurn(100, 0s, 10s, 50);
        for (int i = 0; i < 500; ++i)
            batch.events.push_back(eventOf(hitOf("tierlens:feed:1"), 20ms * i, 100us));
        store.append(std::move(batch), 10s);
        QVERIFY(within(*demoRadius(store, 10s, Pattern, 50, 0, true).hitsPerSecond, 100, 1));
        QVERIFY(
            within(*demoRadius(store, 10s, "tierlens:feed:*", 1, 0, true).extraQueries, 1, 0.1));
    }

    // With few reads, when it will be over is a guess, and is not told.
    void fewReadsTellNoTime()
    {
        Store store;
        store.append(readsInTurn(40, 0s, 10s, 300), 10s); // 400
        const auto radius = demoRadius(store, 10s, Pattern, 300, 0, true);
        QVERIFY(radius.extraQueries && !radius.seconds);
        Store busier;
        busier.append(readsInTurn(60, 0s, 10s, 300), 10s); // 600
        QVERIFY(demoRadius(busier, 10s, Pattern, 300, 0, true).seconds);
    }

    void whoMissesAtTheSameTimeIsTold()
    {
        Store store;
        auto batch = readsInTurn(500, 0s, 10s, 50);
        batch.events.push_back(eventOf(missOf(profileKey(1), 30s), 9s, 41ms));
        store.append(std::move(batch), 10s);
        // 500/s × 41 ms = 20.5
        QVERIFY(reasonsOf(demoRadius(store, 10s, Pattern, 50, 0, false))
                    .contains(QStringLiteral("up to 21 more")));
        QVERIFY(!reasonsOf(demoRadius(store, 10s, Pattern, 50, 0, true))
                     .contains(QStringLiteral("more")));
    }

    void whatRedisAloneHoldsIsNotFilledAgain()
    {
        Store store;
        EventQueue::Batch batch;
        for (int i = 0; i < 1000; ++i) {
            auto live = hitOf(profileKey(i % 20));
            live.outcome = Outcome::Live;
            batch.events.push_back(eventOf(live, 10ms * i, 100us));
        }
        store.append(std::move(batch), 10s);
        const auto radius = demoRadius(store, 10s, Pattern, 20, 0, true);
        QVERIFY(within(radius.extraQueries.value_or(0), 0, 0.01));
        QVERIFY2(reasonsOf(radius).contains(QStringLiteral("20 keys of those")),
            qPrintable(reasonsOf(radius)));
        QVERIFY2(reasonsOf(radius).contains(QStringLiteral("Nobody asked")),
            qPrintable(reasonsOf(radius)));
    }

    void nothingThere()
    {
        Store store;
        store.append({}, 10s);
        const auto radius = demoRadius(store, 10s, Pattern, 0, 0, true);
        QVERIFY(!radius.extraQueries && radius.reasons.empty());
    }

    // What came of it: queries of the first second, less those that came before.
    void whatThenCame()
    {
        Timings timings;
        const auto query = [&](Duration at) { timings.add(missOf("k", 30s), 1ms, at); };
        for (int i = 0; i < 100; ++i) // 10 a second, always
            query(100ms * i + 50ms);
        const auto at = 10s;
        for (int i = 0; i < 70; ++i)
            query(at + 10ms * i + 5ms);
        timings.advance(at + 700ms);
        QVERIFY(!queriesAtFirst(timings, at)); // that second is not over
        timings.advance(at + 2s);
        QVERIFY(within(queriesAtFirst(timings, at).value_or(-1), 60, 0.1));
    }
};

QTEST_GUILESS_MAIN(TestDemoRadius)
#include "tst_demoradius.moc"
