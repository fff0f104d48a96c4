// SPDX-License-Identifier: GPL-3.0-or-later
// Servers that are saturated, out of connections, in recovery or gone: the window says which, and
// its thread never waits for them. (Failing over: tst_failovers.)
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "support/standby.h"
#include "support/watchedwindow.h"

#include <algorithm>
#include <deque>
#include <future>
#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

class TestTroubledServers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        for (const auto *name : {"PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD",
                 "PGSERVICE", "PGOPTIONS", "PGAPPNAME"})
            qunsetenv(name);
    }
    void saturated();
    void outOfConnections();
    void inRecovery();
    void gone();

private:
    // Waiting for a server would take its timeouts, 700 ms and more; drawing takes less.
    static void checkSmooth(WatchedWindow &watched)
    {
        const auto gap = watched.session().longestGap();
        QVERIFY2(gap < 700ms, std::to_string(gap / 1ms).c_str());
    }
};

// One script keeps Redis busy for three seconds; every processor is busy in Postgres meanwhile.
void TestTroubledServers::saturated()
{
    TestRedis redis;
    TestPostgres postgres;
    QVERIFY(redis.start() && postgres.start());
    WatchedWindow watched(redis.uri(), postgres.connection());
    QTRY_VERIFY_WITH_TIMEOUT(watched.redisIsUp() && watched.postgresIsUp(), 10'000);
    std::vector<std::jthread> busy;
    for (unsigned i = 0; i < 2 * std::max(1u, std::thread::hardware_concurrency()); ++i)
        busy.emplace_back([&postgres](const std::stop_token &stop) {
            PostgresConnection connection({.connection = postgres.connection()});
            while (!stop.stop_requested())
                (void)connection.run("SELECT count(*) FROM generate_series(1, 200000)");
        });
    std::jthread script([&redis] {
        RedisOptions options;
        options.address = *RedisAddress::parse(redis.uri());
        options.commandTimeout = 10s;
        (void)RedisConnection(options).command({"EVAL",
            "local t = redis.call('TIME'); local e = t[1] * 1000000 + t[2] + 3000000; "
            "repeat t = redis.call('TIME') until t[1] * 1000000 + t[2] > e; return 1",
            "0"});
    });
    QTRY_COMPARE_WITH_TIMEOUT(
        watched.redisBox().word, QStringLiteral("no answer"), 10'000); // busy is not gone
    QVERIFY(watched.pill().contains(QStringLiteral("no answer")));
    QVERIFY(watched.window().traffic().figures().applications.figures.empty());
    const auto isShown = [&watched] { return watched.redisBox().word.isEmpty(); };
    QTRY_VERIFY2_WITH_TIMEOUT(
        watched.redisIsUp() && isShown(), qPrintable(watched.redisBox().problem), 15'000);
    // And it says who did it, with its time.
    QTRY_VERIFY2_WITH_TIMEOUT(
        watched.sentence(Kind::SlowCommand).startsWith(QStringLiteral("One EVAL took ")),
        watched.sentences().c_str(), 40'000);
    QVERIFY2(watched.postgresIsUp(), qPrintable(watched.postgresBox().problem));
    QVERIFY(watched.session().postgres()->state.active >= 2);
    busy.clear();
    checkSmooth(watched);
}

// Others take every connection there is while the watch runs; another watch comes too late.
void TestTroubledServers::outOfConnections()
{
    TestPostgres postgres({QStringLiteral("max_connections=50")});
    QVERIFY(postgres.start());
    PostgresConnection owner({.connection = postgres.connection()});
    QVERIFY(owner.run("CREATE ROLE plain LOGIN; GRANT pg_monitor TO plain").has_value());
    const auto plain = QString::fromStdString(postgres.connection())
                           .replace(QStringLiteral("user=demo"), QStringLiteral("user=plain"))
                           .toStdString();
    WatchedWindow first({}, plain);
    QTRY_VERIFY_WITH_TIMEOUT(first.postgresIsUp(), 10'000);
    std::deque<PostgresConnection> pool; // filled aside: the window's thread must not wait here
    auto filled = std::async(std::launch::async, [&pool, &plain] {
        while (pool.size() < 60) {
            PostgresOptions options;
            options.connection = plain;
            if (!pool.emplace_back(options).open())
                return true;
        }
        return false;
    });
    QTRY_VERIFY_WITH_TIMEOUT(filled.wait_for(0s) == std::future_status::ready, 20'000);
    QVERIFY(filled.get());
    // Whoever was there before stays, and says how it stands.
    QTRY_VERIFY2_WITH_TIMEOUT(
        first.find(Kind::ConnectionsRunOut), first.sentences().c_str(), 10'000);
    QVERIFY(first.postgresIsUp());
    QCOMPARE(first.find(Kind::ConnectionsRunOut)->level, Finding::Level::Problem);
    const auto most = first.session().postgres()->state.maxConnections;
    QVERIFY2(first.postgresBox().note.contains(
                 QStringLiteral("%1 of %2 sessions").arg(most - 1).arg(most)), // and ours
        qPrintable(first.postgresBox().note));

    WatchedWindow late({}, plain);
    QTRY_VERIFY2_WITH_TIMEOUT(
        late.postgresBox().problem.contains(QStringLiteral("max_connections")),
        qPrintable(late.postgresBox().problem), 10'000);
    QVERIFY(!late.postgresIsUp());
    std::jthread emptied([&pool] { pool.clear(); });
    QTRY_VERIFY_WITH_TIMEOUT(late.postgresIsUp(), 10'000);
    checkSmooth(first);
    checkSmooth(late);
}

// A standby that crashed and replays what its primary wrote, and lets nobody in meanwhile.
void TestTroubledServers::inRecovery()
{
    TestPostgres primary(replicating()), standby(replicating());
    QVERIFY(primary.start() && makeStandby(primary, standby) && standby.start());
    WatchedWindow watched({}, standby.connection());
    QTRY_VERIFY_WITH_TIMEOUT(watched.postgresIsUp(), 10'000);
    QTRY_VERIFY2_WITH_TIMEOUT(watched.postgresBox().note.startsWith(QStringLiteral("standby")),
        qPrintable(watched.postgresBox().note), 5000);
    standby.kill();
    standby.settings << QStringLiteral("hot_standby=off"); // of two of one name the last counts
    QVERIFY(standby.startWithoutWaiting());
    QTRY_COMPARE_WITH_TIMEOUT(
        watched.postgresBox().word, QStringLiteral("loading"), 10'000); // neither lost nor frozen
    // Its own words differ from version to version; all say what it is.
    const auto problem = watched.postgresBox().problem;
    QVERIFY2(problem.contains(QStringLiteral("is starting up"))
            || problem.contains(QStringLiteral("recover")),
        qPrintable(problem));
    QTest::qWait(1500); // and it stays so
    QCOMPARE(watched.postgresBox().word, QStringLiteral("loading"));

    QVERIFY(standby.stop());
    standby.settings = replicating();
    QVERIFY(standby.start());
    QTRY_VERIFY_WITH_TIMEOUT(watched.postgresIsUp(), 10'000);
    QTRY_VERIFY_WITH_TIMEOUT(
        watched.postgresBox().note.startsWith(QStringLiteral("standby")), 5000);
    checkSmooth(watched);
}

void TestTroubledServers::gone()
{
    TestRedis redis;
    TestPostgres postgres;
    QVERIFY(redis.start() && postgres.start());
    WatchedWindow watched(redis.uri(), postgres.connection());
    QTRY_VERIFY_WITH_TIMEOUT(watched.redisIsUp() && watched.postgresIsUp(), 10'000);
    redis.kill();
    postgres.kill();
    QTRY_VERIFY_WITH_TIMEOUT(watched.redisBox().word == QStringLiteral("lost")
            && watched.postgresBox().word == QStringLiteral("lost"),
        10'000);
    for (const auto *box : {&watched.redisBox(), &watched.postgresBox()})
        QVERIFY(box->figures.empty() && !box->problem.isEmpty()); // no figure outlives its server
    QVERIFY(!watched.window().traffic().isMoving());
    QTRY_VERIFY2_WITH_TIMEOUT(watched.find(Kind::RedisAway) && watched.find(Kind::PostgresAway),
        watched.sentences().c_str(), 6000);
    QVERIFY(redis.start() && postgres.start());
    QTRY_VERIFY_WITH_TIMEOUT(watched.redisIsUp() && watched.postgresIsUp(), 10'000);
    checkSmooth(watched);
}

QTEST_MAIN(TestTroubledServers)
#include "tst_troubledservers.moc"
