// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/postgresaddress.h"
#include "postgres/postgreserrors.h"

#include <QTest>

#include <cerrno>
#include <cstring>

using namespace tierlens;

class TestPostgresErrors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void failures_data();
    void failures();
    void wordsInOtherLanguages();
    void plainWordsKeepTheServersOwn();
    void stray_data();
    void stray();
};

void TestPostgresErrors::failures_data()
{
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<QByteArray>("state"); // given apart
    QTest::addColumn<QByteArray>("code"); // expected
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const QByteArray &words, const char *state, const char *code,
                         ErrorKind kind, const char *says) {
        QTest::newRow(words.constData())
            << words << QByteArray(state) << QByteArray(code) << int(kind) << QByteArray(says);
    };
    const QByteArray begin("connection to server at \"h\" (1.2.3.4), port 5432 failed: ");
    row(begin
            + "FATAL:  28P01: password authentication failed for user \"anya\"\nLOCATION:  "
              "auth_failed, auth.c:335\n",
        "", "28P01", ErrorKind::Denied, "does not accept this user name and password");
    row(begin + "FATAL:  28000: no pg_hba.conf entry for host \"1.2.3.4\", user \"anya\"", "",
        "28000", ErrorKind::Denied, "pg_hba.conf");
    row(begin + "FATAL:  28000: role \"anya\" does not exist", "", "28000", ErrorKind::Denied,
        "does not know this user");
    row(begin + "FATAL:  3D000: database \"shop\" does not exist", "", "3D000", ErrorKind::Refused,
        "no database");
    row(begin + "FATAL:  57P03: the database system is starting up", "", "57P03",
        ErrorKind::NotReady, "is starting up");
    row(begin + "FATAL:  57P03: the database system is shutting down", "", "57P03",
        ErrorKind::NotReady, "is shutting down");
    row(begin + "FATAL:  57P03: the database system is in recovery mode", "", "57P03",
        ErrorKind::NotReady, "recovering");
    row(begin + "FATAL:  53300: sorry, too many clients already", "", "53300", ErrorKind::NotReady,
        "max_connections");
    row("ERROR:  cannot execute INSERT in a read-only transaction", "25006", "25006",
        ErrorKind::Refused, "read-only");
    row("ERROR:  canceling statement due to statement timeout", "57014", "57014",
        ErrorKind::Timeout, "took too long");
    row("ERROR:  canceling statement due to lock timeout", "55P03", "55P03", ErrorKind::Timeout,
        "lock");
    row("ERROR:  permission denied for table t", "42501", "42501", ErrorKind::Denied,
        "does not allow");
    row("FATAL:  57P01: terminating connection due to administrator command\nserver closed the "
        "connection unexpectedly",
        "", "57P01", ErrorKind::Unreachable, "administrator");
    row("WARNING:  57P02: terminating connection because of crash of another server process", "",
        "57P02", ErrorKind::Unreachable, "crashed");
    row("ERROR:  duplicate key value violates unique constraint", "23505", "23505",
        ErrorKind::Refused, "rule of its table");
    row("ERROR:  deadlock detected", "40P01", "40P01", ErrorKind::Refused, "run it again");
    row("ERROR:  relation \"x\" does not exist", "42P01", "42P01", ErrorKind::Refused, "table");
    row("ERROR:  syntax error at or near \"x\"", "42601", "42601", ErrorKind::Refused,
        "did not understand");
    row("FATAL:  08P01: unsupported startup parameter: options", "", "08P01", ErrorKind::Protocol,
        "pooler");
    row("ERROR:  connection does not exist", "08003", "08003", ErrorKind::Unreachable, "broke");
    row("ERROR:  custom", "P0001", "P0001", ErrorKind::Refused, "its own words");
    row("could not translate host name \"h\" to address: Name or service not known", "", "",
        ErrorKind::Unreachable, "no host with this name");
    row(begin + std::strerror(ECONNREFUSED) + "\n\tIs the server running?", "", "",
        ErrorKind::Unreachable, "nothing listens there");
    row(QByteArray("connection to server on socket \"/run/.s.PGSQL.5432\" failed: ")
            + std::strerror(ENOENT),
        "", "", ErrorKind::Unreachable, "no such socket");
    row(QByteArray("connection to server on socket \"/run/.s.PGSQL.5432\" failed: ")
            + std::strerror(EACCES),
        "", "", ErrorKind::Denied, "no right");
    row(begin + "fe_sendauth: no password supplied", "", "", ErrorKind::Denied,
        "asks for a password");
    row(begin + "server does not support SSL, but SSL was required", "", "", ErrorKind::Protocol,
        "TLS");
    row("received invalid response to SSL negotiation: H", "", "", ErrorKind::Protocol,
        "does not speak like PostgreSQL");
    row("expected authentication request from server, but received H", "", "", ErrorKind::Protocol,
        "does not speak like PostgreSQL");
    row("server closed the connection unexpectedly", "", "", ErrorKind::Unreachable, "closed");
    row("something new", "", "", ErrorKind::Unreachable, "did not complete");
}

void TestPostgresErrors::failures()
{
    QFETCH(QByteArray, words);
    QFETCH(QByteArray, state);
    const auto error
        = postgresFailure({words.toStdString(), state.toStdString(), true}, "anya@h:5432/shop");
    QTEST(int(error.kind), "kind");
    QTEST(QByteArray::fromStdString(error.code), "code");
    QFETCH(QByteArray, says);
    QVERIFY2(error.text.find(says.toStdString()) != std::string::npos, error.text.c_str());
    QVERIFY2(
        error.text.find("PostgreSQL at anya@h:5432/shop") != std::string::npos, error.text.c_str());
    QVERIFY2(error.text.find("; ") != std::string::npos, error.text.c_str());
    QVERIFY(error.text.ends_with('.'));
    QVERIFY(!error.detail.empty());
}

void TestPostgresErrors::wordsInOtherLanguages()
{
    const auto error = postgresFailure(
        {"Verbindung zum Server fehlgeschlagen: FATAL:  28P01: Passwort-Authentifizierung für "
         "Benutzer »anya« fehlgeschlagen\nORT:  auth_failed, auth.c:335",
            {}, true},
        "h");
    QCOMPARE(error.kind, ErrorKind::Denied);
    QCOMPARE(error.code, std::string("28P01"));
    QVERIFY(error.detail.ends_with("fehlgeschlagen"));
    const auto starting
        = postgresFailure({"FATAL:  57P03: das Datenbanksystem startet", {}, true}, "h");
    QCOMPARE(starting.kind, ErrorKind::NotReady);
}

void TestPostgresErrors::plainWordsKeepTheServersOwn()
{
    QCOMPARE(
        plainWords("ERROR:  42P01: relation \"x\" does not exist\nLINE 1: SELECT * FROM x\n"
                   "                      ^\nLOCATION:  parserOpenTable, parse_relation.c:1384"),
        std::string("ERROR:  relation \"x\" does not exist\nLINE 1: SELECT * FROM x\n"
                    "                      ^"));
    // Only what looks exactly like a code or a source line goes.
    QCOMPARE(plainWords("ERROR:  HELLO there\nDETAIL:  see a, main.c:12a\nHINT:  a: b"),
        std::string("ERROR:  HELLO there\nDETAIL:  see a, main.c:12a\nHINT:  a: b"));
    QCOMPARE(plainWords(""), std::string());
    QCOMPARE(sqlStateIn("FATAL:  57P03: x"), std::string_view("57P03"));
    QCOMPARE(sqlStateIn("FATAL:  57p03: x"), std::string_view());
}

void TestPostgresErrors::stray_data()
{
    QTest::addColumn<QString>("connection");
    QTest::addColumn<QString>("words");
    QTest::newRow("value") << QStringLiteral("host=h password=s3cret")
                           << QStringLiteral("could not use s3cret for \"s3cret\"");
    QTest::newRow("uri") << QStringLiteral("postgresql://a:s3cret@h/d")
                         << QStringLiteral("could not use s3cret");
    QTest::newRow("encoded") << QStringLiteral("postgresql://a:s3%63ret@h/d")
                             << QStringLiteral("could not use s3cret");
    QTest::newRow("other password")
        << QStringLiteral("host=h sslpassword=s3cret") << QStringLiteral("could not use s3cret");
    QTest::newRow("unreadable") << QStringLiteral("host=h password='a s3cret")
                                << QStringLiteral("missing quote after \"s3cret\"");
    QTest::newRow("rest") << QStringLiteral("password=a s3cret host=h")
                          << QStringLiteral("missing \"=\" after \"s3cret\" in");
}

void TestPostgresErrors::stray()
{
    QFETCH(QString, connection);
    QFETCH(QString, words);
    const auto text = PostgresAddress::redacted(words.toStdString(), connection.toStdString());
    QVERIFY2(text.find("s3cret") == std::string::npos, text.c_str());
    QVERIFY(text.find("***") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestPostgresErrors)
#include "tst_postgreserrors.moc"
