// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisconnection.h"
#include "support/testservers.h"

#include <QFile>
#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

RedisOptions refusedOptions(const TestRedis &server, const std::string &login = {})
{
    const auto address = RedisAddress::parse("unix://" + login + server.socket().toStdString());
    if (!address)
        qFatal("%s", address.error().text.c_str());
    RedisOptions options;
    options.address = *address;
    return options;
}

// What a person reads must name the place and the next step, and never a password.
bool isPlain(const Error &error, const TestRedis &server)
{
    const bool plain = error.text.find(server.socket().toStdString()) != std::string::npos
        && error.text.find("; ") != std::string::npos && error.text.ends_with('.')
        && error.detail.starts_with(error.code) && !error.code.empty()
        && (error.text + error.detail).find("s3cret") == std::string::npos;
    if (!plain)
        qWarning("%s | %s", error.text.c_str(), error.detail.c_str());
    return plain;
}

} // namespace

// Each refusal as a real Redis gives it.
class TestRedisRefusals : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void passwords();
    void passwordWhereNoneIsSet();
    void rights();
    void noSuchDatabase();
    void tooManyClients();
    void loading();
    void cannotSave();
    void outOfMemory();
    void replica();
    void cluster();
    void busyScript();
    void renamedAuth();
    void noTls();
};

void TestRedisRefusals::passwords()
{
    TestRedis server({QStringLiteral("--requirepass"), QStringLiteral("s3cret")});
    QVERIFY(server.start());
    RedisConnection without(refusedOptions(server));
    const auto none = without.open();
    QVERIFY(!none.has_value());
    QCOMPARE(none.error().kind, ErrorKind::Denied);
    QCOMPARE(none.error().code, std::string("NOAUTH"));
    QVERIFY(isPlain(none.error(), server));
    QVERIFY(!without.isOpen());

    RedisConnection wrong(refusedOptions(server, ":s3cret-not@"));
    const auto bad = wrong.open();
    QCOMPARE(bad.error().kind, ErrorKind::Denied);
    QCOMPARE(bad.error().code, std::string("WRONGPASS"));
    QVERIFY(isPlain(bad.error(), server));

    RedisConnection right(refusedOptions(server, ":s3cret@"));
    QVERIFY(right.command({"PING"}).has_value());
    RedisConnection named(refusedOptions(server, "default:s3cret@"));
    QVERIFY(named.command({"PING"}).has_value());
}

void TestRedisRefusals::passwordWhereNoneIsSet()
{
    TestRedis server;
    QVERIFY(server.start());
    RedisConnection redis(refusedOptions(server, ":s3cret@"));
    const auto done = redis.open();
    QCOMPARE(done.error().kind, ErrorKind::Denied);
    QVERIFY(isPlain(done.error(), server));
    QVERIFY2(
        done.error().text.find("has no password") != std::string::npos, done.error().text.c_str());
}

void TestRedisRefusals::rights()
{
    TestRedis server;
    QVERIFY(server.start());
    RedisConnection owner(refusedOptions(server));
    QVERIFY(owner.command({"ACL", "SETUSER", "anya", "on", ">s3cret", "+get", "~*"}).has_value());
    RedisConnection anya(refusedOptions(server, "anya:s3cret@"));
    // She may not even name her connection; that must not keep her out.
    QVERIFY(anya.command({"GET", "a"}).has_value());
    const auto refused = anya.command({"SET", "a", "1"});
    QCOMPARE(refused.error().kind, ErrorKind::Denied);
    QCOMPARE(refused.error().code, std::string("NOPERM"));
    QVERIFY(isPlain(refused.error(), server));
    QVERIFY(anya.isOpen());
}

void TestRedisRefusals::noSuchDatabase()
{
    TestRedis server;
    QVERIFY(server.start());
    auto options = refusedOptions(server);
    options.address.db = 99;
    RedisConnection redis(options);
    const auto done = redis.open();
    QCOMPARE(done.error().kind, ErrorKind::Usage);
    QVERIFY(isPlain(done.error(), server));
    QVERIFY(!redis.isOpen());
}

void TestRedisRefusals::tooManyClients()
{
    TestRedis server;
    QVERIFY(server.start());
    RedisConnection first(refusedOptions(server));
    QVERIFY(first.command({"CONFIG", "SET", "maxclients", "1"}).has_value());
    RedisConnection second(refusedOptions(server));
    const auto done = second.open();
    QCOMPARE(done.error().kind, ErrorKind::NotReady);
    QVERIFY(isPlain(done.error(), server));
    first.close();
    QTRY_VERIFY_WITH_TIMEOUT(second.command({"PING"}).has_value(), 3000);
}

void TestRedisRefusals::loading()
{
    TestRedis server;
    QVERIFY(server.start());
    {
        RedisConnection redis(refusedOptions(server));
        for (int i = 0; i < 1000; ++i)
            QVERIFY(redis.append({"SET", "key" + std::to_string(i), "value"}).has_value());
        for (int i = 0; i < 1000; ++i)
            QVERIFY(redis.reply().has_value());
        QVERIFY(redis.command({"SAVE"}).has_value());
    }
    QVERIFY(server.stop());
    // A setting of Redis for its own tests: so many microseconds for each key it loads.
    server.arguments = {QStringLiteral("--key-load-delay"), QStringLiteral("1500"),
        QStringLiteral("--loading-process-events-interval-bytes"), QStringLiteral("1024")};
    QVERIFY(server.start());
    RedisConnection redis(refusedOptions(server));
    const auto early = redis.command({"GET", "key1"});
    QVERIFY(!early.has_value());
    QCOMPARE(early.error().kind, ErrorKind::NotReady);
    QCOMPARE(early.error().code, std::string("LOADING"));
    QVERIFY(isPlain(early.error(), server));
    QTRY_VERIFY_WITH_TIMEOUT(redis.command({"GET", "key1"}).has_value(), 10'000);
}

void TestRedisRefusals::cannotSave()
{
    TestRedis server({QStringLiteral("--save"), QStringLiteral("3600 1")});
    QVERIFY(server.start());
    RedisConnection redis(refusedOptions(server));
    QVERIFY(redis.command({"SET", "a", "1"}).has_value());
    const auto usual = QFile::permissions(server.folder());
    QVERIFY(QFile::setPermissions(server.folder(), QFile::ReadOwner | QFile::ExeOwner));
    static_cast<void>(redis.command({"BGSAVE"}));
    // The sentence comes once the failed save has been noticed.
    Result<RedisReply> refused = redis.command({"SET", "a", "2"});
    QTRY_VERIFY_WITH_TIMEOUT(!(refused = redis.command({"SET", "a", "2"})).has_value(), 5000);
    QVERIFY(QFile::setPermissions(server.folder(), usual));
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QCOMPARE(refused.error().code, std::string("MISCONF"));
    QVERIFY(isPlain(refused.error(), server));
    QVERIFY(redis.command({"GET", "a"}).has_value()); // reading goes on
}

void TestRedisRefusals::outOfMemory()
{
    TestRedis server({QStringLiteral("--maxmemory"), QStringLiteral("1mb"),
        QStringLiteral("--maxmemory-policy"), QStringLiteral("noeviction")});
    QVERIFY(server.start());
    RedisConnection redis(refusedOptions(server));
    const auto refused = redis.command({"SET", "a", std::string(1'000'000, 'x')});
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QCOMPARE(refused.error().code, std::string("OOM"));
    QVERIFY(isPlain(refused.error(), server));
    QVERIFY(redis.command({"GET", "a"}).has_value());
}

void TestRedisRefusals::replica()
{
    TestRedis server(
        {QStringLiteral("--replicaof"), QStringLiteral("127.0.0.1"), QString::number(freePort())});
    QVERIFY(server.start());
    RedisConnection redis(refusedOptions(server));
    const auto refused = redis.command({"SET", "a", "1"});
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QCOMPARE(refused.error().code, std::string("READONLY"));
    QVERIFY(isPlain(refused.error(), server));
    QVERIFY(redis.command({"CONFIG", "SET", "replica-serve-stale-data", "no"}).has_value());
    const auto stale = redis.command({"GET", "a"});
    QCOMPARE(stale.error().kind, ErrorKind::NotReady);
    QCOMPARE(stale.error().code, std::string("MASTERDOWN"));
    QVERIFY(isPlain(stale.error(), server));
}

void TestRedisRefusals::cluster()
{
    TestRedis server(
        {QStringLiteral("--port"), QString::number(freePort()), QStringLiteral("--cluster-enabled"),
            QStringLiteral("yes"), QStringLiteral("--cluster-port"), QString::number(freePort())});
    QVERIFY(server.start());
    RedisConnection redis(refusedOptions(server));
    const auto down = redis.command({"GET", "a"});
    QCOMPARE(down.error().kind, ErrorKind::NotReady);
    QCOMPARE(down.error().code, std::string("CLUSTERDOWN"));
    QVERIFY(isPlain(down.error(), server));
    auto options = refusedOptions(server);
    options.address.db = 1;
    RedisConnection numbered(options);
    const auto done = numbered.open();
    QCOMPARE(done.error().kind, ErrorKind::Usage);
}

void TestRedisRefusals::busyScript()
{
    TestRedis server({QStringLiteral("--busy-reply-threshold"), QStringLiteral("20")});
    QVERIFY(server.start());
    auto quick = refusedOptions(server);
    quick.commandTimeout = 50ms;
    RedisConnection runner(quick);
    const auto endless = runner.command({"EVAL", "while true do end", "0"});
    QCOMPARE(endless.error().kind, ErrorKind::Timeout);
    RedisConnection redis(refusedOptions(server));
    const auto refused = redis.command({"GET", "a"});
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().kind, ErrorKind::NotReady);
    QCOMPARE(refused.error().code, std::string("BUSY"));
    QVERIFY(isPlain(refused.error(), server));
    QVERIFY(redis.command({"SCRIPT", "KILL"}).has_value());
    QTRY_VERIFY_WITH_TIMEOUT(redis.command({"GET", "a"}).has_value(), 2000);
}

void TestRedisRefusals::renamedAuth()
{
    // Redis repeats the words of a command it does not know, the password among them.
    TestRedis server({QStringLiteral("--rename-command"), QStringLiteral("AUTH"), QString()});
    QVERIFY(server.start());
    RedisConnection redis(refusedOptions(server, "anya:s3cret@"));
    const auto done = redis.open();
    QVERIFY(!done.has_value());
    QVERIFY(isPlain(done.error(), server));
    QVERIFY2(done.error().detail.find("***") != std::string::npos, done.error().detail.c_str());
}

void TestRedisRefusals::noTls()
{
    auto address = RedisAddress::parse("rediss://:s3cret@127.0.0.1:1");
    QVERIFY(address.has_value());
    RedisOptions options;
    options.address = *address;
    TestRedis server({QStringLiteral("--port"), QString::number(freePort()),
        QStringLiteral("--bind"), QStringLiteral("127.0.0.1")});
    QVERIFY(server.start());
    options.address.port = server.arguments.at(1).toUShort();
    RedisConnection redis(options);
    const auto done = redis.open();
    QVERIFY(!done.has_value());
    QVERIFY(done.error().text.find("s3cret") == std::string::npos);
    // Built without TLS, or with it against a server that has none: both must say so.
    // (Redis 8 waits for the rest of what it takes for a very long command, so that only time
    // tells.)
    const auto &text = done.error().text;
    QVERIFY2(text.find("no TLS") != std::string::npos
            || text.find("no Redis with TLS") != std::string::npos,
        text.c_str());
    QVERIFY(!redis.isOpen());
}

QTEST_GUILESS_MAIN(TestRedisRefusals)
#include "tst_redisrefusals.moc"
