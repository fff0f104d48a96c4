// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/store/requests.h"
#include "store/heldkeys.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestHeldKeys : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aFillMakesARowThatExpires()
    {
        HeldKeys keys;
        keys.apply(missOf("a", 30s), 10s);
        QCOMPARE(keys.rows().size(), 1u);
        QCOMPARE(*keys.find("a")->expiresAt, SinceStart{40s});
        keys.apply(hitOf("a"), 20s);
        QCOMPARE(keys.find("a")->hits, 1u);
        QCOMPARE(*keys.find("a")->expiresAt, SinceStart{40s}); // a hit does not prolong
        keys.expire(39'999ms);
        QVERIFY(keys.find("a"));
        keys.expire(40s);
        QVERIFY(!keys.find("a"));
        QCOMPARE(keys.totals().expired, 1u);
    }

    void aMissRemovesWhatOurClockStillBelievedIn()
    {
        HeldKeys keys;
        keys.apply(missOf("a", 30s), 0s);
        auto gone = hitOf("a");
        gone.outcome = Outcome::Coalesced;
        gone.steps[0].result = StepResult::Miss;
        keys.apply(gone, 5s);
        QVERIFY(!keys.find("a"));
    }

    void staleIsKnownByVersionAndEndsWithARefill()
    {
        HeldKeys keys;
        keys.apply(missOf("a", 30s, 7), 0s);
        keys.apply(TruthChange{"a", 8, "511205"}, 4s);
        QVERIFY(keys.find("a")->isStale());
        QCOMPARE(keys.find("a")->truth, std::string("511205"));
        QCOMPARE(keys.find("a")->staleSince, SinceStart{4s});
        keys.apply(TruthChange{"a", 7, "old news"}, 5s);
        QCOMPARE(keys.find("a")->truth, std::string("511205"));
        keys.apply(missOf("a", 30s, 8), 6s);
        QVERIFY(!keys.find("a")->isStale());
    }

    void invalidationCountsWhatRedisRemoved()
    {
        HeldKeys keys;
        keys.apply(missOf("a", 30s), 0s);
        keys.apply(missOf("b", 30s), 0s);
        keys.apply(KeyDrop{KeyDrop::Reason::Invalidated, "a", 1});
        keys.apply(KeyDrop{KeyDrop::Reason::Invalidated, "unknown", 0});
        QCOMPARE(keys.rows().size(), 1u);
        QCOMPARE(keys.totals().invalidated, 1u);
        QVERIFY(keys.find("b"));
    }

    void aRestartLosesOnlyWhatTheOldProcessHeld()
    {
        HeldKeys keys;
        keys.apply(missOf("old", 30s), 0s);
        auto fresh = missOf("new", 30s);
        fresh.steps[2].epoch = 1;
        keys.apply(fresh, 1s);
        keys.dropBefore(1);
        QVERIFY(!keys.find("old"));
        QVERIFY(keys.find("new"));
        QCOMPARE(keys.totals().lost, 1u);
    }

    void manyRowsStayConsistent()
    {
        HeldKeys keys;
        for (int i = 0; i < 2000; ++i)
            keys.apply(missOf("k" + std::to_string(i), std::chrono::seconds(1 + i % 60)), 0s);
        for (int s = 1; s <= 60; ++s) {
            keys.expire(std::chrono::seconds(s));
            for (const auto &row : keys.rows())
                QCOMPARE(keys.find(row.key), &row);
        }
        QVERIFY(keys.rows().empty());
        QCOMPARE(keys.totals().expired, 2000u);
    }
};

QTEST_GUILESS_MAIN(TestHeldKeys)
#include "tst_heldkeys.moc"
