// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/store/requests.h"
#include "store/store.h"

#include <QTest>

#include <cmath>

using namespace tierlens;
using namespace std::chrono_literals;

// Plays a whole story through the store: ten quiet seconds, a restart of Redis, misses, recovery.
class TestImpact : public QObject
{
    Q_OBJECT
    Store store;
    SinceStart now{};

    void play(Duration span, bool hits)
    {
        for (const auto until = now + span; now < until; now += 10ms) {
            EventQueue::Batch batch;
            if (hits)
                batch.events.push_back(eventOf(hitOf("k"), now, 100us));
            else
                batch.events.push_back(eventOf(missOf("k", 30s), now, 41ms));
            store.append(std::move(batch), now);
        }
    }
    void tell(What what)
    {
        EventQueue::Batch batch;
        batch.events.push_back(eventOf(std::move(what), now));
        store.append(std::move(batch), now);
        now += 1ms;
    }
    void server(Tier tier, ServerChange::State state, Epoch epoch)
    {
        tell(ServerChange{tier, state, epoch, {}, {}, {}});
    }

private Q_SLOTS:
    void aRestartIsMeasuredUntilItHasSettled()
    {
        server(Tier::Redis, ServerChange::State::Up, 0);
        server(Tier::Postgres, ServerChange::State::Up, 0);
        tell(ServerSample{0, RedisSample{}});
        play(15s, true);
        const auto at = now;
        tell(Action{Action::Kind::Restart, Tier::Redis, "Redis restarted", 612});
        server(Tier::Redis, ServerChange::State::Stopping, 0);
        play(120ms, false);
        QVERIFY(store.keys().find("k"));
        server(Tier::Redis, ServerChange::State::Starting, 1);
        server(Tier::Redis, ServerChange::State::Up, 1);
        QVERIFY(!store.keys().find("k")); // the old process took it along
        play(3s, false);
        QVERIFY(store.impacts().latest());
        QVERIFY(!store.impacts().latest()->settled);
        play(6s, true);
        tell(TruthCheck{40, 0});

        const auto &impact = *store.impacts().latest();
        QVERIFY(impact.settled);
        QCOMPARE(impact.keysLost, 612u);
        QVERIFY(impact.downFor && *impact.downFor >= 120ms && *impact.downFor < 200ms);
        // misses for 3.12 s at 100/s, one query each, none expected: there were none before
        QCOMPARE(impact.queries, 312u);
        QCOMPARE(impact.extraQueries(), 312u);
        QCOMPARE(impact.misses, 312u);
        QCOMPARE(impact.failed, 0u);
        QVERIFY(impact.slowest >= 41ms);
        QVERIFY(impact.settledAfter > 3s && impact.settledAfter < 6s);
        QCOMPARE(impact.rowsLost, std::optional<std::uint64_t>(0));
        QCOMPARE(store.markers().size(), 1u);
        QCOMPARE(store.markers()[0].at, at);
    }

    // An observer's look from just before may arrive after the order.
    void aServerThatIsStillUpIsNotBack()
    {
        server(Tier::Postgres, ServerChange::State::Up, 0);
        tell(Action{Action::Kind::Crash, Tier::Postgres, "PostgreSQL crashed", 0});
        server(Tier::Postgres, ServerChange::State::Up, 0);
        QVERIFY(!store.impacts().latest()->downFor);
        play(300ms, true);
        server(Tier::Postgres, ServerChange::State::Stopping, 0);
        server(Tier::Postgres, ServerChange::State::Up, 0);
        QVERIFY(!store.impacts().latest()->downFor);
        play(500ms, true);
        server(Tier::Postgres, ServerChange::State::Up, 1);
        const auto &downFor = store.impacts().latest()->downFor;
        QVERIFY(downFor && *downFor >= 800ms && *downFor < 900ms);
        play(3s, true);
        QVERIFY(store.impacts().latest()->settled);
    }

    void policiesMarkTheChartButHaveNoCard()
    {
        const auto before = store.impacts().all().size();
        tell(Action{Action::Kind::Policy, Tier::Redis, "cache off", 0});
        QCOMPARE(store.impacts().all().size(), before);
        QCOMPARE(store.markers().size(), 3u);
    }

    void anImpactThatNeverSettlesGivesUpAfterAMinute()
    {
        tell(Action{Action::Kind::InvalidateAll, Tier::Redis, "Everything invalidated", 0});
        play(61s, false);
        QVERIFY(store.impacts().latest()->gaveUp);
        QVERIFY(!store.impacts().latest()->settled);
    }

    // The figures of the stage while Redis fills again: of nothing that was before the action.
    void whatIsSinceTheActionHasNothingFromBefore()
    {
        play(10s, true);
        tell(Action{Action::Kind::InvalidateAll, Tier::Redis, "Everything invalidated", 6});
        play(500ms, false);
        const auto &impact = *store.impacts().latest();
        QVERIFY(impact.isOpen() && impact.emptiesRedis());
        QCOMPARE(impact.hitRateSince(), 0.0);
        QVERIFY(impact.typical > 40ms);
        QVERIFY(store.timings().window(3s).hitRate() > 0.8);
        play(1500ms, true);
        QVERIFY(std::abs(impact.hitRateSince() - 0.75) < 0.01);
        QVERIFY(impact.typical < 1ms);
    }

    // Who has been asked more often stays so, though Redis answers more for a while than before.
    void extraQueriesNeverFall()
    {
        for (int i = 0; i < 10; ++i) { // half of them hits
            play(500ms, true);
            play(500ms, false);
        }
        tell(Action{Action::Kind::InvalidateAll, Tier::Redis, "Everything invalidated", 6});
        play(1s, false);
        const auto extra = store.impacts().latest()->extraQueries();
        QVERIFY(extra > 40 && extra < 60);
        std::uint64_t last = extra;
        for (int i = 0; i < 20; ++i) {
            play(100ms, true);
            QVERIFY(store.impacts().latest()->extraQueries() >= last);
            last = store.impacts().latest()->extraQueries();
        }
        QVERIFY(last < 60);
    }
};

QTEST_GUILESS_MAIN(TestImpact)
#include "tst_impact.moc"
