// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/redisgate.h"
#include "datalayer/truthledger.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestTruthLedger : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theUnknownIsNotStale()
    {
        const TruthLedger ledger;
        const auto verdict = ledger.judge("k", 5, 1s, 2s);
        QVERIFY(!verdict.stale);
        QCOMPARE(verdict.truth, 5u);
    }

    void olderThanTheTruthIsStaleSinceItsFirstSuccessor()
    {
        TruthLedger ledger;
        QVERIFY(!ledger.note("k", 5, 1s)); // nothing was known before
        QVERIFY(ledger.note("k", 6, 2s));
        QVERIFY(ledger.note("k", 7, 3s));
        QVERIFY(!ledger.note("k", 6, 4s)); // old news
        const auto old = ledger.judge("k", 5, 5s, 6s);
        QVERIFY(old.stale);
        QCOMPARE(old.truth, 7u);
        QCOMPARE(old.staleFor, Duration(4s));
        QCOMPARE(ledger.judge("k", 6, 5s, 6s).staleFor, Duration(3s));
        QVERIFY(!ledger.judge("k", 7, 5s, 6s).stale);
        QVERIFY(!ledger.judge("k", 0, 5s, 6s).stale); // a value that does not say
    }

    void ofAKeyLongGoneFromTheCacheOnlyTheNewestChangeIsKept()
    {
        for (const bool cached : {true, false}) {
            TruthLedger ledger;
            ledger.mayBeCached("k", cached ? 60s : 5s);
            ledger.note("k", 5, 1s);
            ledger.note("k", 6, 2s);
            ledger.note("k", 7, 3s);
            ledger.note("k", 8, 30s);
            const auto old = ledger.judge("k", 5, 31s, 32s);
            QVERIFY(old.stale); // in any case
            QCOMPARE(old.truth, 8u);
            QCOMPARE(old.staleFor, Duration(cached ? 30s : 29s));
        }
    }

    void whatChangedDuringTheRequestDoesNotMakeItStale()
    {
        TruthLedger ledger;
        ledger.note("k", 5, 1s);
        ledger.note("k", 6, 3s);
        const auto verdict = ledger.judge("k", 5, 2s, 4s);
        QVERIFY(!verdict.stale);
        QCOMPARE(verdict.truth, 6u);
    }

    void knowsWhatMayBeCached()
    {
        TruthLedger ledger;
        ledger.mayBeCached("feed:a", 10s);
        ledger.mayBeCached("feed:b", 3s);
        ledger.mayBeCached("feed:b", 2s); // does not shorten
        ledger.mayBeCached("profile:a", 10s);
        QCOMPARE(ledger.cachedKeys("feed:", 1s).size(), 2u);
        QCOMPARE(ledger.cachedKeys("feed:", 5s), std::vector<std::string>{"feed:a"});
    }

    void keepsTheHighestAcknowledged()
    {
        TruthLedger ledger;
        ledger.acknowledge("1", 4);
        ledger.acknowledge("1", 3);
        const auto all = ledger.acknowledged();
        QCOMPARE(all.size(), 1u);
        QCOMPARE(all[0].version, 4u);
        QCOMPARE(all[0].writes, 2u);
    }

    void aShutGateLetsOneTryAtATime()
    {
        RedisGate gate;
        QVERIFY(gate.mayAsk(1s));
        gate.silent(1s);
        QVERIFY(!gate.mayAsk(1s + 50ms));
        QVERIFY(gate.mayAsk(1s + 250ms));
        QVERIFY(!gate.mayAsk(1s + 300ms));
        gate.silent(2s);
        QVERIFY(!gate.mayAsk(2s));
        QVERIFY(gate.mayAsk(2s + 250ms));
        gate.answered();
        QVERIFY(gate.mayAsk(2s + 251ms));
        QVERIFY(gate.mayAsk(2s + 251ms));
    }
};

QTEST_APPLESS_MAIN(TestTruthLedger)
#include "tst_truthledger.moc"
