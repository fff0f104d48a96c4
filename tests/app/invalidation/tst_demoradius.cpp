// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/demoradius.h"

#include "app/store/requests.h"

#include <QTest>

#include <cmath>
#include <random>

using namespace tierlens;
using namespace std::chrono_literals;

// A demo whose every request is known.
class TestDemoRadius : public QObject
{
    Q_OBJECT
    static constexpr int Keys = 50, PerSecond = 200;
    Store store;
    SinceStart now{};
    std::mt19937 m_random{7};

    BlastRadius radius(const std::string &pattern, std::uint64_t keys, bool singleFlight = true)
    {
        return demoRadius(store, now, pattern, keys, 300, singleFlight);
    }
    void play(Duration span, bool hits)
    {
        EventQueue::Batch batch;
        for (const auto until = now + span; now < until; now += 5ms) {
            const auto key = "tierlens:page:" + std::to_string(m_random() % Keys);
            batch.events.push_back(
                hits ? eventOf(hitOf(key), now, 100us) : eventOf(missOf(key, 600s), now, 50ms));
        }
        store.append(std::move(batch), now);
    }

private Q_SLOTS:
    void nobodyAsks()
    {
        now = 1s;
        const auto empty = radius("tierlens:*", 0);
        QCOMPARE(empty.text(), QStringLiteral("No key in Redis matches."));
        const auto quiet = radius("tierlens:*", 12);
        QCOMPARE(quiet.hitsPerSecond, std::optional<double>(0));
        QVERIFY2(
            quiet.text().contains(QStringLiteral("hardly a query more")), qPrintable(quiet.text()));
        QVERIFY(!quiet.reasons.empty());
    }

    // 200 reads a second of 50 keys, all alike: a key is missed in the first second with a chance
    // of 1 - e^-4, and a tenth is left when e^(-4 t) is one.
    void whatFollowsIsReasonedFromTheRequests()
    {
        play(1s, false);
        play(12s, true);
        const auto said = radius("tierlens:page:*", Keys);
        QVERIFY2(std::abs(said.hitsPerSecond.value_or(0) - PerSecond) < 2, qPrintable(said.text()));
        QVERIFY2(std::abs(said.extraQueries.value_or(0) - 49) < 4, qPrintable(said.text()));
        QVERIFY2(said.seconds && *said.seconds > 0.4 && *said.seconds < 0.9,
            qPrintable(QString::number(said.seconds.value_or(-1))));
        QVERIFY(said.queriesPerSecond && *said.queriesPerSecond < 1);
        QCOMPARE(said.bytes, std::int64_t(300));
        // No other keys.
        QCOMPARE(radius("tierlens:other:*", 3).hitsPerSecond, std::optional<double>(0));
    }

    void whereEveryMissAsksThatIsSaid()
    {
        play(1s, false);
        play(12s, true);
        const auto calm = radius("tierlens:page:*", Keys);
        play(500ms, false);
        const auto many = radius("tierlens:page:*", Keys, false);
        QCOMPARE(many.reasons.size(), calm.reasons.size() + 1);
        QVERIFY2(many.reasons.back().contains(QStringLiteral("Every miss asks")),
            qPrintable(many.reasons.back()));
    }

    // One query a miss, and none before.
    void whatCameAtFirst()
    {
        play(12s, true);
        const auto at = now;
        play(900ms, false);
        QVERIFY(!queriesAtFirst(store.timings(), at));
        play(1200ms, false);
        const auto first = queriesAtFirst(store.timings(), at);
        QVERIFY2(first && std::abs(*first - PerSecond) < 20,
            qPrintable(QString::number(first.value_or(-1))));
        play(3s, true);
        QCOMPARE(queriesAtFirst(store.timings(), at), first); // that second is over
    }

    void whatRedisAloneHoldsIsSaid()
    {
        EventQueue::Batch batch;
        for (int i = 0; i < Keys; ++i) {
            auto used = hitOf("tierlens:cart:" + std::to_string(i));
            used.outcome = Outcome::Live;
            batch.events.push_back(eventOf(used, now, 1ms));
        }
        store.append(std::move(batch), now);
        const auto said = radius("tierlens:*", 2 * Keys);
        QVERIFY2(said.reasons.back().contains(QStringLiteral("50 keys")),
            qPrintable(said.reasons.back()));
    }
};

QTEST_GUILESS_MAIN(TestDemoRadius)
#include "tst_demoradius.moc"
