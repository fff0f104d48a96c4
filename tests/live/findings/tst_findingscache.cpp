// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that are kept but never asked for again, provoked on a real Redis.
#include "support/foreignredis.h"

#include <algorithm>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

class TestFindingsCache : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aPatternIsHardlyEverHit()
    {
        TestRedis server;
        QVERIFY(server.start());
        auto options = application(server);
        options.kinds[1].weight = 0.4; // from the beginning: nothing changes
        ForeignClient shop(options);
        QVERIFY2(shop.prepare(), shop.error().c_str());
        shop.start();
        WatchedServers watched;
        watched.watchRedis(server.uri());
        watched.watchFor(3s);
        watched.startBurst({8000ms, 50'000});
        QVERIFY2(watched.untilFound(Kind::HardlyEverHit), watched.sentences().c_str());
        // The one, and not the other.
        const auto &all = watched.findings().all();
        QCOMPARE(std::count_if(all.begin(), all.end(),
                     [](const Finding &one) { return one.kind == Kind::HardlyEverHit; }),
            std::ptrdiff_t(1));
        QCOMPARE(watched.find(Kind::HardlyEverHit)->subject, std::string("search:*"));
        QVERIFY2(watched.sentence(Kind::HardlyEverHit).contains(QStringLiteral("hardly ever")),
            watched.sentences().c_str());
    }
};

QTEST_GUILESS_MAIN(TestFindingsCache)
#include "tst_findingscache.moc"
