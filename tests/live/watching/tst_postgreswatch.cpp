// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/testservers.h"
#include "support/watchedpostgres.h"
#include "watchpostgres/postgressession.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

// Transactions that pgbench says it has processed; 0: it failed.
std::uint64_t processed(const QString &output)
{
    static const QRegularExpression line(QStringLiteral("transactions actually processed: (\\d+)"));
    return line.match(output).captured(1).toULongLong();
}

// Names and constants do not make another statement; operators do.
QString different(int number)
{
    auto sql = QStringLiteral("SELECT 1");
    for (int bit = 0; bit < 13; ++bit)
        sql += (number >> bit) & 1 ? QStringLiteral(" + 1") : QStringLiteral(" - 1");
    return sql + QLatin1Char(';');
}

bool within(double value, double expected, double share)
{
    return value >= expected * (1 - share) && value <= expected * (1 + share);
}

} // namespace

class TestPostgresWatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        for (const auto *name : {"PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD",
                 "PGSERVICE", "PGOPTIONS", "PGAPPNAME", "PGCONNECT_TIMEOUT"})
            qunsetenv(name);
        m_server.settings = {QStringLiteral("shared_preload_libraries=pg_stat_statements"),
            QStringLiteral("pg_stat_statements.max=10000"), QStringLiteral("max_connections=30")};
        QVERIFY(m_server.start());
        PostgresConnection owner(client(m_server.connection()));
        // A schema with a name that has to be quoted.
        QVERIFY(owner
                    .run("CREATE SCHEMA \"Extra\";"
                         "CREATE EXTENSION pg_stat_statements SCHEMA \"Extra\";"
                         "CREATE ROLE plain LOGIN;"
                         "CREATE TABLE tree(id int PRIMARY KEY, name text);"
                         "INSERT INTO tree SELECT g, 'x' FROM generate_series(1, 5000) g;"
                         "GRANT SELECT ON tree TO plain")
                    .has_value());
        QVERIFY(owner.run("CREATE DATABASE bare").has_value());
        owner.close(); // reports the rows it has made, which VACUUM then counts
        QVERIFY(owner.open() && owner.run("VACUUM ANALYZE tree"));
        owner.close();
        m_watched = std::make_unique<WatchedPostgres>(m_server.connection());
        QTRY_VERIFY_WITH_TIMEOUT(m_watched->isUp(), 5000);
    }
    void cleanupTestCase() { m_watched.reset(); }

    void idleServerShowsNothingOfOurs();
    void countsAgreeWithPgbench();
    void lockTree();
    void lockedTableBreaksNothing();
    void passwordsAreCovered();
    void resetStatistics();
    void fiveThousandStatements();
    void nothingIsWritten();
    void userWithoutRights();
    void noExtension();
    void pauseAndHide();

private:
    TestPostgres m_server;
    std::unique_ptr<WatchedPostgres> m_watched;
};

void TestPostgresWatch::idleServerShowsNothingOfOurs()
{
    // What had been going on before is out of the counters after this many.
    QTRY_VERIFY_WITH_TIMEOUT(m_watched->count() >= 4, 10000);
    const auto from = m_watched->count();
    QTRY_VERIFY_WITH_TIMEOUT(m_watched->count() >= from + 6, 20000);
    const auto all = m_watched->sum(from);
    QVERIFY(all.span > 5s);
    QCOMPARE(all.commits, std::uint64_t(0));
    QCOMPARE(all.rollbacks, std::uint64_t(0));
    QCOMPARE(all.rowsReturned, std::uint64_t(0));
    QCOMPARE(all.rowsWritten, std::uint64_t(0));
    QCOMPARE(all.blocksHit + all.blocksRead, std::uint64_t(0));
    QCOMPARE(all.queries, std::uint64_t(0));
    QVERIFY(all.countsStatements);
    QVERIFY(!m_watched->has([](const auto &look) { return !look.statements.empty(); }, from));
    QVERIFY(!m_watched->has([](const auto &look) { return !look.sessions.empty(); }, from));
    QVERIFY(m_watched->has([](const auto &look) { return look.statementsSpan > 0s; }, from));
    QVERIFY(m_watched->has([](const auto &look) { return look.hasTables; }, from));
    const auto look = m_watched->last();
    QCOMPARE(look.state.sessions, std::uint64_t(0));
    QCOMPARE(look.state.maxConnections, std::uint64_t(27));
    QCOMPARE(look.state.database, std::string("postgres"));
    QVERIFY(look.state.version.find('.') != std::string::npos);
    QVERIFY(look.state.databaseBytes > 1000000);
    QVERIFY(!look.state.fsync && !look.state.synchronousCommit && !look.state.inRecovery);
    QVERIFY(look.missing.empty());
    QVERIFY(look.own.commands >= 1 && look.own.serverTime > 0s && look.own.span > 0s);
    bool hasTree = false;
    for (const auto &one : m_watched->looks()) {
        for (const auto &row : one.tables) {
            if (row.name != "public.tree")
                continue;
            hasTree = true;
            QCOMPARE(row.rows, std::uint64_t(5000));
            QVERIFY(row.bytes >= 200000 && row.indexBytes >= 100000);
            QVERIFY(row.lastVacuum > 1700000000 && row.lastAnalyze > 1700000000);
        }
    }
    QVERIFY(hasTree);
}

void TestPostgresWatch::countsAgreeWithPgbench()
{
    const auto from = m_watched->count();
    QProcess pgbench;
    QFile script(m_server.folder() + QStringLiteral("/tree.sql"));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write("\\set id random(1, 5000)\nSELECT name FROM tree WHERE id = :id;\n");
    script.close();
    pgbench.start(TestProcess::find(QStringLiteral("pgbench")),
        {QStringLiteral("-n"), QStringLiteral("-c"), QStringLiteral("4"), QStringLiteral("-t"),
            QStringLiteral("2500"), QStringLiteral("-f"), script.fileName(), QStringLiteral("-h"),
            m_server.folder(), QStringLiteral("-p"), m_server.port(), QStringLiteral("-U"),
            QStringLiteral("demo"), QStringLiteral("postgres")});
    QTRY_COMPARE_WITH_TIMEOUT(pgbench.state(), QProcess::NotRunning, 60000);
    const double done = double(processed(QString::fromUtf8(pgbench.readAllStandardOutput())));
    QCOMPARE(done, 10000.0);
    // A session reports what it did when it ends, so one look more has it all.
    const auto end = m_watched->count();
    QTRY_VERIFY_WITH_TIMEOUT(m_watched->count() >= end + 3, 20000);
    const auto all = m_watched->sum(from);
    const auto text = QStringLiteral("%1 commits, %2 queries").arg(all.commits).arg(all.queries);
    QVERIFY2(within(double(all.commits), done, 0.02), qPrintable(text));
    QVERIFY2(within(double(all.queries), done, 0.02), qPrintable(text));
    QVERIFY(within(double(all.rowsReturned), done, 0.05)); // one entry of the index for each
    const auto select = m_watched->statement("SELECT name FROM tree", from);
    QVERIFY(within(double(select.calls), done, 0.02));
    QCOMPARE(select.rows, select.calls);
    QVERIFY(select.text.find('$') != std::string::npos);
    QVERIFY(select.mean() > 1us && select.mean() < 20ms);
    // Busy or not, no gap was longer than the longest pause.
    for (auto i = from + 1; i < m_watched->count(); ++i)
        QVERIFY(m_watched->looks()[i].at - m_watched->looks()[i - 1].at < 11s);
}

void TestPostgresWatch::lockTree()
{
    PostgresConnection a(client(m_server.connection())), b(client(m_server.connection())),
        c(client(m_server.connection()));
    const auto pidOf = [](PostgresConnection &connection) {
        return static_cast<std::int32_t>(connection.run("SELECT pg_backend_pid()")->number(0, 0));
    };
    const auto pidA = pidOf(a), pidB = pidOf(b), pidC = pidOf(c);
    QVERIFY(a.begin() && a.run("UPDATE tree SET name = 'a' WHERE id = 1"));
    QVERIFY(b.begin() && b.run("UPDATE tree SET name = 'b' WHERE id = 2"));
    QVERIFY(c.begin());
    std::thread waitsForA([&] { (void)b.run("UPDATE tree SET name = 'b' WHERE id = 1"); });
    std::thread waitsForB([&] { (void)c.run("LOCK TABLE tree IN ACCESS EXCLUSIVE MODE"); });
    PostgresLook look;
    const auto hasTwoWaiting = [&] {
        look = m_watched->last();
        return look.state.waitingForLocks == 2 && look.sessions.size() == 3;
    };
    const bool found = QTest::qWaitFor(hasTwoWaiting, 10000);
    (void)a.commit();
    waitsForA.join();
    (void)b.commit();
    waitsForB.join();
    (void)c.commit();
    QVERIFY(found);
    const auto row = [&](std::int32_t pid) {
        for (const auto &session : look.sessions) {
            if (session.pid == pid)
                return session;
        }
        return SessionRow();
    };
    QCOMPARE(row(pidA).state, std::string("idle in transaction"));
    QVERIFY(row(pidA).blockedBy.empty() && row(pidA).lock.empty());
    QVERIFY(row(pidA).queryAge < 0s && row(pidA).transactionAge > 0s);
    QCOMPARE(row(pidA).application, std::string("shop"));
    QCOMPARE(row(pidB).blockedBy, std::vector<std::int32_t>{pidA});
    QCOMPARE(row(pidB).waitType, std::string("Lock"));
    QCOMPARE(row(pidB).lock, std::string("tree, ShareLock")); // of a row in it
    auto blockers = row(pidC).blockedBy;
    std::sort(blockers.begin(), blockers.end());
    auto expected = std::vector{pidA, pidB};
    std::sort(expected.begin(), expected.end());
    QCOMPARE(blockers, expected);
    QCOMPARE(row(pidC).lock, std::string("tree, AccessExclusiveLock"));
    QCOMPARE(look.state.idleInTransaction, std::uint64_t(1));
    QCOMPARE(look.state.active, std::uint64_t(2));
    QCOMPARE(look.sessionsInAll, std::uint64_t(3));
    QVERIFY(look.state.oldestTransaction > 0s);
}

void TestPostgresWatch::lockedTableBreaksNothing()
{
    PostgresConnection owner(client(m_server.connection()));
    QVERIFY(owner.begin() && owner.run("LOCK TABLE tree IN ACCESS EXCLUSIVE MODE"));
    const auto from = m_watched->count() + 1;
    const auto isListed
        = [&] { return m_watched->has([](const auto &look) { return look.hasTables; }, from); };
    const bool found = QTest::qWaitFor(isListed, 15000);
    (void)owner.commit();
    QVERIFY(found);
    std::size_t size = 0;
    for (auto i = from; i < m_watched->count(); ++i) {
        const auto &look = m_watched->looks()[i];
        QCOMPARE(look.health, ServerChange::State::Up);
        QVERIFY(look.took < 1s);
        for (const auto &table : look.tables)
            size = std::max(size, table.name == "public.tree" ? std::size_t(table.bytes) : 0);
    }
    QVERIFY(size >= 200000); // as it was before
}

void TestPostgresWatch::passwordsAreCovered()
{
    const auto from = m_watched->count();
    PostgresConnection owner(client(m_server.connection()));
    QVERIFY(owner.run("ALTER ROLE plain PASSWORD 'geheim-1'").has_value());
    const auto hasText = [&] { return m_watched->statement("ALTER ROLE plain", from).calls > 0; };
    std::thread sleeper([&] {
        (void)owner.run(
            "DO $$ BEGIN ALTER ROLE plain PASSWORD 'geheim-2'; PERFORM pg_sleep(3); END $$");
    });
    const bool found = QTest::qWaitFor(hasText, 10000);
    sleeper.join();
    QVERIFY(found);
    QVERIFY(m_watched->has(
        [](const auto &look) {
            return !look.sessions.empty()
                && look.sessions[0].query.find("PASSWORD '***'") != std::string::npos;
        },
        from));
    const auto hasSecret = [](const PostgresLook &look) {
        const auto is = [](const std::string &text) { return text.find("geheim") != text.npos; };
        return std::any_of(look.statements.begin(), look.statements.end(),
                   [&](const auto &statement) { return is(statement.text); })
            || std::any_of(look.sessions.begin(), look.sessions.end(),
                [&](const auto &session) { return is(session.query); });
    };
    QVERIFY(!m_watched->has(hasSecret));
}

void TestPostgresWatch::resetStatistics()
{
    PostgresConnection owner(client(m_server.connection()));
    const auto from = m_watched->count();
    QVERIFY(owner.run("SELECT pg_stat_reset()")
        && owner.run("SELECT \"Extra\".pg_stat_statements_reset()"));
    QTRY_VERIFY_WITH_TIMEOUT(m_watched->has(
                                 [](const auto &look) {
                                     return look.health == ServerChange::State::Up
                                         && look.counts.span == 0s;
                                 },
                                 from),
        5000);
    QTRY_VERIFY_WITH_TIMEOUT(
        m_watched->has([](const auto &look) { return look.statementsMoved; }, from), 5000);
    const auto after = m_watched->count();
    for (int i = 0; i < 100; ++i)
        QVERIFY(owner.run("SELECT 1 AS after_reset").has_value());
    owner.close();
    QTRY_COMPARE_WITH_TIMEOUT(
        m_watched->statement("after_reset", after).calls, std::uint64_t(100), 10000);
    // Nothing absurd came out of counters that went back.
    const auto all = m_watched->sum(from);
    QVERIFY(all.commits < 1000 && all.queries < 1000);
}

void TestPostgresWatch::fiveThousandStatements()
{
    QString sql;
    for (int i = 0; i < 5000; ++i)
        sql += different(i);
    const auto from = m_watched->count();
    PostgresConnection owner(client(m_server.connection()));
    QVERIFY(owner.run(sql.toStdString()).has_value());
    const auto seen = [&] {
        std::size_t statements = 0;
        for (auto i = from; i < m_watched->count(); ++i)
            statements += m_watched->looks()[i].statements.size();
        return statements;
    };
    QTRY_VERIFY_WITH_TIMEOUT(seen() >= 5000, 10000);
    const auto next = m_watched->count();
    QTRY_VERIFY_WITH_TIMEOUT(m_watched->count() >= next + 3, 30000);
    QVERIFY(within(double(m_watched->sum(from).queries), 5000, 0.02));
    for (auto i = from; i < m_watched->count(); ++i) {
        const auto &look = m_watched->looks()[i];
        QCOMPARE(look.health, ServerChange::State::Up);
        for (const auto &statement : look.statements)
            QVERIFY(statement.text.find("tierlens") == std::string::npos);
    }
    const auto &last = m_watched->looks().back();
    qInfo("a look that reads 5 000 statements: %.1f ms of %.1f s",
        double(last.own.serverTime.count()) / 1e6, double(last.own.span.count()) / 1e9);
}

void TestPostgresWatch::nothingIsWritten()
{
    PostgresConnection onSameOptions(PostgresSession::optionsFor(m_server.connection()));
    const auto refused = onSameOptions.run("INSERT INTO tree VALUES (-1, 'written')");
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().code, std::string("25006"));
    onSameOptions.close();

    // What the user's own options say does not count.
    PostgresSession session(
        m_server.connection(QStringLiteral("options='-c default_transaction_read_only=off -c "
                                           "lock_timeout=0 -c statement_timeout=0'")));
    QVERIFY(session.open().has_value());
    const auto setting = [&](const std::string &name) {
        return std::string(session.ask("SELECT current_setting('" + name + "')")->text(0, 0));
    };
    QCOMPARE(setting("default_transaction_read_only"), std::string("on"));
    QCOMPARE(setting("lock_timeout"), std::string("100ms"));
    QCOMPARE(setting("statement_timeout"), std::string("1500ms"));
    QCOMPARE(setting("application_name"), std::string("tierlens-watch"));
    QCOMPARE(setting("idle_in_transaction_session_timeout"), std::string("5s"));
    const auto write = session.ask("CREATE TABLE written(id int)");
    QVERIFY(!write.has_value());
    QCOMPARE(write.error().code, std::string("25006"));
    session.close();

    // Nor did the watch itself write a row, in all this time.
    PostgresConnection owner(client(m_server.connection()));
    const auto before
        = owner.run("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_all_tables");
    const auto from = m_watched->count();
    QTRY_VERIFY_WITH_TIMEOUT(m_watched->count() >= from + 4, 10000);
    const auto after
        = owner.run("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_all_tables");
    QCOMPARE(after->number(0, 0), before->number(0, 0));
    QCOMPARE(m_watched->sum(from).rowsWritten, std::uint64_t(0));
}

void TestPostgresWatch::userWithoutRights()
{
    PostgresConnection owner(client(m_server.connection()));
    QVERIFY(owner.begin() && owner.run("SELECT 'a secret'"));
    const auto plain = QString::fromStdString(m_server.connection())
                           .replace(QStringLiteral("user=demo"), QStringLiteral("user=plain"));
    WatchedPostgres watched(plain.toStdString());
    QTRY_VERIFY_WITH_TIMEOUT(watched.isUp(), 5000);
    const auto look = watched.last();
    QVERIFY(look.state.sessionsUnseen >= 2); // the owner's and the other watch's
    QVERIFY(look.state.sessions >= 2);
    QCOMPARE(look.missing.size(), std::size_t(1));
    QVERIFY(look.missing[0].find("GRANT pg_monitor TO plain;") != std::string::npos);
    QVERIFY(!watched.has([](const auto &one) { return !one.sessions.empty(); }));
    (void)owner.commit();
    QVERIFY(owner.run("GRANT pg_monitor TO plain").has_value());
    QTRY_VERIFY_WITH_TIMEOUT(watched.isUp() && watched.last().missing.empty(), 5000);
    QCOMPARE(watched.last().state.sessionsUnseen, std::uint64_t(0));
}

void TestPostgresWatch::noExtension()
{
    const auto bare
        = QString::fromStdString(m_server.connection())
              .replace(QStringLiteral("dbname=postgres"), QStringLiteral("dbname=bare"));
    WatchedPostgres watched(bare.toStdString());
    QTRY_VERIFY_WITH_TIMEOUT(watched.isUp(), 5000);
    const auto look = watched.last();
    QVERIFY(!look.state.hasStatements && !look.counts.countsStatements);
    QVERIFY(look.state.statementsHint.find("CREATE EXTENSION") != std::string::npos);
    QVERIFY(look.state.statementsHint.find("shared_preload_libraries") == std::string::npos);
    QVERIFY(look.statements.empty() && look.counts.queries == 0);
    PostgresConnection owner(client(bare.toStdString()));
    QVERIFY(owner.run("CREATE EXTENSION pg_stat_statements").has_value());
    QTRY_VERIFY_WITH_TIMEOUT(watched.last().state.hasStatements, 10000);
    QVERIFY(watched.last().state.statementsHint.empty());
}

void TestPostgresWatch::pauseAndHide()
{
    m_watched->watch().setPaused(true);
    QTest::qWait(300); // one may be under way
    const auto paused = m_watched->count();
    QTest::qWait(1500);
    QCOMPARE(m_watched->count(), paused);
    m_watched->watch().setPaused(false);
    QTRY_VERIFY_WITH_TIMEOUT(m_watched->count() > paused, 1000);
    m_watched->watch().setHidden(true);
    const auto hidden = m_watched->count();
    QTRY_VERIFY_WITH_TIMEOUT(m_watched->count() > hidden, 7000);
    QCOMPARE(m_watched->last().pace, Duration(5s));
    QCOMPARE(m_watched->last().paceReason, std::string("hidden"));
    m_watched->watch().setHidden(false);
    QTRY_VERIFY_WITH_TIMEOUT(m_watched->last().pace < 5s, 2000);
}

QTEST_GUILESS_MAIN(TestPostgresWatch)
#include "tst_postgreswatch.moc"
