// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "support/talkingserver.h"
#include "support/testservers.h"

#include <QFile>
#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

PostgresOptions refusedOptions(const std::string &connection)
{
    PostgresOptions options;
    options.connection = connection;
    options.connectTimeout = 500ms;
    return options;
}

// What a person reads must name the place and the next step, and never a password.
bool isPlain(const Error &error, const std::string &place)
{
    const bool plain = error.text.starts_with("PostgreSQL at ")
        && error.text.find(place) != std::string::npos && error.text.find("; ") != std::string::npos
        && error.text.ends_with('.') && !error.detail.empty()
        && (error.text + error.detail).find("s3cret") == std::string::npos
        && error.detail.find("LOCATION") == std::string::npos;
    if (!plain)
        qWarning("%s | %s | %s", error.text.c_str(), error.code.c_str(), error.detail.c_str());
    return plain;
}

} // namespace

// Each refusal as a real Postgres, or what stands in its place, gives it.
class TestPostgresRefusals : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_server.settings = {QStringLiteral("listen_addresses=127.0.0.1"),
            QStringLiteral("port=%1").arg(freePort()), QStringLiteral("max_connections=8"),
            QStringLiteral("superuser_reserved_connections=1")};
        QVERIFY(m_server.start());
        m_place = m_server.folder().toStdString();
        PostgresConnection owner(refusedOptions(m_server.connection()));
        QVERIFY(owner.run("CREATE ROLE anya LOGIN PASSWORD 's3cret'; CREATE TABLE t(x int)")
                    .has_value());
        // From now on, only the owner gets in without a password.
        QVERIFY(m_server.setRules(
            {QStringLiteral("local all demo trust"), QStringLiteral("local all anya scram-sha-256"),
                QStringLiteral("host all demo 127.0.0.1/32 trust")}));
        QVERIFY(owner.run("SELECT pg_reload_conf()").has_value());
        QTRY_VERIFY(
            PostgresConnection(refusedOptions(asAnya("wrong"))).open().has_value() == false);
    }

    void passwords();
    void noRule();
    void noSuchUserOrDatabase();
    void noRight();
    void tooManyConnections();
    void tlsWhereThereIsNone();
    void startingAndStopping();
    void addresses_data();
    void addresses();
    void otherServersBehindThePort_data();
    void otherServersBehindThePort();
    void redisBehindThePort();
    void postgresBehindTheRedisPort();

private:
    std::string asAnya(const std::string &password) const
    {
        return "host=" + m_place + " port=" + m_server.port().toStdString()
            + " user=anya dbname=postgres password=" + password;
    }
    TestPostgres m_server;
    std::string m_place;
};

void TestPostgresRefusals::passwords()
{
    PostgresConnection right(refusedOptions(asAnya("s3cret")));
    QVERIFY(right.open().has_value());
    QVERIFY(right.shown().find("s3cret") == std::string::npos);
    PostgresConnection wrong(refusedOptions(asAnya("s3cret-not")));
    const auto bad = wrong.open();
    QVERIFY(!bad.has_value());
    QCOMPARE(bad.error().kind, ErrorKind::Denied);
    QCOMPARE(bad.error().code, std::string("28P01"));
    QVERIFY(isPlain(bad.error(), m_place));
    QVERIFY(!wrong.isOpen());
    PostgresConnection none(refusedOptions("host=" + m_place
        + " port=" + m_server.port().toStdString() + " user=anya dbname=postgres passfile=/none"));
    const auto without = none.open();
    QCOMPARE(without.error().kind, ErrorKind::Denied);
    QVERIFY(isPlain(without.error(), m_place));
}

void TestPostgresRefusals::noRule()
{
    PostgresConnection postgres(refusedOptions(
        "postgresql://anya:s3cret@127.0.0.1:" + m_server.port().toStdString() + "/postgres"));
    const auto done = postgres.open();
    QCOMPARE(done.error().kind, ErrorKind::Denied);
    QCOMPARE(done.error().code, std::string("28000"));
    QVERIFY(isPlain(done.error(), "anya@127.0.0.1"));
    QVERIFY(done.error().text.find("pg_hba.conf") != std::string::npos);
}

void TestPostgresRefusals::noSuchUserOrDatabase()
{
    PostgresConnection database(
        refusedOptions(m_server.connection(QStringLiteral("dbname=nowhere"))));
    const auto done = database.open();
    QCOMPARE(done.error().kind, ErrorKind::Refused);
    QCOMPARE(done.error().code, std::string("3D000"));
    QVERIFY(isPlain(done.error(), m_place));
    QVERIFY(done.error().detail.find("3D000") == std::string::npos); // has a place of its own
}

void TestPostgresRefusals::noRight()
{
    PostgresConnection postgres(refusedOptions(asAnya("s3cret")));
    const auto refused = postgres.run("SELECT * FROM t");
    QCOMPARE(refused.error().kind, ErrorKind::Denied);
    QCOMPARE(refused.error().code, std::string("42501"));
    QVERIFY(isPlain(refused.error(), m_place));
}

void TestPostgresRefusals::tooManyConnections()
{
    std::vector<std::unique_ptr<PostgresConnection>> many;
    Result<Done> last = Done{};
    while (last && many.size() < 20) {
        many.push_back(std::make_unique<PostgresConnection>(refusedOptions(asAnya("s3cret"))));
        last = many.back()->open();
    }
    QVERIFY(!last.has_value());
    QCOMPARE(last.error().kind, ErrorKind::NotReady);
    QCOMPARE(last.error().code, std::string("53300"));
    QVERIFY(isPlain(last.error(), m_place));
}

void TestPostgresRefusals::tlsWhereThereIsNone()
{
    PostgresConnection postgres(refusedOptions("host=127.0.0.1 port="
        + m_server.port().toStdString() + " user=demo dbname=postgres sslmode=require"));
    const auto done = postgres.open();
    QCOMPARE(done.error().kind, ErrorKind::Protocol);
    QVERIFY(isPlain(done.error(), "127.0.0.1"));
    QVERIFY(done.error().text.find("TLS") != std::string::npos);
}

void TestPostgresRefusals::startingAndStopping()
{
    TestPostgres server;
    QVERIFY(server.start());
    PostgresConnection owner(refusedOptions(server.connection()));
    QVERIFY(owner
                .run("CREATE TABLE big AS SELECT n, repeat('x', 500) FROM "
                     "generate_series(1, 200000) n; CHECKPOINT")
                .has_value());
    QVERIFY(owner.run("UPDATE big SET n = n + 1").has_value());
    server.kill();
    // It has something to recover, and says so until it is done.
    QVERIFY(server.startWithoutWaiting());
    bool wasNotReady = false;
    Result<Done> done = Done{};
    const QDeadlineTimer deadline(20'000);
    do {
        PostgresConnection postgres(refusedOptions(server.connection()));
        done = postgres.open();
        if (!done && done.error().code == "57P03") {
            wasNotReady = true;
            QCOMPARE(done.error().kind, ErrorKind::NotReady);
            QVERIFY(isPlain(done.error(), server.folder().toStdString()));
        }
    } while (!done && !deadline.hasExpired());
    QVERIFY(done.has_value());
    QVERIFY(wasNotReady);
}

void TestPostgresRefusals::addresses_data()
{
    QTest::addColumn<QString>("connection");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("says");
    const int unreachable = int(ErrorKind::Unreachable), usage = int(ErrorKind::Usage);
    QTest::newRow("unknown host") << QStringLiteral("postgresql://a:s3cret@no-such-host.invalid/d")
                                  << unreachable << QStringLiteral("no host with this name");
    QTest::newRow("refused")
        << QStringLiteral("host=127.0.0.1 port=%1 user=a password=s3cret").arg(freePort())
        << unreachable << QStringLiteral("nothing listens there");
    QTest::newRow("no socket") << QStringLiteral("host=/nowhere user=a password=s3cret")
                               << unreachable << QStringLiteral("no such socket");
    QTest::newRow("no equals sign") << QStringLiteral("host=h password=pass s3cret word user=a")
                                    << usage << QStringLiteral("cannot be read");
    QTest::newRow("only a word") << QStringLiteral("s3cret") << usage
                                 << QStringLiteral("cannot be read");
    QTest::newRow("unknown keyword") << QStringLiteral("host=h nonsense=1 password=s3cret") << usage
                                     << QStringLiteral("cannot be read");
    QTest::newRow("unknown parameter") << QStringLiteral("postgresql://a:s3cret@h/d?nonsense=1")
                                       << usage << QStringLiteral("cannot be read");
    QTest::newRow("bad percent") << QStringLiteral("postgresql://a:s3cret%zz@h/d") << usage
                                 << QStringLiteral("cannot be read");
    QTest::newRow("slash in password")
        << QStringLiteral("postgresql://a:s3cret/1@h/d") << usage << QStringLiteral("%2F");
    QTest::newRow("sharp in password")
        << QStringLiteral("postgres://a:pw#s3cret@h/d") << usage << QStringLiteral("%23");
    QTest::newRow("port") << QStringLiteral("host=127.0.0.1 port=99999 user=a password=s3cret")
                          << usage << QStringLiteral("port");
}

void TestPostgresRefusals::addresses()
{
    QFETCH(QString, connection);
    PostgresConnection postgres(refusedOptions(connection.toStdString()));
    const auto done = postgres.open();
    QVERIFY(!done.has_value());
    QTEST(int(done.error().kind), "kind");
    QFETCH(QString, says);
    const auto all = QString::fromStdString(
        done.error().text + "\n" + done.error().detail + "\n" + postgres.shown());
    QVERIFY2(all.contains(says), qPrintable(all));
    QVERIFY2(!all.contains(QLatin1String("s3cret")), qPrintable(all));
    QVERIFY2(QString::fromStdString(done.error().text).endsWith(QLatin1Char('.')), qPrintable(all));
    QVERIFY2(QString::fromStdString(done.error().text).contains(QLatin1String("PostgreSQL")),
        qPrintable(all));

    const auto checked = PostgresConnection::check(connection.toStdString());
    QFETCH(int, kind);
    if (kind == int(ErrorKind::Unreachable))
        QVERIFY(checked.has_value()); // only connecting can tell
    else if (!connection.contains(QLatin1String("99999")))
        QCOMPARE(checked.error().text, done.error().text);
}

void TestPostgresRefusals::otherServersBehindThePort_data()
{
    QTest::addColumn<QByteArray>("greeting");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("hangsUp");
    QTest::addColumn<QString>("more");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("says");
    const int protocol = int(ErrorKind::Protocol), timeout = int(ErrorKind::Timeout);
    const QString plain = QStringLiteral("sslmode=disable");
    const QByteArray http("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
    QTest::newRow("HTTP") << QByteArray() << http << true << plain << protocol
                          << QStringLiteral("does not speak like PostgreSQL");
    QTest::newRow("HTTP, TLS tried")
        << QByteArray() << http << true << QStringLiteral("sslmode=prefer") << protocol
        << QStringLiteral("does not speak like PostgreSQL");
    QTest::newRow("hangs up") << QByteArray() << QByteArray() << true << plain
                              << int(ErrorKind::Unreachable)
                              << QStringLiteral("closed the connection");
    QTest::newRow("says nothing") << QByteArray() << QByteArray() << false << plain << timeout
                                  << QStringLiteral("or it is no PostgreSQL");
}

void TestPostgresRefusals::otherServersBehindThePort()
{
    QFETCH(QByteArray, greeting);
    QFETCH(QByteArray, answer);
    QFETCH(bool, hangsUp);
    QFETCH(QString, more);
    TalkingServer other({greeting, answer, hangsUp});
    PostgresConnection postgres(refusedOptions("host=127.0.0.1 port=" + std::to_string(other.port())
        + " user=a password=s3cret " + more.toStdString()));
    const auto done = postgres.open();
    QVERIFY(!done.has_value());
    QTEST(int(done.error().kind), "kind");
    QFETCH(QString, says);
    const auto text = QString::fromStdString(done.error().text + done.error().detail);
    QVERIFY2(text.contains(says), qPrintable(text));
    QVERIFY(!text.contains(QLatin1String("s3cret")));
}

void TestPostgresRefusals::redisBehindThePort()
{
    const auto port = freePort();
    TestRedis redis({QStringLiteral("--port"), QString::number(port), QStringLiteral("--bind"),
        QStringLiteral("127.0.0.1")});
    QVERIFY(redis.start());
    PostgresConnection postgres(
        refusedOptions("host=127.0.0.1 port=" + std::to_string(port) + " user=a password=s3cret"));
    const auto done = postgres.open();
    QVERIFY(!done.has_value());
    // Redis waits for the end of a line that never comes.
    QCOMPARE(done.error().kind, ErrorKind::Timeout);
    QVERIFY(done.error().text.find("or it is no PostgreSQL") != std::string::npos);
}

void TestPostgresRefusals::postgresBehindTheRedisPort()
{
    const auto path = m_place + "/.s.PGSQL." + m_server.port().toStdString();
    for (const auto &uri :
        {"redis://:s3cret@127.0.0.1:" + m_server.port().toStdString(), "unix://:s3cret@" + path}) {
        RedisOptions options;
        options.address = *RedisAddress::parse(uri);
        RedisConnection redis(options);
        const auto done = redis.open();
        QVERIFY(!done.has_value());
        QVERIFY2(done.error().text.find("is no Redis") != std::string::npos
                || done.error().text.find("does not speak like Redis") != std::string::npos,
            done.error().text.c_str());
    }
}

QTEST_GUILESS_MAIN(TestPostgresRefusals)
#include "tst_postgresrefusals.moc"
