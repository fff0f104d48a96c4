// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/postgresconnection.h"
#include "support/testservers.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <thread>
#include <vector>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

PostgresOptions optionsFor(const std::string &connection)
{
    PostgresOptions options;
    options.connection = connection;
    return options;
}

std::string valueOf(const Result<Rows> &answer)
{
    return answer ? std::string(answer->text(0, 0)) : "error: " + answer.error().text;
}

// Sets an environment variable as long as it lives.
class Variable
{
public:
    Variable(const char *name, const QString &value)
        : m_name(name)
    {
        qputenv(name, value.toUtf8());
    }
    ~Variable() { qunsetenv(m_name); }
    Variable(const Variable &) = delete;
    Variable &operator=(const Variable &) = delete;

private:
    const char *m_name;
};

} // namespace

class TestPostgresConnection : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        for (const auto *name : {"PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD",
                 "PGSERVICE", "PGOPTIONS", "PGAPPNAME", "PGCONNECT_TIMEOUT"})
            qunsetenv(name);
        m_server.settings = {QStringLiteral("listen_addresses=127.0.0.1"),
            QStringLiteral("port=%1").arg(freePort()),
            QStringLiteral("shared_preload_libraries=pg_stat_statements"),
            QStringLiteral("pg_stat_statements.track_utility=off")};
        QVERIFY(m_server.start());
        PostgresConnection owner(optionsFor(m_server.connection()));
        QVERIFY(owner
                    .run("CREATE EXTENSION pg_stat_statements;"
                         "CREATE TABLE items(id int PRIMARY KEY, name text)")
                    .has_value());
    }

    void rowsAndNulls();
    void preparedOncePerConnection();
    void readsHaveNoTransactionRoundThem();
    void severalStatements();
    void refusalKeepsTheConnection();
    void sessionIsSetUp();
    void usersSettingsBeatOurs();
    void environmentAndServiceFile();
    void passwordFile();
    void readOnly();
    void statementTimeout();
    void transactions();
    void failedTransactionDoesNotCommit();
    void transactionLostInTheMiddle();
    void frozenServerFailsInTimeAndComesBack_data();
    void frozenServerFailsInTimeAndComesBack();
    void connectingToFrozenServerIsBounded_data();
    void connectingToFrozenServerIsBounded();
    void slowAnswersDoNotBreakOthers();
    void terminatedSessionComesBack();
    void killedServerComesBackByItself();
    void epochBelongsToTheProcessThatAnswers();

private:
    std::string tcp() const
    {
        return "host=127.0.0.1 port=" + m_server.port().toStdString()
            + " user=demo dbname=postgres";
    }
    TestPostgres m_server;
};

void TestPostgresConnection::rowsAndNulls()
{
    PostgresConnection postgres(optionsFor(m_server.connection()));
    QVERIFY(!postgres.isOpen());
    const auto rows = postgres.run("SELECT 1, NULL::text, 'é', '' UNION ALL SELECT 2, 'x', '', 'y' "
                                   "ORDER BY 1");
    QVERIFY(rows.has_value());
    QVERIFY(postgres.isOpen());
    QCOMPARE(rows->rows.size(), std::size_t(2));
    QCOMPARE(rows->number(0, 0), 1);
    QVERIFY(!rows->rows[0][1].has_value());
    QVERIFY(rows->rows[0][3].has_value());
    QCOMPARE(std::string(rows->text(0, 2)), std::string("é"));
    QCOMPARE(rows->number(0, 2), 0);
    QCOMPARE(rows->number(1, 0), 2);
    QVERIFY(postgres.run("SELECT 1 WHERE false")->empty());
    QVERIFY(postgres.serverVersion() >= 120000);
    QVERIFY(postgres.shown().starts_with("demo@" + m_server.folder().toStdString()));

    const std::vector<std::string> odd{"it's \"odd\" \\ $1"};
    QCOMPARE(valueOf(postgres.run("SELECT $1::text", odd)), odd[0]);
    QCOMPARE(valueOf(postgres.prepared("SELECT $1::text", odd)), odd[0]);
    QCOMPARE(postgres.run("INSERT INTO items SELECT n, n FROM generate_series(1, 7) n")->affected,
        std::uint64_t(7));
    QCOMPARE(postgres.run("DELETE FROM items")->affected, std::uint64_t(7));
}

void TestPostgresConnection::preparedOncePerConnection()
{
    PostgresConnection postgres(optionsFor(m_server.connection()));
    QVERIFY(postgres.run("SELECT pg_stat_statements_reset()").has_value());
    const std::string sql = "SELECT count(*) + $1::int FROM items";
    for (int i = 0; i < 5; ++i) {
        const std::vector<std::string> parameters{std::to_string(i)};
        QCOMPARE(valueOf(postgres.prepared(sql, parameters)), std::to_string(i));
    }
    // Preparing goes through the protocol, so that the server counts executions and nothing else.
    const auto counted
        = postgres.run("SELECT sum(calls), count(*) FROM pg_stat_statements WHERE query LIKE "
                       "'SELECT count(*) + $1%' OR query LIKE 'PREPARE%'");
    QCOMPARE(counted->number(0, 0), 5);
    QCOMPARE(counted->number(0, 1), 1);
    QCOMPARE(postgres.run("SELECT count(*) FROM pg_prepared_statements")->number(0, 0), 1);
    const std::vector<std::string> none;
    const auto bad = postgres.prepared("SELECT nothing FROM nowhere", none);
    QCOMPARE(bad.error().code, std::string("42P01"));
    QVERIFY(!postgres.lastWasSent());
    QCOMPARE(valueOf(postgres.prepared(sql, std::vector<std::string>{"9"})), std::string("9"));
}

void TestPostgresConnection::readsHaveNoTransactionRoundThem()
{
    PostgresConnection postgres(optionsFor(m_server.connection()));
    const std::vector<std::string> none;
    // In a transaction block, both calls would see the same start of the transaction.
    const auto first = valueOf(postgres.prepared("SELECT now()", none));
    QVERIFY(first != valueOf(postgres.prepared("SELECT now()", none)));
    QVERIFY(postgres.begin().has_value());
    const auto inside = valueOf(postgres.prepared("SELECT now()", none));
    QCOMPARE(valueOf(postgres.prepared("SELECT now()", none)), inside);
    QVERIFY(postgres.commit().has_value());
}

void TestPostgresConnection::severalStatements()
{
    PostgresConnection postgres(optionsFor(m_server.connection()));
    QVERIFY(postgres.run("CREATE TEMP TABLE a(x int); INSERT INTO a VALUES (1), (2)").has_value());
    QCOMPARE(postgres.run("SELECT count(*) FROM a")->number(0, 0), 2);
}

void TestPostgresConnection::refusalKeepsTheConnection()
{
    PostgresConnection postgres(optionsFor(m_server.connection()));
    const auto pid = valueOf(postgres.run("SELECT pg_backend_pid()"));
    const auto refused = postgres.run("SELECT * FROM nowhere");
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().code, std::string("42P01"));
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QVERIFY(refused.error().detail.starts_with("ERROR:  relation \"nowhere\" does not exist"));
    QVERIFY(refused.error().detail.find(".c:") == std::string::npos); // no lines of source code
    QVERIFY(!postgres.lastWasSent());
    QCOMPARE(valueOf(postgres.run("SELECT pg_backend_pid()")), pid);
}

void TestPostgresConnection::sessionIsSetUp()
{
    auto options = optionsFor(m_server.connection());
    options.name = "tierlens test 7";
    options.statementTimeout = 2500ms;
    PostgresConnection postgres(options);
    QCOMPARE(valueOf(postgres.run("SELECT application_name FROM pg_stat_activity WHERE pid = "
                                  "pg_backend_pid()")),
        std::string("tierlens test 7"));
    QCOMPARE(valueOf(postgres.run("SHOW statement_timeout")), std::string("2500ms"));
    QCOMPARE(valueOf(postgres.run("SHOW lock_timeout")), std::string("2s"));
    QCOMPARE(valueOf(postgres.run("SHOW client_encoding")), std::string("UTF8"));
    QCOMPARE(valueOf(postgres.run("SHOW default_transaction_read_only")), std::string("off"));
}

void TestPostgresConnection::usersSettingsBeatOurs()
{
    PostgresConnection keywords(optionsFor(m_server.connection(QStringLiteral(
        "application_name='My App' options='-c statement_timeout=700 -c work_mem=8MB'"))));
    QCOMPARE(valueOf(keywords.run("SHOW application_name")), std::string("My App"));
    QCOMPARE(valueOf(keywords.run("SHOW statement_timeout")), std::string("700ms"));
    QCOMPARE(valueOf(keywords.run("SHOW work_mem")), std::string("8MB"));
    QCOMPARE(valueOf(keywords.run("SHOW lock_timeout")), std::string("4s")); // ours: not named

    PostgresConnection uri(optionsFor("postgresql://demo@127.0.0.1:" + m_server.port().toStdString()
        + "/postgres?application_name=X&options=-c%20statement_timeout%3D900"));
    QCOMPARE(valueOf(uri.run("SHOW application_name")), std::string("X"));
    QCOMPARE(valueOf(uri.run("SHOW statement_timeout")), std::string("900ms"));
    QVERIFY(uri.shown() == "demo@127.0.0.1:" + m_server.port().toStdString() + "/postgres");

    const Variable options("PGOPTIONS", QStringLiteral("-c statement_timeout=800"));
    const Variable name("PGAPPNAME", QStringLiteral("From outside"));
    PostgresConnection environment(optionsFor(m_server.connection()));
    QCOMPARE(valueOf(environment.run("SHOW statement_timeout")), std::string("800ms"));
    QCOMPARE(valueOf(environment.run("SHOW application_name")), std::string("From outside"));
}

void TestPostgresConnection::environmentAndServiceFile()
{
    {
        const Variable host("PGHOST", m_server.folder());
        const Variable port("PGPORT", m_server.port());
        const Variable user("PGUSER", QStringLiteral("demo"));
        const Variable database("PGDATABASE", QStringLiteral("postgres"));
        PostgresConnection postgres(optionsFor({}));
        QVERIFY(postgres.shown().starts_with("demo@" + m_server.folder().toStdString()));
        QCOMPARE(valueOf(postgres.run("SELECT current_user")), std::string("demo"));
    }
    QFile file(m_server.folder() + QStringLiteral("/services"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QStringLiteral("[mine]\nhost=%1\nport=%2\nuser=demo\ndbname=postgres\n"
                              "application_name=served\noptions=-c statement_timeout=1100\n")
                   .arg(m_server.folder(), m_server.port())
                   .toUtf8());
    file.close();
    const Variable services("PGSERVICEFILE", file.fileName());
    auto options = optionsFor("service=mine");
    options.readOnly = true;
    PostgresConnection postgres(options);
    QCOMPARE(postgres.shown(), std::string("service mine"));
    QCOMPARE(valueOf(postgres.run("SHOW application_name")), std::string("served"));
    QCOMPARE(valueOf(postgres.run("SHOW statement_timeout")), std::string("1100ms"));
    QCOMPARE(valueOf(postgres.run("SHOW lock_timeout")), std::string("4s"));
    QCOMPARE(valueOf(postgres.run("SHOW default_transaction_read_only")), std::string("on"));
    QVERIFY(postgres.shown().starts_with("demo@" + m_server.folder().toStdString()));

    PostgresConnection unknown(optionsFor("service=nobody"));
    const auto done = unknown.open();
    QVERIFY(!done.has_value());
    QCOMPARE(done.error().kind, ErrorKind::Usage);
}

void TestPostgresConnection::passwordFile()
{
    TestPostgres server({},
        {QStringLiteral("local all demo trust"), QStringLiteral("local all all scram-sha-256")});
    QVERIFY(server.start());
    PostgresConnection owner(optionsFor(server.connection()));
    QVERIFY(owner.run("CREATE ROLE anya LOGIN PASSWORD 's3cret'").has_value());
    const auto asAnya = "host=" + server.folder().toStdString() + " user=anya dbname=postgres";
    QFile file(server.folder() + QStringLiteral("/pgpass"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QStringLiteral("%1:*:*:anya:s3cret\n").arg(server.folder()).toUtf8());
    file.close();
    QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner));
    {
        const Variable passFile("PGPASSFILE", file.fileName());
        PostgresConnection postgres(optionsFor(asAnya));
        QCOMPARE(valueOf(postgres.run("SELECT current_user")), std::string("anya"));
    }
    const Variable password("PGPASSWORD", QStringLiteral("s3cret"));
    PostgresConnection postgres(optionsFor(asAnya));
    QCOMPARE(valueOf(postgres.run("SELECT current_user")), std::string("anya"));
}

void TestPostgresConnection::readOnly()
{
    auto options = optionsFor(
        m_server.connection(QStringLiteral("options='-c default_transaction_read_only=off'")));
    options.readOnly = true;
    PostgresConnection postgres(options);
    const auto refused = postgres.run("INSERT INTO items VALUES (1000, 'x')");
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().code, std::string("25006"));
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
}

void TestPostgresConnection::statementTimeout()
{
    auto options = optionsFor(m_server.connection());
    options.statementTimeout = 150ms;
    PostgresConnection postgres(options);
    const auto slow = postgres.run("SELECT pg_sleep(5)");
    QVERIFY(!slow.has_value());
    QCOMPARE(slow.error().code, std::string("57014"));
    QCOMPARE(slow.error().kind, ErrorKind::Timeout);
    QVERIFY(!postgres.lastWasSent());
    QVERIFY(postgres.isOpen());

    PostgresConnection other(optionsFor(m_server.connection()));
    QVERIFY(other.begin().has_value());
    QVERIFY(other.run("LOCK TABLE items").has_value());
    const auto locked = postgres.run("SELECT count(*) FROM items");
    QCOMPARE(locked.error().code, std::string("55P03")); // told from a slow statement
    other.rollback();
    QVERIFY(postgres.run("SELECT count(*) FROM items").has_value());
}

void TestPostgresConnection::transactions()
{
    PostgresConnection postgres(optionsFor(m_server.connection()));
    PostgresConnection other(optionsFor(m_server.connection()));
    const auto count = [&] { return other.run("SELECT count(*) FROM items")->number(0, 0); };
    QVERIFY(postgres.begin().has_value());
    const std::vector<std::string> row{"1", "one"};
    QCOMPARE(
        postgres.prepared("INSERT INTO items VALUES ($1, $2)", row)->affected, std::uint64_t(1));
    QCOMPARE(count(), 0);
    QVERIFY(postgres.commit().has_value());
    QCOMPARE(count(), 1);
    QVERIFY(postgres.begin().has_value());
    QVERIFY(postgres.run("DELETE FROM items").has_value());
    postgres.rollback();
    QCOMPARE(count(), 1);
    postgres.rollback(); // without a transaction: nothing happens
    QVERIFY(postgres.run("DELETE FROM items").has_value());
    QCOMPARE(count(), 0);
}

void TestPostgresConnection::failedTransactionDoesNotCommit()
{
    PostgresConnection postgres(optionsFor(m_server.connection()));
    QVERIFY(postgres.begin().has_value());
    QVERIFY(postgres.run("INSERT INTO items VALUES (2, 'two')").has_value());
    const auto twice = postgres.run("INSERT INTO items VALUES (2, 'again')");
    QCOMPARE(twice.error().code, std::string("23505"));
    const auto ignored = postgres.run("SELECT 1");
    QCOMPARE(ignored.error().code, std::string("25P02"));
    const auto committed = postgres.commit();
    QVERIFY(!committed.has_value());
    QCOMPARE(committed.error().code, std::string("25P02"));
    QCOMPARE(postgres.run("SELECT count(*) FROM items")->number(0, 0), 0);
}

void TestPostgresConnection::transactionLostInTheMiddle()
{
    PostgresConnection postgres(optionsFor(m_server.connection()));
    PostgresConnection other(optionsFor(m_server.connection()));
    QVERIFY(postgres.begin().has_value());
    QVERIFY(postgres.run("INSERT INTO items VALUES (3, 'lost')").has_value());
    const std::vector<std::string> pid{valueOf(postgres.run("SELECT pg_backend_pid()"))};
    QCOMPARE(
        valueOf(other.run("SELECT pg_terminate_backend($1::int, 5000)", pid)), std::string("t"));
    // On a new connection these would be saved, without what came before them.
    const auto next = postgres.run("INSERT INTO items VALUES (4, 'half')");
    QVERIFY(!next.has_value());
    QCOMPARE(next.error().kind, ErrorKind::Unreachable);
    QVERIFY(!postgres.run("INSERT INTO items VALUES (5, 'half')").has_value());
    QVERIFY(!postgres.lastWasSent());
    QVERIFY(!postgres.commit().has_value());
    QVERIFY(postgres.run("SELECT 1").has_value()); // and from here on, all is well again
    QCOMPARE(other.run("SELECT count(*) FROM items")->number(0, 0), 0);

    QVERIFY(postgres.begin().has_value());
    const std::vector<std::string> again{valueOf(postgres.run("SELECT pg_backend_pid()"))};
    QVERIFY(other.run("SELECT pg_terminate_backend($1::int, 5000)", again).has_value());
    QVERIFY(!postgres.run("SELECT 1").has_value());
    postgres.rollback();
    QVERIFY(postgres.run("SELECT 1").has_value());

    QVERIFY(postgres.begin().has_value());
    QVERIFY(postgres.run("INSERT INTO items VALUES (6, 'lost')").has_value());
    QVERIFY(postgres.open().has_value()); // a new connection
    QVERIFY(!postgres.commit().has_value());
    QCOMPARE(other.run("SELECT count(*) FROM items")->number(0, 0), 0);
}

void TestPostgresConnection::frozenServerFailsInTimeAndComesBack_data()
{
    QTest::addColumn<QString>("connection");
    QTest::newRow("socket") << QString::fromStdString(m_server.connection());
    QTest::newRow("tcp") << QString::fromStdString(tcp());
}

void TestPostgresConnection::frozenServerFailsInTimeAndComesBack()
{
    QFETCH(QString, connection);
    auto options = optionsFor(connection.toStdString());
    options.answerTimeout = 300ms;
    options.connectTimeout = 300ms;
    PostgresConnection postgres(options);
    const std::vector<std::string> none;
    QVERIFY(postgres.prepared("SELECT 1", none).has_value());
    m_server.pause();
    QElapsedTimer timer;
    timer.start();
    const auto frozen = postgres.prepared("SELECT 1", none);
    const auto took = timer.elapsed();
    const bool wasSent = postgres.lastWasSent();
    // Preparing got no answer; the statement itself was not sent.
    m_server.resume();
    QVERIFY(!frozen.has_value());
    QCOMPARE(frozen.error().kind, ErrorKind::Timeout);
    QVERIFY(wasSent);
    QVERIFY(!postgres.isOpen());
    QVERIFY2(took >= 290 && took < 700, qPrintable(QString::number(took)));
    QTRY_VERIFY_WITH_TIMEOUT(postgres.prepared("SELECT 1", none).has_value(), 2000);

    m_server.pause();
    const auto unprepared = postgres.prepared("SELECT 2", none);
    const bool unpreparedWasSent = postgres.lastWasSent();
    m_server.resume();
    QCOMPARE(unprepared.error().kind, ErrorKind::Timeout);
    QVERIFY(!unpreparedWasSent);
    QTRY_VERIFY_WITH_TIMEOUT(postgres.prepared("SELECT 2", none).has_value(), 2000);
}

void TestPostgresConnection::connectingToFrozenServerIsBounded_data()
{
    frozenServerFailsInTimeAndComesBack_data();
    QTest::newRow("several hosts")
        << QString::fromStdString("host=" + m_server.folder().toStdString()
               + ",127.0.0.1 port=" + m_server.port().toStdString() + " user=demo dbname=postgres");
}

void TestPostgresConnection::connectingToFrozenServerIsBounded()
{
    QFETCH(QString, connection);
    auto options = optionsFor(connection.toStdString());
    options.connectTimeout = 400ms;
    m_server.pause();
    PostgresConnection postgres(options);
    QElapsedTimer timer;
    timer.start();
    const auto frozen = postgres.run("SELECT 1"); // the kernel accepts for the server
    const auto took = timer.elapsed();
    m_server.resume();
    QVERIFY(!frozen.has_value());
    QVERIFY(!postgres.lastWasSent());
    if (connection.contains(QLatin1Char(','))) {
        QVERIFY2(took < 5000, qPrintable(QString::number(took))); // libpq: 2 s for each host
    } else {
        QCOMPARE(frozen.error().kind, ErrorKind::Timeout);
        QVERIFY2(took >= 390 && took < 800, qPrintable(QString::number(took)));
        QVERIFY(frozen.error().text.find("takes connections") != std::string::npos);
    }
    QTRY_VERIFY_WITH_TIMEOUT(postgres.run("SELECT 1").has_value(), 3000);

    const auto limited = connection + QStringLiteral(" connect_timeout=1");
    m_server.pause();
    PostgresConnection own(optionsFor(limited.toStdString()));
    timer.restart();
    const bool done = own.open().has_value();
    const auto tookOwn = timer.elapsed();
    m_server.resume();
    QVERIFY(!done);
    if (!connection.contains(QLatin1Char(',')))
        QVERIFY2(tookOwn >= 990 && tookOwn < 1500, qPrintable(QString::number(tookOwn)));
}

void TestPostgresConnection::slowAnswersDoNotBreakOthers()
{
    // One connection after the other runs into its deadline while others open, close and work:
    // only its own may be shut down.
    std::atomic<int> broken{0}, late{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            const bool isSlow = i == 0;
            auto options = optionsFor(m_server.connection());
            options.answerTimeout = isSlow ? 60ms : 5000ms;
            PostgresConnection postgres(options);
            QElapsedTimer timer;
            timer.start();
            while (timer.elapsed() < 1500) {
                const auto answer
                    = postgres.run(isSlow ? "SELECT pg_sleep(0.3)" : "SELECT pg_sleep(0.001)");
                (isSlow ? late : broken) += !answer.has_value();
                if (!isSlow && timer.elapsed() % 3 == 0)
                    postgres.close();
            }
        });
    }
    for (auto &thread : threads)
        thread.join();
    QVERIFY(late > 0);
    QCOMPARE(broken.load(), 0);
}

void TestPostgresConnection::terminatedSessionComesBack()
{
    PostgresConnection postgres(optionsFor(m_server.connection()));
    PostgresConnection other(optionsFor(m_server.connection()));
    const std::vector<std::string> pid{valueOf(postgres.run("SELECT pg_backend_pid()"))};
    QVERIFY(other.run("SELECT pg_terminate_backend($1::int, 5000)", pid).has_value());
    const auto ended = postgres.run("SELECT 1");
    QVERIFY(!ended.has_value());
    QVERIFY2(ended.error().code == "57P01", ended.error().detail.c_str());
    QCOMPARE(ended.error().kind, ErrorKind::Unreachable);
    QVERIFY(!postgres.lastWasSent());
    QVERIFY(!postgres.isOpen());
    QVERIFY(postgres.run("SELECT 1").has_value());
}

void TestPostgresConnection::killedServerComesBackByItself()
{
    for (const auto &connection : {m_server.connection(), tcp()}) {
        std::atomic<Epoch> epoch{3};
        auto options = optionsFor(connection);
        options.epoch = &epoch;
        PostgresConnection postgres(options);
        const std::vector<std::string> parameters{"1"};
        QCOMPARE(valueOf(postgres.prepared("SELECT $1::int", parameters)), std::string("1"));
        QCOMPARE(postgres.epoch(), Epoch(3));
        m_server.kill();
        const auto lost = postgres.prepared("SELECT $1::int", parameters);
        QVERIFY(!lost.has_value());
        QCOMPARE(lost.error().kind, ErrorKind::Unreachable);
        QVERIFY(!postgres.isOpen());
        QCOMPARE(postgres.epoch(), Epoch(3));
        QVERIFY(!postgres.prepared("SELECT $1::int", parameters).has_value());
        QVERIFY(!postgres.lastWasSent());
        ++epoch;
        QVERIFY(m_server.start());
        // The prepared statement is prepared again.
        QTRY_VERIFY_WITH_TIMEOUT(postgres.prepared("SELECT $1::int", parameters).has_value(), 2000);
        QCOMPARE(postgres.epoch(), Epoch(4));
    }
}

void TestPostgresConnection::epochBelongsToTheProcessThatAnswers()
{
    std::atomic<Epoch> epoch{0};
    std::atomic<bool> isOver{false};
    std::atomic<int> answered{0}, wrong{0};
    std::vector<std::thread> clients;
    m_server.settings << QStringLiteral("tierlens.epoch=0");
    for (int i = 0; i < 3; ++i) {
        clients.emplace_back([&] {
            auto options = optionsFor(m_server.connection());
            options.epoch = &epoch;
            PostgresConnection postgres(options);
            const std::vector<std::string> none;
            while (!isOver) {
                const auto number
                    = postgres.prepared("SELECT current_setting('tierlens.epoch', true)", none);
                if (number && !number->text(0, 0).empty()) {
                    ++answered;
                    wrong += number->number(0, 0) != postgres.epoch();
                }
            }
        });
    }
    int rounds = 0;
    for (int round = 0; round < 4; ++round) {
        m_server.kill();
        ++epoch;
        m_server.settings.last() = QStringLiteral("tierlens.epoch=%1").arg(int(epoch));
        if (!m_server.start())
            break;
        const int before = answered;
        rounds += QTest::qWaitFor([&] { return answered > before + 100; }, 5000);
    }
    isOver = true;
    for (auto &client : clients)
        client.join();
    QCOMPARE(rounds, 4);
    QCOMPARE(wrong.load(), 0);
}

QTEST_GUILESS_MAIN(TestPostgresConnection)
#include "tst_postgresconnection.moc"
