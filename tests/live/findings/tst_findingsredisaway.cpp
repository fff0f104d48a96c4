// SPDX-License-Identifier: GPL-3.0-or-later
// A real Redis that is slow, away, emptied, full of clients, or left behind by its replica.
#include "support/foreignredis.h"

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

class TestFindingsRedisAway : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void slowAwayEmptiedRestarted()
    {
        TestRedis server;
        QVERIFY(server.start());
        auto options = application(server);
        options.kinds[0].noFill = true; // what is lost stays lost
        ForeignClient shop(options);
        QVERIFY2(shop.prepare(), shop.error().c_str());
        shop.start();
        WatchedServers watched;
        watched.watchRedis(server.uri());
        auto operate = connectionTo(server);
        watched.watchFor(9s);
        QVERIFY2(watched.findings().all().empty(), watched.sentences().c_str());

        QVERIFY(tell(*operate,
            {"EVAL",
                "local t = redis.call('TIME'); local e = t[1] * 1000000 + t[2] + 300000; "
                "repeat t = redis.call('TIME') until t[1] * 1000000 + t[2] > e; return 1",
                "0"}));
        QVERIFY2(watched.untilFound(Kind::SlowCommand), watched.sentences().c_str());
        QVERIFY2(watched.sentence(Kind::SlowCommand)
                     .contains(QStringLiteral("EVAL took ")), // 300 ms or, on a busy machine, more

            watched.sentences().c_str());

        server.pause();
        QVERIFY2(watched.untilFound(Kind::RedisAway), watched.sentences().c_str());
        server.resume();
        QVERIFY2(watched.untilOver(Kind::RedisAway), watched.sentences().c_str());
        QVERIFY2(!watched.find(Kind::CacheLost), watched.sentences().c_str()); // it lost nothing

        QVERIFY(tell(*operate, {"FLUSHALL"}));
        QVERIFY2(watched.untilFound(Kind::CacheLost), watched.sentences().c_str());
        QVERIFY(watched.sentence(Kind::CacheLost).contains(QStringLiteral("emptied: 500 keys")));
        QVERIFY2(watched.untilFound(Kind::HitRateFell), watched.sentences().c_str());
        const auto story = watched.findings().story();
        QVERIFY(story.size() >= 2);
        QCOMPARE(story[story.size() - 2].kind, Kind::CacheLost);
        QCOMPARE(story.back().kind, Kind::HitRateFell);

        // Filled again by somebody, then restarted.
        QVERIFY(shop.prepare());
        QVERIFY2(watched.untilOver(Kind::CacheLost), watched.sentences().c_str());
        server.kill();
        QVERIFY2(watched.untilFound(Kind::RedisAway), watched.sentences().c_str());
        QVERIFY(server.start());
        QVERIFY2(watched.untilFound(Kind::CacheLost), watched.sentences().c_str());
        QVERIFY2(watched.sentence(Kind::CacheLost)
                     .contains(QStringLiteral("restarted and lost 500 keys")),
            watched.sentences().c_str());
    }

    void clientsTurnedAway()
    {
        TestRedis server;
        QVERIFY(server.start());
        WatchedServers watched;
        watched.watchRedis(server.uri());
        QVERIFY(watched.until(
            [&] { return watched.redis() && watched.redis()->state.maxClients > 0; }));
        auto operate = connectionTo(server);
        QVERIFY(tell(*operate, {"CONFIG", "SET", "maxclients", "20"}));
        std::vector<std::unique_ptr<RedisConnection>> pool;
        QVERIFY2(watched.until([&] {
            if (pool.size() < 200) {
                pool.push_back(connectionTo(server));
                (void)pool.back()->command({"PING"});
            }
            const auto *blocked = watched.find(Kind::ClientsBlocked);
            return blocked && blocked->level == Finding::Level::Problem;
        }),
            watched.sentences().c_str());
        QVERIFY(watched.sentence(Kind::ClientsBlocked).contains(QStringLiteral("at most 20")));
        pool.clear();
        QVERIFY2(watched.untilOver(Kind::ClientsBlocked), watched.sentences().c_str());
    }

    void replicaStandsStill()
    {
        const auto port = QString::number(freePort());
        TestRedis primary(
            {QStringLiteral("--port"), port, QStringLiteral("--bind"), QStringLiteral("127.0.0.1"),
                QStringLiteral("--repl-diskless-sync-delay"), QStringLiteral("0")});
        QVERIFY(primary.start());
        TestRedis replica({QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"), port});
        QVERIFY(replica.start());
        WatchedServers watched;
        watched.watchRedis(primary.uri());
        QVERIFY(watched.until([&] {
            return watched.redis() && !watched.redis()->state.lags.empty()
                && watched.redis()->state.lags[0].state == "online";
        }));
        watched.watchFor(3s);
        QVERIFY2(watched.findings().all().empty(), watched.sentences().c_str());
        replica.pause();
        QVERIFY2(watched.untilFound(Kind::ReplicaLags), watched.sentences().c_str());
        replica.resume();
        QVERIFY2(watched.untilOver(Kind::ReplicaLags), watched.sentences().c_str());
    }
};

QTEST_GUILESS_MAIN(TestFindingsRedisAway)
#include "tst_findingsredisaway.moc"
