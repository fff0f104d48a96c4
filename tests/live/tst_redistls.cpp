// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisconnection.h"
#include "support/testservers.h"

#include <QProcess>
#include <QTest>

using namespace tierlens;
using namespace tierlens::test;

// rediss:// against a real Redis with a certificate of our own for "localhost".
class TestRedisTls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void works();
    void otherHostNameIsRefused();

private:
    Result<RedisReply> ping(const std::string &host) const
    {
        const auto address = RedisAddress::parse("rediss://" + host + ':' + std::to_string(m_port));
        if (!address)
            return address.error();
        RedisOptions options;
        options.address = *address;
        return RedisConnection(options).command({"PING"});
    }
    TestRedis m_server;
    quint16 m_port = 0;
};

void TestRedisTls::initTestCase()
{
    m_port = freePort();
    const auto early = ping("localhost");
    QVERIFY(!early.has_value());
    if (early.error().text.find("this build has no TLS") != std::string::npos)
        QSKIP("this build has no TLS for Redis");
    QVERIFY(TestProcess::giveFolder(m_server.folder()));
    const auto file = [&](const char *name) {
        return m_server.folder() + QLatin1Char('/') + QLatin1String(name);
    };
    TestProcess openssl;
    QVERIFY(openssl.run(QStringLiteral("openssl"),
        QStringLiteral("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
                       "subjectAltName=DNS:localhost -keyout %1 -out %2")
            .arg(file("key.pem"), file("cert.pem"))
            .split(QLatin1Char(' '))));
    qputenv("SSL_CERT_FILE", file("cert.pem").toUtf8());
    m_server.arguments = {QStringLiteral("--tls-port"), QString::number(m_port),
        QStringLiteral("--tls-cert-file"), file("cert.pem"), QStringLiteral("--tls-key-file"),
        file("key.pem"), QStringLiteral("--tls-ca-cert-file"), file("cert.pem"),
        QStringLiteral("--tls-auth-clients"), QStringLiteral("no")};
    QVERIFY(m_server.start());
}

void TestRedisTls::works()
{
    const auto answer = ping("localhost");
    QVERIFY2(answer.has_value(), answer ? "" : answer.error().text.c_str());
    QCOMPARE(std::string(answer->text()), std::string("PONG"));
}

void TestRedisTls::otherHostNameIsRefused()
{
    const auto answer = ping("127.0.0.1"); // the certificate is for the name only
    QVERIFY(!answer.has_value());
    QCOMPARE(answer.error().kind, ErrorKind::Denied);
    QVERIFY(!answer.error().detail.empty());
}

QTEST_GUILESS_MAIN(TestRedisTls)
#include "tst_redistls.moc"
