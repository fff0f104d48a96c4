// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/redisgroups.h"
#include "support/watchedredis.h"

#include <set>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using State = ServerChange::State;

namespace {

RedisAddress parsed(const std::string &uri)
{
    const auto address = RedisAddress::parse(uri);
    if (!address)
        qFatal("%s", address.error().text.c_str());
    return *address;
}

} // namespace

// Several servers as one: Cluster and Sentinels.
class TestRedisWatchGroups : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void cluster();
    void sentinel();
};

void TestRedisWatchGroups::cluster()
{
    TestRedisCluster cluster(3);
    QVERIFY(cluster.start());
    std::vector<std::unique_ptr<Client>> apps;
    for (int i = 0; i < 3; ++i)
        apps.push_back(std::make_unique<Client>(parsed(cluster.uri(i))));
    // Each takes the keys of its own slots; others are refused.
    int keys = 0;
    for (int i = 0; i < 300; ++i) {
        const auto key = "user:" + std::to_string(i);
        for (auto &app : apps)
            keys += app->tries({"SET", key, "x"}) ? 1 : 0;
    }
    QCOMPARE(keys, 300);
    Watched w(parsed(cluster.uri(0)), true);
    QTRY_COMPARE_WITH_TIMEOUT(
        w.looks().empty() ? 0 : w.looks().back().state.primaries, std::uint64_t(3), 5000);
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QCOMPARE(w.looks().back().state.mode, std::string("cluster"));
    QCOMPARE(w.looks().back().state.keys, std::uint64_t(300));
    QCOMPARE(w.looks().back().state.replicas, std::uint64_t(3));
    // Numbers are added up, our own looks at keys taken off.
    const auto before = w.sum();
    int served = 0;
    for (int i = 0; i < 300; ++i) {
        const auto key = "user:" + std::to_string(i);
        for (auto &app : apps)
            served += app->tries({"GET", key}) ? 1 : 0;
    }
    QCOMPARE(served, 300);
    auto seen = w.looks().size();
    QTRY_VERIFY_WITH_TIMEOUT(w.looks().size() >= seen + 3, 6000);
    const auto after = w.sum();
    QCOMPARE(after.hits - before.hits, std::uint64_t(300));
    QCOMPARE(after.misses, before.misses);
    std::set<std::string> met;
    const auto meet = [&] {
        for (const auto &sampling : w.taker.all<KeySampling>())
            for (const auto &sample : sampling.keys)
                met.insert(sample.key);
        return met.size();
    };
    QTRY_COMPARE_WITH_TIMEOUT(meet(), std::size_t(300), 5000);

    // One primary dies; its replica takes over. Seen as away, then as up again.
    seen = w.looks().size();
    cluster.node(1).kill();
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Lost, 3000);
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Up, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QCOMPARE(w.looks().back().state.primaries, std::uint64_t(3));
    QCOMPARE(w.looks().back().state.keys, std::uint64_t(300));
    for (std::size_t i = seen; i < w.looks().size(); ++i) {
        const auto &counts = w.looks()[i].counts;
        // Nodes talk to each other by another port; what a replica does to take over is little.
        QVERIFY2(counts.commands < 50 && counts.hits == 0 && counts.misses == 0,
            std::to_string(counts.commands).c_str());
    }
}

void TestRedisWatchGroups::sentinel()
{
    const auto primaryPort = freePort(), replicaPort = freePort();
    TestRedis primary({QStringLiteral("--port"), QString::number(primaryPort)});
    TestRedis replica({QStringLiteral("--port"), QString::number(replicaPort),
        QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"), QString::number(primaryPort),
        QStringLiteral("--repl-diskless-sync-delay"), QStringLiteral("0")});
    QVERIFY(primary.start() && replica.start());
    Client app(primary);
    QTRY_VERIFY_WITH_TIMEOUT(
        app.ask({"INFO", "replication"}).text().find("state=online") != std::string_view::npos,
        10'000);
    app.ask({"SET", "a", "1"});
    TestSentinel sentinel(primaryPort, 1,
        {QStringLiteral("sentinel down-after-milliseconds shop 1000"),
            QStringLiteral("sentinel failover-timeout shop 4000")});
    QVERIFY(sentinel.start());
    Watched w(
        parsed("redis+sentinel://127.0.0.1:" + std::to_string(sentinel.port()) + "/shop"), true);
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QCOMPARE(w.looks().back().state.mode, std::string("sentinel"));
    QVERIFY(!w.looks().back().state.isReplica);
    QTRY_COMPARE_WITH_TIMEOUT(w.looks().back().state.lags.size(), std::size_t(1), 5000);
    QCOMPARE(w.looks().back().state.lags[0].state, std::string("online"));
    const auto seen = w.looks().size();
    primary.kill();
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Lost, 3000);
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Up, 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QVERIFY(!w.looks().back().state.isReplica);
    QCOMPARE(w.looks().back().state.keys, std::uint64_t(1));
    for (std::size_t i = seen; i < w.looks().size(); ++i)
        QVERIFY(w.looks()[i].counts.commands < 100); // the Sentinel's own questions
}

QTEST_GUILESS_MAIN(TestRedisWatchGroups)
#include "tst_rediswatchgroups.moc"
