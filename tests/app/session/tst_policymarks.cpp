// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/policymarks.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

class TestPolicyMarks : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nothingChangedMarksNothing() { QCOMPARE(PolicyMarks::between({}, {}), QStringList()); }

    void howItAsksIsNoPolicy()
    {
        TrafficSettings other;
        other.clients = 3;
        other.rate = 0;
        other.running = false;
        QCOMPARE(PolicyMarks::between({}, other), QStringList());
    }

    void eachChangeHasAMarkOfItsOwn()
    {
        TrafficSettings other;
        other.cache = false;
        other.jitter = true;
        other.ttl = 5s;
        other.maxMemory = 16'000'000;
        other.evictionPolicy = "noeviction";
        const auto marks = PolicyMarks::between({}, other);
        QCOMPARE(marks.size(), 5);
        QCOMPARE(marks.first(), QStringLiteral("cache off"));
        QCOMPARE(marks.last(), QStringLiteral("TTL 5 s"));
        QVERIFY(marks.contains(QStringLiteral("eviction noeviction")));
        QCOMPARE(PolicyMarks::between(other, {}).first(), QStringLiteral("cache on"));
    }

    void everySwitchSaysSomethingElseEachWay()
    {
        bool TrafficSettings::*const switches[]
            = {&TrafficSettings::cache, &TrafficSettings::jitter, &TrafficSettings::singleFlight,
                &TrafficSettings::invalidateOnWrite, &TrafficSettings::writeThrough,
                &TrafficSettings::writeBehind, &TrafficSettings::negativeCaching,
                &TrafficSettings::staleWhileRevalidate, &TrafficSettings::earlyRefresh,
                &TrafficSettings::notifyInvalidation};
        QStringList said;
        for (const auto policy : switches) {
            TrafficSettings on, off;
            on.*policy = true;
            off.*policy = false;
            said << PolicyMarks::between(off, on) << PolicyMarks::between(on, off);
        }
        QCOMPARE(said.size(), 2 * int(std::size(switches)));
        QCOMPARE(said.removeDuplicates(), 0);
    }
};

QTEST_GUILESS_MAIN(TestPolicyMarks)
#include "tst_policymarks.moc"
