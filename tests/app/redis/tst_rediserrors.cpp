// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/rediserrors.h"

#include <QTest>

#include <cerrno>
#include <cstring>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {

RedisAddress address()
{
    RedisAddress place;
    place.host = "cache.example";
    place.user = "anya";
    place.password = "s3cret";
    return place;
}

} // namespace

class TestRedisErrors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void refusals_data();
    void refusals();
    void failures_data();
    void failures();
    void passwordIsNeverRepeated();
};

void TestRedisErrors::refusals_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("says");
    const auto row = [](const char *reply, ErrorKind kind, const char *says) {
        QTest::newRow(reply) << QByteArray(reply) << int(kind) << QByteArray(says);
    };
    row("NOAUTH Authentication required.", ErrorKind::Denied, "asks for a password");
    row("WRONGPASS invalid username-password pair or user is disabled.", ErrorKind::Denied,
        "does not accept");
    row("ERR invalid password", ErrorKind::Denied, "does not accept this password");
    row("ERR AUTH <password> called without any password configured for the default user. Are "
        "you sure your configuration is correct?",
        ErrorKind::Denied, "has no password");
    row("NOPERM this user has no permissions to run the 'set' command", ErrorKind::Denied,
        "does not allow");
    row("DENIED Redis is running in protected mode because", ErrorKind::Denied, "protected mode");
    row("LOADING Redis is loading the dataset in memory", ErrorKind::NotReady, "loading");
    row("BUSY Redis is busy running a script.", ErrorKind::NotReady, "script");
    row("MASTERDOWN Link with MASTER is down", ErrorKind::NotReady, "primary");
    row("CLUSTERDOWN Hash slot not served", ErrorKind::NotReady, "cluster");
    row("ERR max number of clients reached", ErrorKind::NotReady, "maxclients");
    row("MISCONF Redis is configured to save RDB snapshots", ErrorKind::Refused, "disk");
    row("OOM command not allowed when used memory > 'maxmemory'.", ErrorKind::Refused, "maxmemory");
    row("READONLY You can't write against a read only replica.", ErrorKind::Refused, "replica");
    row("MOVED 3999 127.0.0.1:6381", ErrorKind::Refused, "cluster");
    row("WRONGTYPE Operation against a key", ErrorKind::Refused, "another type");
    row("ERR DB index is out of range", ErrorKind::Usage, "database");
    row("ERR unknown command 'FOO', with args beginning with: ", ErrorKind::Refused,
        "does not know a command");
    row("ERR something new", ErrorKind::Refused, "its own words");
    row("NEWWORD something new", ErrorKind::Refused, "its own words");
    row("ERR", ErrorKind::Refused, "its own words");
    row("", ErrorKind::Refused, "its own words");
}

void TestRedisErrors::refusals()
{
    QFETCH(QByteArray, reply);
    const auto error = redisRefusal(reply.toStdString(), address());
    QTEST(int(error.kind), "kind");
    QFETCH(QByteArray, says);
    QVERIFY2(error.text.starts_with("Redis at anya@cache.example:6379 "), error.text.c_str());
    QVERIFY2(error.text.find(says.toStdString()) != std::string::npos, error.text.c_str());
    QVERIFY2(error.text.find("; ") != std::string::npos, error.text.c_str()); // what to do next
    QVERIFY(error.text.ends_with('.'));
    QCOMPARE(error.detail, reply.toStdString());
    QCOMPARE(error.code, reply.split(' ').first().toStdString());
}

void TestRedisErrors::failures_data()
{
    QTest::addColumn<RedisFailure>("failure");
    QTest::addColumn<bool>("isSocket");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("says");
    using During = RedisFailure::During;
    using How = RedisFailure::How;
    const auto row = [](const char *name, RedisFailure failure, bool isSocket, ErrorKind kind,
                         const char *says) {
        failure.words = "the system's words";
        failure.timeout = 1500ms;
        QTest::newRow(name) << failure << isSocket << int(kind) << QByteArray(says);
    };
    const auto system = [](int number) {
        return RedisFailure{During::Connecting, How::System, number, {}, {}};
    };
    row("host", {During::Connecting, How::UnknownHost, 0, {}, {}}, false, ErrorKind::Unreachable,
        "no host named cache.example");
    row("refused", system(ECONNREFUSED), false, ErrorKind::Unreachable,
        "Nothing listens at anya@cache.example:6379");
    row("refused socket", system(ECONNREFUSED), true, ErrorKind::Unreachable,
        "Nothing listens on the socket /run/r.sock");
    row("no socket", system(ENOENT), true, ErrorKind::Unreachable, "no socket /run/r.sock");
    row("no right", system(EACCES), true, ErrorKind::Denied, "no right to use the socket");
    row("firewall", system(EPERM), false, ErrorKind::Denied, "firewall");
    row("no way", system(ENETUNREACH), false, ErrorKind::Unreachable, "no way to");
    row("files", system(EMFILE), true, ErrorKind::Unreachable, "ulimit");
    row("else", system(EIO), false, ErrorKind::Unreachable, "cannot be reached");
    row("connect timeout", {During::Connecting, How::Timeout, 0, {}, {}}, false, ErrorKind::Timeout,
        "within 1500 ms");
    row("log-in timeout", {During::LogIn, How::Timeout, 0, {}, {}}, true, ErrorKind::Timeout,
        "takes connections");
    row("timeout", {During::Command, How::Timeout, 0, {}, {}}, true, ErrorKind::Timeout,
        "did not answer within 1500 ms");
    row("closed", {During::Command, How::Closed, 0, {}, {}}, false, ErrorKind::Unreachable,
        "connects again by itself");
    row("closed at once", {During::LogIn, How::Closed, 0, {}, {}}, false, ErrorKind::Unreachable,
        "is no Redis");
    row("no Redis", {During::LogIn, How::NotRedis, 0, {}, {}}, false, ErrorKind::Protocol,
        "does not speak like Redis");
    row("broke", {During::Command, How::System, EIO, {}, {}}, false, ErrorKind::Unreachable,
        "connects again by itself");
}

void TestRedisErrors::failures()
{
    QFETCH(RedisFailure, failure);
    QFETCH(bool, isSocket);
    auto place = address();
    if (isSocket)
        place.socket = "/run/r.sock";
    const auto error = redisFailure(failure, place);
    QTEST(int(error.kind), "kind");
    QFETCH(QByteArray, says);
    QVERIFY2(error.text.find(says.toStdString()) != std::string::npos, error.text.c_str());
    QVERIFY(error.text.ends_with('.'));
    QVERIFY2(error.text.find(isSocket ? "/run/r.sock" : "cache.example") != std::string::npos
            || failure.systemError == EMFILE,
        error.text.c_str());
    QCOMPARE(error.detail, std::string("the system's words"));
}

void TestRedisErrors::passwordIsNeverRepeated()
{
    const auto error = redisRefusal(
        "ERR unknown command 'AUTH', with args beginning with: 'anya' 's3cret' 's3crets3cret'",
        address());
    QVERIFY2((error.text + error.detail).find("s3cret") == std::string::npos, error.detail.c_str());
}

Q_DECLARE_METATYPE(tierlens::RedisFailure)
QTEST_GUILESS_MAIN(TestRedisErrors)
#include "tst_rediserrors.moc"
