// SPDX-License-Identifier: GPL-3.0-or-later
// Real failovers, held up in the middle so that they can be looked at: what the window says while
// they are under way, and what it says afterwards.
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "support/redisgroups.h"
#include "support/standby.h"
#include "support/watchedwindow.h"

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

namespace {
const QString FailingOver = QStringLiteral("failing over");

std::string portPlace(quint16 port) { return "127.0.0.1:" + std::to_string(port); }

bool tellPort(quint16 port, std::initializer_list<std::string_view> words)
{
    RedisOptions options;
    options.address = *RedisAddress::parse("redis://" + portPlace(port));
    RedisConnection connection(options);
    const auto reply = connection.command(words);
    if (!reply)
        qWarning("%s | %s", reply.error().text.c_str(), reply.error().detail.c_str());
    return reply.has_value();
}
} // namespace

class TestFailovers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        for (const auto *name : {"PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD",
                 "PGSERVICE", "PGOPTIONS", "PGAPPNAME", "PGTARGETSESSIONATTRS"})
            qunsetenv(name);
    }
    void sentinels();
    void cluster();
    void postgresHosts();

private:
    // The finding says from whom to whom, and the window shows figures again.
    static void checkOver(WatchedWindow &watched, const QString &server, const std::string &from,
        const std::string &to)
    {
        const auto over
            = QStringLiteral("%1 failed over from %2 to %3; it took ")
                  .arg(server, QString::fromStdString(from), QString::fromStdString(to));
        QTRY_VERIFY2_WITH_TIMEOUT(
            watched.sentence(Kind::Failover).startsWith(over), watched.sentences().c_str(), 25'000);
        QTRY_VERIFY_WITH_TIMEOUT(!watched.pill().contains(FailingOver), 10'000);
        const auto took = watched.find(Kind::Failover)->until;
        QVERIFY(took < watched.session().now());
    }
};

void TestFailovers::sentinels()
{
    const auto primaryPort = freePort(), replicaPort = freePort();
    TestRedis primary({QStringLiteral("--port"), QString::number(primaryPort)});
    TestRedis replica({QStringLiteral("--port"), QString::number(replicaPort),
        QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"), QString::number(primaryPort),
        QStringLiteral("--repl-diskless-sync-delay"), QStringLiteral("0")});
    QVERIFY(primary.start() && replica.start());
    RedisConnection app({*RedisAddress::parse(primary.uri())});
    const auto isFollowed = [&app] {
        const auto info = app.command({"INFO", "replication"});
        return info && info->text().find("state=online") != std::string_view::npos;
    };
    QTRY_VERIFY_WITH_TIMEOUT(isFollowed(), 10'000);
    // One alone that wants two to agree: it sees the primary down, and does nothing.
    TestSentinel sentinel(primaryPort, 2,
        {QStringLiteral("sentinel down-after-milliseconds shop 1000"),
            QStringLiteral("sentinel failover-timeout shop 4000")});
    QVERIFY(sentinel.start());
    WatchedWindow watched(
        "redis+sentinel://127.0.0.1:" + std::to_string(sentinel.port()) + "/shop", {});
    QTRY_VERIFY_WITH_TIMEOUT(watched.redisIsUp(), 10'000);
    QTest::qWait(2500);
    QVERIFY2(watched.session().findings().all().empty(), watched.sentences().c_str());

    primary.kill();
    QTRY_VERIFY2_WITH_TIMEOUT(
        watched.pill().contains(FailingOver), qPrintable(watched.pill()), 15'000);
    QCOMPARE(watched.redisBox().word, FailingOver);
    const auto old = QString::fromStdString(portPlace(primaryPort));
    QVERIFY2(watched.redisBox().problem.startsWith(
                 QStringLiteral("The old primary %1 does not answer; waiting for the Sentinels to "
                                "name a new one, for ")
                     .arg(old)),
        qPrintable(watched.redisBox().problem));
    QTRY_VERIFY2_WITH_TIMEOUT(watched.sentence(Kind::Failover)
                                  .startsWith(QStringLiteral("Redis is failing over. The old ")),
        watched.sentences().c_str(), 5000);
    QVERIFY(!watched.find(Kind::Failover)->isOver());
    QTest::qWait(2000); // nobody is named, so it goes on
    QVERIFY2(watched.pill().contains(FailingOver), qPrintable(watched.pill()));

    QVERIFY(tellPort(sentinel.port(), {"SENTINEL", "SET", "shop", "quorum", "1"}));
    checkOver(watched, QStringLiteral("Redis"), portPlace(primaryPort), portPlace(replicaPort));
    QTRY_VERIFY_WITH_TIMEOUT(watched.redisIsUp(), 5000);

    // Nobody is left to take over: that is no failover.
    replica.kill();
    QTRY_VERIFY_WITH_TIMEOUT(!watched.redisIsUp(), 5000);
    QTest::qWait(3500); // the Sentinel has seen it by now
    QVERIFY2(watched.pill().contains(QStringLiteral("lost")), qPrintable(watched.pill()));
    QVERIFY2(watched.sentence(Kind::Failover).contains(QStringLiteral("failed over from")),
        watched.sentences().c_str()); // the newest is still the one before
}

void TestFailovers::cluster()
{
    TestRedisCluster cluster(
        3, 1, {QStringLiteral("--cluster-replica-no-failover"), QStringLiteral("yes")});
    QVERIFY(cluster.start());
    WatchedWindow watched(cluster.uri(0), {});
    QTRY_VERIFY_WITH_TIMEOUT(
        watched.redisIsUp() && watched.session().redis()->state.primaries == 3, 10'000);
    QTest::qWait(2500);
    QVERIFY2(watched.session().findings().all().empty(), watched.sentences().c_str());

    cluster.node(1).kill();
    QTRY_VERIFY2_WITH_TIMEOUT(
        watched.pill().contains(FailingOver), qPrintable(watched.pill()), 20'000);
    QVERIFY2(watched.redisBox().problem.startsWith(
                 QStringLiteral("The old primary %1 does not answer; waiting for one of its "
                                "replicas to take over, for ")
                     .arg(QString::fromStdString(portPlace(cluster.port(1))))),
        qPrintable(watched.redisBox().problem));
    QTRY_VERIFY_WITH_TIMEOUT(watched.find(Kind::Failover), 5000);
    QVERIFY(!watched.find(Kind::Failover)->isOver());

    QVERIFY(tellPort(cluster.port(4), {"CONFIG", "SET", "cluster-replica-no-failover", "no"}));
    checkOver(
        watched, QStringLiteral("Redis"), portPlace(cluster.port(1)), portPlace(cluster.port(4)));
    QTRY_VERIFY_WITH_TIMEOUT(watched.redisIsUp(), 5000);
    QCOMPARE(watched.session().redis()->state.primaries, std::uint64_t(3));
}

void TestFailovers::postgresHosts()
{
    TestPostgres primary(replicating()), standby(replicating());
    QVERIFY(primary.start() && makeStandby(primary, standby) && standby.start());
    const auto both = QStringLiteral("host=%1,%2 port=%3,%4 user=demo dbname=postgres "
                                     "target_session_attrs=read-write")
                          .arg(primary.folder(), standby.folder(), primary.port(), standby.port());
    WatchedWindow watched({}, both.toStdString());
    QTRY_VERIFY_WITH_TIMEOUT(watched.postgresIsUp(), 10'000);
    QTest::qWait(2500);
    QVERIFY2(watched.session().findings().all().empty(), watched.sentences().c_str());

    primary.kill();
    QTRY_VERIFY2_WITH_TIMEOUT(
        watched.pill().contains(FailingOver), qPrintable(watched.pill()), 15'000);
    const auto placeIn = [](const TestPostgres &server) {
        return (server.folder() + QLatin1Char(':') + server.port()).toStdString();
    };
    QCOMPARE(watched.postgresBox().word, FailingOver);
    QVERIFY2(watched.postgresBox().problem.startsWith(
                 QStringLiteral("The old primary %1 cannot be used, while a standby answers; "
                                "waiting for one to take over, for ")
                     .arg(QString::fromStdString(placeIn(primary)))),
        qPrintable(watched.postgresBox().problem));
    QTRY_VERIFY2_WITH_TIMEOUT(watched.find(Kind::Failover), watched.sentences().c_str(), 8000);
    QVERIFY(!watched.find(Kind::Failover)->isOver());

    PostgresConnection owner({.connection = standby.connection()});
    QVERIFY(owner.run("SELECT pg_promote()").has_value());
    checkOver(watched, QStringLiteral("PostgreSQL"), placeIn(primary), placeIn(standby));
    QTRY_VERIFY_WITH_TIMEOUT(watched.postgresIsUp(), 5000);

    standby.kill(); // and nobody is left
    QTRY_VERIFY_WITH_TIMEOUT(!watched.postgresIsUp(), 8000);
    QTest::qWait(1500);
    QVERIFY2(watched.pill().contains(QStringLiteral("lost")), qPrintable(watched.pill()));
}

QTEST_MAIN(TestFailovers)
#include "tst_failovers.moc"
