// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisconnection.h"
#include "redis/redisdirectory.h"
#include "redis/redistls.h"
#include "support/testservers.h"

#include <QFile>
#include <QTest>

using namespace tierlens;
using namespace tierlens::test;

// rediss:// against a real Redis with certificates of our own: a root, the server's for "localhost"
// and a client's, both signed by the root, and a stranger's that signed itself. A build without TLS
// for Redis has one thing to prove: it says so.
class TestRedisTls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup() { qunsetenv("SSL_CERT_FILE"); }
    void buildWithoutTlsSaysSo();
    void rootOfTheSystem();
    void rootOfTheAddress();
    void otherHostNameIsRefused();
    void clientCertificate();
    void clientCertificateOfAStranger_data();
    void clientCertificateOfAStranger();
    void filesThatCannotBeUsed_data();
    void filesThatCannotBeUsed();
    void notTls();

private:
    std::string file(const char *name) const
    {
        return (m_server.folder() + QLatin1Char('/') + QLatin1String(name)).toStdString();
    }
    bool make(const char *command); // openssl …, %1: our folder
    bool start(const char *authClients, const char *protocols = "TLSv1.2 TLSv1.3");
    Result<RedisReply> ping(const std::string &query = {}, const char *host = "localhost") const;
    TestRedis m_server;
    quint16 m_port = 0;
    bool m_hasTls = false;
};

namespace {

// All tests but one need a build with TLS; without it they have nothing to do, and say nothing
// else.
#define REQUIRE_TLS()                                                                              \
    do {                                                                                           \
        if (!m_hasTls)                                                                             \
            return;                                                                                \
    } while (false)

bool isPong(const Result<RedisReply> &answer)
{
    if (!answer)
        qWarning("%s | %s", answer.error().text.c_str(), answer.error().detail.c_str());
    return answer && answer->text() == "PONG";
}

bool says(const Result<RedisReply> &answer, ErrorKind kind, std::string_view words)
{
    const bool does = !answer && answer.error().kind == kind
        && answer.error().text.find(words) != std::string::npos;
    if (!does && !answer)
        qWarning("%s | %s", answer.error().text.c_str(), answer.error().detail.c_str());
    return does;
}

} // namespace

bool TestRedisTls::make(const char *command)
{
    TestProcess openssl;
    return openssl.run(QStringLiteral("openssl"),
        QString::fromLatin1(command).arg(m_server.folder()).split(QLatin1Char(' ')));
}

bool TestRedisTls::start(const char *authClients, const char *protocols)
{
    m_server.kill();
    const auto path = [this](const char *name) { return QString::fromStdString(file(name)); };
    m_server.arguments = {QStringLiteral("--tls-port"), QString::number(m_port),
        QStringLiteral("--bind"), QStringLiteral("127.0.0.1"), QStringLiteral("--tls-cert-file"),
        path("server.pem"), QStringLiteral("--tls-key-file"), path("server.key"),
        QStringLiteral("--tls-ca-cert-file"), path("root.pem"), QStringLiteral("--tls-protocols"),
        QString::fromLatin1(protocols), QStringLiteral("--tls-auth-clients"),
        QString::fromLatin1(authClients)};
    return m_server.start();
}

Result<RedisReply> TestRedisTls::ping(const std::string &query, const char *host) const
{
    const auto address = RedisAddress::parse(
        std::string("rediss://") + host + ':' + std::to_string(m_port) + query);
    if (!address)
        return address.error();
    RedisOptions options;
    options.address = *address;
    return RedisConnection(options).command({"PING"});
}

void TestRedisTls::initTestCase()
{
    m_port = freePort();
    m_hasTls = checkRedisTls({}).has_value();
    REQUIRE_TLS();
    QVERIFY(TestProcess::giveFolder(m_server.folder()));
    QVERIFY(make("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=root -keyout %1/root.key "
                 "-out %1/root.pem"));
    QVERIFY(make("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
                 "subjectAltName=DNS:localhost -addext basicConstraints=critical,CA:FALSE "
                 "-CA %1/root.pem -CAkey %1/root.key -keyout %1/server.key -out %1/server.pem"));
    QVERIFY(make("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=anya -addext "
                 "basicConstraints=critical,CA:FALSE -CA %1/root.pem -CAkey %1/root.key "
                 "-keyout %1/client.key -out %1/client.pem"));
    QVERIFY(make("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=nobody -keyout "
                 "%1/stranger.key -out %1/stranger.pem"));
    QVERIFY(make("rsa -aes256 -passout pass:s3cret -in %1/client.key -out %1/locked.key"));
    QFile both(QString::fromStdString(file("both.pem")));
    QVERIFY(both.open(QIODevice::WriteOnly));
    for (const char *name : {"client.pem", "client.key"}) {
        QFile part(QString::fromStdString(file(name)));
        QVERIFY(part.open(QIODevice::ReadOnly));
        both.write(part.readAll());
    }
}

void TestRedisTls::buildWithoutTlsSaysSo()
{
    if (m_hasTls)
        return;
    // Before it connects: nobody listens there, and the sentence is another.
    QVERIFY(says(ping(), ErrorKind::Usage, "this build has no TLS for Redis"));
    QVERIFY(says(ping(), ErrorKind::Usage, "localhost:" + std::to_string(m_port)));
    QVERIFY(says(ping("?cacert=/ca.pem&cert=/c.pem&key=/k.pem"), ErrorKind::Usage,
        "this build has no TLS for Redis"));
    RedisOptions options;
    options.address = *RedisAddress::parse("rediss://localhost:" + std::to_string(m_port));
    const auto found = RedisDirectory(options).find();
    QVERIFY(!found.has_value());
    QCOMPARE(found.error().kind, ErrorKind::Usage);
}

void TestRedisTls::rootOfTheSystem()
{
    REQUIRE_TLS();
    QVERIFY(start("no"));
    // Read once in the life of a process, so this comes before all that has no root of its own.
    qputenv("SSL_CERT_FILE", QByteArray::fromStdString(file("root.pem")));
    QVERIFY(isPong(ping()));
}

void TestRedisTls::rootOfTheAddress()
{
    REQUIRE_TLS();
    QVERIFY(start("no"));
    QVERIFY(isPong(ping("?cacert=" + file("root.pem"))));
    // Only that root counts then.
    qputenv("SSL_CERT_FILE", QByteArray::fromStdString(file("root.pem")));
    QVERIFY(says(ping("?cacert=" + file("stranger.pem")), ErrorKind::Denied, "cacert="));
    RedisOptions options;
    options.address = *RedisAddress::parse(
        "rediss://localhost:" + std::to_string(m_port) + "?cacert=" + file("root.pem"));
    const auto found = RedisDirectory(options).find();
    QVERIFY2(found.has_value(), found ? "" : found.error().text.c_str());
    QVERIFY(found->primaries[0].tls);
}

void TestRedisTls::otherHostNameIsRefused()
{
    REQUIRE_TLS();
    QVERIFY(start("no"));
    const auto answer = ping("?cacert=" + file("root.pem"), "127.0.0.1"); // it is for the name only
    QVERIFY(says(answer, ErrorKind::Denied, "127.0.0.1"));
    QVERIFY(!answer.error().detail.empty());
}

void TestRedisTls::clientCertificate()
{
    REQUIRE_TLS();
    QVERIFY(start("yes"));
    const auto root = "?cacert=" + file("root.pem");
    QVERIFY(isPong(ping(root + "&cert=" + file("client.pem") + "&key=" + file("client.key"))));
    QVERIFY(isPong(ping(root + "&cert=" + file("both.pem"))));
}

void TestRedisTls::clientCertificateOfAStranger_data()
{
    QTest::addColumn<QByteArray>("protocols");
    QTest::newRow("judged in the handshake") << QByteArray("TLSv1.2");
    QTest::newRow("judged after it") << QByteArray("TLSv1.3");
}

void TestRedisTls::clientCertificateOfAStranger()
{
    REQUIRE_TLS();
    QFETCH(QByteArray, protocols);
    QVERIFY(start("yes", protocols.constData()));
    const auto root = "?cacert=" + file("root.pem");
    const auto stranger = root + "&cert=" + file("stranger.pem") + "&key=" + file("stranger.key");
    for (int i = 0; i < 5; ++i) { // whether an answer or the end is seen first is a race
        QVERIFY(says(ping(root), ErrorKind::Denied, "?cert="));
        QVERIFY(says(ping(stranger), ErrorKind::Denied, "?cert="));
    }
    // Afterwards, nothing of it is left in the thread's queue of errors.
    QVERIFY(isPong(ping(root + "&cert=" + file("both.pem"))));
    m_server.kill();
    QVERIFY(says(ping(root), ErrorKind::Unreachable, "Nothing listens"));
}

void TestRedisTls::filesThatCannotBeUsed_data()
{
    QTest::addColumn<QByteArray>("query"); // %: our folder
    QTest::addColumn<QByteArray>("names");
    const auto row = [](const char *title, const char *query, const char *names) {
        QTest::newRow(title) << QByteArray(query) << QByteArray(names);
    };
    row("no root", "?cacert=@/none.pem", "/none.pem");
    row("root is none", "?cacert=@/root.key", "/root.key");
    row("no certificate", "?cacert=@/root.pem&cert=@/none.pem", "/none.pem");
    row("no key", "?cert=@/client.pem&key=@/none.key", "/none.key");
    row("no key in it", "?cert=@/client.pem", "/client.pem");
    row("key of another", "?cert=@/client.pem&key=@/stranger.key", "/stranger.key");
    row("locked key", "?cert=@/client.pem&key=@/locked.key", "/locked.key"); // and nobody is asked
}

void TestRedisTls::filesThatCannotBeUsed()
{
    REQUIRE_TLS();
    QVERIFY(m_server.isRunning() || start("no"));
    QFETCH(QByteArray, query);
    QFETCH(QByteArray, names);
    const auto answer = ping(query.replace('@', m_server.folder().toUtf8()).toStdString());
    QVERIFY(says(answer, ErrorKind::Missing, names.toStdString()));
    QVERIFY(says(answer, ErrorKind::Missing, "localhost:" + std::to_string(m_port)));
}

void TestRedisTls::notTls()
{
    REQUIRE_TLS();
    TestRedis plain({QStringLiteral("--port"), QString::number(m_port), QStringLiteral("--bind"),
        QStringLiteral("127.0.0.1")});
    m_server.kill();
    QVERIFY(plain.start());
    QVERIFY(says(ping(), ErrorKind::Protocol, "use redis://"));
}

QTEST_GUILESS_MAIN(TestRedisTls)
#include "tst_redistls.moc"
