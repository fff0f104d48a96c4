// SPDX-License-Identifier: GPL-3.0-or-later
// A watched server that restarts, freezes, has no connection left, or is a primary with a standby.
#include "support/standby.h"
#include "support/watchedpostgres.h"
#include "watchpostgres/postgressession.h"

#include <QElapsedTimer>
#include <QTest>

#include <deque>
#include <utility>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

const auto State = [](WatchedPostgres &watched) { return watched.last().health; };

QString connectionOf(const TestPostgres &server, const QString &user)
{
    return QStringLiteral("host=%1 port=%2 user=%3 dbname=postgres")
        .arg(server.folder(), server.port(), user);
}

} // namespace

class TestPostgresWatchAway : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        for (const auto *name : {"PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD",
                 "PGSERVICE", "PGOPTIONS", "PGAPPNAME", "PGCONNECT_TIMEOUT"})
            qunsetenv(name);
        m_primary.settings
            = {QStringLiteral("wal_level=replica"), QStringLiteral("max_wal_senders=4"),
                QStringLiteral("max_connections=12"), QStringLiteral("hot_standby=on")};
        QVERIFY(m_primary.start());
        PostgresConnection owner(client(m_primary.connection()));
        QVERIFY(
            owner.run("CREATE ROLE plain LOGIN; CREATE TABLE tree(id int, name text)").has_value());
    }

    void libraryIsMissing();
    void noServerThere();
    void restart();
    void freezeAndBack();
    void connectionsUsedUp();
    void primaryAndStandby();

private:
    TestPostgres m_primary, m_standby;
};

void TestPostgresWatchAway::libraryIsMissing()
{
    WatchedPostgres watched(m_primary.connection());
    QTRY_VERIFY_WITH_TIMEOUT(watched.isUp(), 5000);
    const auto look = watched.last();
    QVERIFY(!look.state.hasStatements);
    QVERIFY(look.state.statementsHint.find("shared_preload_libraries") != std::string::npos);
    QVERIFY(look.state.statementsHint.find("CREATE EXTENSION") != std::string::npos);
    QCOMPARE(watched.looks().front().health, ServerChange::State::Connecting);
    QVERIFY(look.pace < 10s); // what connecting has cost does not delay the next look
}

void TestPostgresWatchAway::noServerThere()
{
    WatchedPostgres watched("host=/nowhere user=demo password=geheim dbname=postgres");
    QTRY_COMPARE_WITH_TIMEOUT(State(watched), ServerChange::State::Lost, 5000);
    const auto look = watched.last();
    QVERIFY(look.problem.find("/nowhere") != std::string::npos);
    QVERIFY((look.problem + look.detail + look.state.address).find("geheim") == std::string::npos);
    // It goes on saying so, so that silence means something else.
    const auto told = watched.count();
    QTRY_VERIFY_WITH_TIMEOUT(watched.count() >= told + 2, 5000);
}

void TestPostgresWatchAway::restart()
{
    WatchedPostgres watched(m_primary.connection());
    QTRY_VERIFY_WITH_TIMEOUT(watched.isUp() && watched.last().counts.span > 0s, 10000);
    QVERIFY(m_primary.stop());
    QTRY_COMPARE_WITH_TIMEOUT(State(watched), ServerChange::State::Lost, 5000);
    QVERIFY(!watched.last().problem.empty());
    QCOMPARE(watched.last().counts.span, Duration(0));
    QVERIFY(watched.last().state.version.find('.') != std::string::npos); // as last known
    const auto from = watched.count();
    QVERIFY(m_primary.start());
    QElapsedTimer since;
    since.start();
    const auto isBack = [](const auto &look) { return look.health == ServerChange::State::Up; };
    QTRY_VERIFY_WITH_TIMEOUT(watched.has(isBack, from), 5000);
    qInfo("back after %lld ms", since.elapsed());
    for (auto i = from; i < watched.count(); ++i) {
        if (!isBack(watched.looks()[i]))
            continue;
        QCOMPARE(watched.looks()[i].counts.span, Duration(0)); // counters start anew
        break;
    }
    QTRY_VERIFY_WITH_TIMEOUT(watched.last().counts.span > 0s, 5000);
    QCOMPARE(watched.last().counts.commits, std::uint64_t(0));
}

void TestPostgresWatchAway::freezeAndBack()
{
    WatchedPostgres watched(m_primary.connection());
    QTRY_VERIFY_WITH_TIMEOUT(watched.isUp(), 5000);
    m_primary.pause();
    QElapsedTimer since;
    since.start();
    const bool told
        = QTest::qWaitFor([&] { return State(watched) == ServerChange::State::Frozen; }, 8000);
    const auto after = since.elapsed();
    const auto problem = watched.last().problem;
    const auto frozen = watched.count();
    const bool again = QTest::qWaitFor([&] { return watched.count() > frozen; }, 10000);
    m_primary.resume();
    since.restart();
    QVERIFY2(told, problem.c_str());
    QVERIFY(again && !problem.empty());
    QVERIFY2(after < 4000, qPrintable(QString::number(after))); // a pause, then the timeout
    QTRY_VERIFY_WITH_TIMEOUT(watched.isUp(), 5000);
    qInfo("told after %lld ms, back after %lld ms", after, since.elapsed());
    QVERIFY(since.elapsed() < 2500);
}

void TestPostgresWatchAway::connectionsUsedUp()
{
    WatchedPostgres first(m_primary.connection());
    QTRY_VERIFY_WITH_TIMEOUT(first.isUp(), 5000);
    const auto plain = connectionOf(m_primary, QStringLiteral("plain")).toStdString();
    std::deque<PostgresConnection> clients;
    while (clients.size() < 30) {
        if (!clients.emplace_back(client(plain)).open())
            break;
    }
    QVERIFY(clients.size() < 30);
    WatchedPostgres late(plain);
    QTRY_COMPARE_WITH_TIMEOUT(State(late), ServerChange::State::Lost, 5000);
    QVERIFY(late.last().problem.find("max_connections") != std::string::npos);
    // Whoever was connected before stays so.
    const auto from = first.count();
    QTRY_VERIFY_WITH_TIMEOUT(first.count() >= from + 2, 5000);
    QVERIFY(first.isUp());
    QVERIFY(first.last().state.sessions >= first.last().state.maxConnections - 1);
    clients.clear();
    QTRY_VERIFY_WITH_TIMEOUT(late.isUp(), 3000);
}

void TestPostgresWatchAway::primaryAndStandby()
{
    QVERIFY(makeStandby(m_primary, m_standby));
    m_standby.settings = m_primary.settings;
    QVERIFY(m_standby.start());

    const auto both
        = QStringLiteral("host=%1,%2 port=%3,%4 user=demo dbname=postgres "
                         "target_session_attrs=read-write")
              .arg(m_standby.folder(), m_primary.folder(), m_standby.port(), m_primary.port())
              .toStdString();
    WatchedPostgres cluster(both);
    WatchedPostgres standby(m_standby.connection());
    QTRY_VERIFY_WITH_TIMEOUT(cluster.isUp() && standby.isUp(), 10000);
    QVERIFY(!cluster.last().state.inRecovery);
    QVERIFY(
        cluster.last().state.address.find(m_primary.folder().toStdString()) != std::string::npos);
    QVERIFY(standby.last().state.inRecovery);
    QTRY_VERIFY_WITH_TIMEOUT(!cluster.last().state.replicas.empty()
            && cluster.last().state.replicas[0].state == "streaming",
        10000);
    QVERIFY(cluster.last().sessions.empty()); // the one that streams is no session of the app

    PostgresConnection primaryOwner(client(m_primary.connection()));
    PostgresConnection standbyOwner(client(m_standby.connection()));
    const auto fill = "INSERT INTO tree SELECT g, repeat('x', 200) FROM generate_series(1, 5000) g";
    QVERIFY(primaryOwner.run(fill).has_value());
    QTRY_COMPARE_WITH_TIMEOUT(
        standbyOwner.run("SELECT count(*) FROM tree")->number(0, 0), std::int64_t(5000), 10000);
    QTRY_COMPARE_WITH_TIMEOUT(standby.last().state.replayLag, Duration(0), 10000);
    QVERIFY(standbyOwner.run("SELECT pg_wal_replay_pause()").has_value());
    const auto from = cluster.count();
    QVERIFY(primaryOwner.run(fill).has_value());
    QTRY_VERIFY_WITH_TIMEOUT(standby.last().state.replayLag > 500ms, 10000);
    QTRY_VERIFY_WITH_TIMEOUT(
        !cluster.last().state.replicas.empty() && cluster.last().state.replicas[0].bytes > 1000000,
        10000);
    primaryOwner.close(); // a session reports what it did at the latest when it ends
    QTRY_VERIFY_WITH_TIMEOUT(cluster.sum(from).walBytes > 1000000, 5000);
    QTRY_VERIFY_WITH_TIMEOUT(cluster.sum(from).rowsWritten >= 5000, 5000);
    QVERIFY(standbyOwner.run("SELECT pg_wal_replay_resume()").has_value());
    QTRY_COMPARE_WITH_TIMEOUT(standby.last().state.replayLag, Duration(0), 10000);

    const auto before = cluster.count();
    m_primary.kill();
    QTRY_COMPARE_WITH_TIMEOUT(State(cluster), ServerChange::State::Lost, 5000);
    QVERIFY(standbyOwner.run("SELECT pg_promote()").has_value());
    QElapsedTimer since;
    since.start();
    QTRY_VERIFY_WITH_TIMEOUT(cluster.isUp(), 10000);
    qInfo("found the new primary after %lld ms", since.elapsed());
    QVERIFY(
        cluster.last().state.address.find(m_standby.folder().toStdString()) != std::string::npos);
    QVERIFY(!cluster.last().state.inRecovery);
    bool isFirst = true;
    for (auto i = before; i < cluster.count(); ++i) {
        if (cluster.looks()[i].state.address.find(m_standby.folder().toStdString())
                != std::string::npos
            && cluster.looks()[i].health == ServerChange::State::Up
            && std::exchange(isFirst, false))
            QCOMPARE(cluster.looks()[i].counts.span, Duration(0));
    }
    QTRY_VERIFY_WITH_TIMEOUT(!standby.last().state.inRecovery, 5000);
}

QTEST_GUILESS_MAIN(TestPostgresWatchAway)
#include "tst_postgreswatchaway.moc"
