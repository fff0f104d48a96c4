// SPDX-License-Identifier: GPL-3.0-or-later
// What goes wrong with the memory and the keys of a real Redis, provoked for real, is found and
// said.
#include "support/foreignredis.h"

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

class TestFindingsRedis : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void memory()
    {
        TestRedis server;
        QVERIFY(server.start());
        ForeignClient shop(application(server));
        QVERIFY2(shop.prepare(), shop.error().c_str());
        shop.start();
        WatchedServers watched;
        watched.watchRedis(server.uri());
        const auto operate = connectionTo(server);
        watched.watchFor(9s);
        QVERIFY2(watched.findings().all().empty(), watched.sentences().c_str());

        // Keys nobody asks for twice: the hit rate falls.
        shop.setWeight(1, 1);
        QVERIFY2(watched.untilFound(Kind::HitRateFell), watched.sentences().c_str());
        QVERIFY(watched.sentence(Kind::HitRateFell)
                    .contains(QStringLiteral("hit rate of Redis fell from")));

        // And there is no room for them.
        const auto limit = std::to_string(watched.redis()->state.usedMemory + 20'000);
        QVERIFY(tell(*operate, {"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"}));
        QVERIFY(tell(*operate, {"CONFIG", "SET", "maxmemory", limit}));
        QVERIFY2(watched.untilFound(Kind::EvictionsBegan), watched.sentences().c_str());
        QVERIFY2(
            watched.sentence(Kind::EvictionsBegan).contains(QStringLiteral("keys/s (allkeys-lru)")),
            watched.sentences().c_str());

        // Nothing may be evicted any more: writes are refused.
        QVERIFY(tell(*operate, {"CONFIG", "SET", "maxmemory-policy", "noeviction"}));
        QVERIFY2(watched.until([&] {
            const auto *full = watched.find(Kind::MemoryFull);
            return full && full->level == Finding::Level::Problem;
        }),
            watched.sentences().c_str());
        QVERIFY(watched.sentence(Kind::MemoryFull).contains(QStringLiteral("refuses writes")));

        // What it was before, it is again.
        shop.setWeight(1, 0);
        QVERIFY(tell(*operate, {"CONFIG", "SET", "maxmemory", "0"}));
        QVERIFY2(watched.until([&] { return watched.findings().story().empty(); }),
            watched.sentences().c_str());
    }

    void keysThatExpireTogetherAndKeysThatNeverDo()
    {
        TestRedis server;
        QVERIFY(server.start());
        auto operate = connectionTo(server);
        const auto make = [&](const char *prefix, int from, int to, const char *seconds) {
            const auto script = std::string(
                "for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do "
                "if ARGV[4] == '0' then redis.call('SET', ARGV[3] .. i, 'x') "
                "else redis.call('SET', ARGV[3] .. i, 'x', 'EX', ARGV[4]) end end return 1");
            return tell(*operate,
                {"EVAL", script, "0", std::to_string(from), std::to_string(to), prefix, seconds});
        };
        QVERIFY(make("profile:", 1, 3000, "3000"));
        WatchedServers watched;
        watched.watchRedis(server.uri());
        watched.watchFor(3s);
        QVERIFY2(watched.findings().all().empty(), watched.sentences().c_str());
        QVERIFY(make("product:", 1, 3000, "60"));
        QVERIFY2(watched.untilFound(Kind::ExpiryCliff), watched.sentences().c_str());
        QCOMPARE(watched.find(Kind::ExpiryCliff)->subject, std::string("product:*"));

        int made = 0;
        QVERIFY2(watched.until(
                     [&] {
                         if (made < 60'000)
                             make("tmp:export:", made + 1, made + 100, "0");
                         made += 100;
                         return watched.find(Kind::NoExpiryGrowth) != nullptr;
                     },
                     40s),
            watched.sentences().c_str());
        QCOMPARE(watched.find(Kind::NoExpiryGrowth)->subject, std::string("tmp:export:*"));
    }
};

QTEST_GUILESS_MAIN(TestFindingsRedis)
#include "tst_findingsredis.moc"
