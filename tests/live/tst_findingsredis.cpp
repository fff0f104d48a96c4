// SPDX-License-Identifier: GPL-3.0-or-later
// What goes wrong with a real Redis, provoked for real, is found and said.
#include "live/watchedservers.h"
#include "redis/redisconnection.h"
#include "support/foreignclient.h"
#include "support/testservers.h"

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

namespace {
// Keys that are there and asked for; beside them, if wanted, keys that nobody asks for twice.
ForeignClient::Options application(const TestRedis &server)
{
    ForeignKind product;
    product.pattern = "product:%d";
    product.keys = 500;
    product.preloaded = true;
    product.ttl = 300s;
    ForeignKind search;
    search.pattern = "search:%d";
    search.neverReadAgain = true;
    search.weight = 0;
    search.ttl = 300s;
    search.valueSize = 2000;
    ForeignClient::Options options;
    options.redis = server.socket().toStdString();
    options.kinds = {product, search};
    options.rate = 400;
    options.clients = 2;
    return options;
}
} // namespace

class TestFindingsRedis : public QObject
{
    Q_OBJECT
    std::unique_ptr<RedisConnection> connectionTo(const TestRedis &server)
    {
        RedisOptions options;
        options.address = *RedisAddress::parse(server.uri());
        options.name = "operator";
        options.commandTimeout = 5s;
        return std::make_unique<RedisConnection>(options);
    }
    bool tell(RedisConnection &connection, std::initializer_list<std::string_view> words)
    {
        const auto reply = connection.command(words);
        if (!reply)
            qWarning("%s: %s", std::string(*words.begin()).c_str(), reply.error().text.c_str());
        return reply.has_value();
    }

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
        watched.watchFor(12s);
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
        QVERIFY2(watched.sentence(Kind::SlowCommand).contains(QStringLiteral("EVAL took 3")),
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
