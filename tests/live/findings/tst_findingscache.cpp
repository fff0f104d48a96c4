// SPDX-License-Identifier: GPL-3.0-or-later
// A cache that answers slowly, and keys that are kept but never asked for again, provoked on a real
// Redis.
#include "support/foreignredis.h"

#include <atomic>
#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

class TestFindingsCache : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsBecomeSlower()
    {
        TestRedis server;
        QVERIFY(server.start());
        auto made = connectionTo(server);
        // One value that has grown too large to be read at once, as lists do.
        for (int part = 0; part < 200; ++part)
            QVERIFY(tell(*made,
                {"EVAL", "for i = 1, 1000 do redis.call('RPUSH', KEYS[1], 'entry') end return 1",
                    "1", "timeline:7"}));
        QVERIFY(tell(*made, {"SLOWLOG", "RESET"})); // on a busy machine even this took long
        ForeignClient shop(application(server));
        QVERIFY2(shop.prepare(), shop.error().c_str());
        shop.start();
        WatchedServers watched;
        watched.watchRedis(server.uri());
        watched.watchFor(10s);
        QVERIFY2(watched.findings().all().empty(), watched.sentences().c_str());

        std::jthread reader([&](const std::stop_token &stop) {
            const auto connection = connectionTo(server);
            while (!stop.stop_requested()) {
                tell(*connection, {"LRANGE", "timeline:7", "0", "100000"});
                std::this_thread::sleep_for(20ms);
            }
        });
        QVERIFY2(watched.untilFound(Kind::ReadsSlower), watched.sentences().c_str());
        const auto *slower = watched.find(Kind::ReadsSlower);
        QVERIFY2(slower->sentence.contains(QStringLiteral("Reads in Redis became slower")),
            watched.sentences().c_str());
        QVERIFY(!slower->evidence.empty());
        reader = {};
        QVERIFY2(watched.untilOver(Kind::ReadsSlower), watched.sentences().c_str());
    }

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
        watched.startBurst({3000ms, 50'000});
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
