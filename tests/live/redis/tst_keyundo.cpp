// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/keyundo.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"
#include "support/redisgroups.h"
#include "support/testservers.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

// A deleted key comes back as it was, bytes and milliseconds; and nothing that is there is lost.
class TestKeyUndo : public QObject
{
    Q_OBJECT
    TestRedis m_redis;
    std::unique_ptr<RedisConnection> m_owner;

    Result<RedisReply> order(std::initializer_list<std::string_view> words)
    {
        return m_owner->command(words);
    }
    std::string text(std::initializer_list<std::string_view> words)
    {
        const auto reply = order(words);
        return reply ? std::string(reply->text()) : std::string("(error)");
    }
    std::int64_t number(std::initializer_list<std::string_view> words)
    {
        const auto reply = order(words);
        return reply ? reply->integer() : -99;
    }
    Result<DeletedKey> remove(const std::string &key, bool withoutUndo = false,
        std::int64_t mostBytes = 16 * 1024 * 1024, int database = 0)
    {
        auto future = deleteKey(
            QString::fromStdString(m_redis.uri()), database, key, withoutUndo, mostBytes);
        future.waitForFinished();
        return future.result();
    }
    // As somebody who may do all but that ("-memory").
    Result<DeletedKey> removeWithout(const char *right, const std::string &key)
    {
        if (!order({"ACL", "SETUSER", "some", "reset", "on", ">pw", "~*", "+@all", right}))
            return Error{ErrorKind::Usage, "ACL", {}, {}};
        auto future = deleteKey(QStringLiteral("unix://some:pw@%1").arg(m_redis.socket()), 0, key);
        future.waitForFinished();
        return future.result();
    }
    bool wasAsked(std::string_view command) // since CONFIG RESETSTAT
    {
        const auto stats = order({"INFO", "commandstats"});
        return !stats || !infoLine(stats->text(), "cmdstat_" + std::string(command)).empty();
    }
    Result<Done> undo(const DeletedKey &key)
    {
        auto future = undoDelete(QString::fromStdString(m_redis.uri()), key);
        future.waitForFinished();
        return future.result();
    }

private Q_SLOTS:
    void initTestCase();
    void init() { QVERIFY(order({"FLUSHALL"})); }
    void everyTypeComesBack();
    void timeToLiveToTheMillisecond();
    void binaryNames();
    void anotherDatabase();
    void refusesToOverwrite();
    void refusesWhatWouldBeGone();
    void refusesWhatIsTooBig();
    void oneBigAmongSmallOnes();
    void forGoodWithoutReading();
    void whoMayNotAskHowBig();
    void whoMayNotDoItAtOnce();
    void whatIsNotThere();
    void takesTheLastValue();
    void saysWhoItIs();
    void inACluster();
    void noServer();
};

void TestKeyUndo::initTestCase()
{
    QVERIFY(m_redis.start());
    m_owner = std::make_unique<RedisConnection>(RedisOptions{*RedisAddress::parse(m_redis.uri())});
}

void TestKeyUndo::everyTypeComesBack()
{
    const std::string bytes("\0\xff\r\n", 4);
    QVERIFY(order({"SET", "string", bytes}));
    QVERIFY(order({"RPUSH", "list", "a", bytes, "c"}));
    QVERIFY(order({"SADD", "set", "a", bytes}));
    QVERIFY(order({"ZADD", "zset", "1.25", "a", "-3", bytes}));
    QVERIFY(order({"HSET", "hash", "f", "1", bytes, bytes}));
    QVERIFY(order({"XADD", "stream", "5-1", "f", bytes}));
    QVERIFY(order({"XGROUP", "CREATE", "stream", "group", "0"}));
    QVERIFY(order({"PFADD", "hyperloglog", "a", "b"}));
    for (const char *key : {"string", "list", "set", "zset", "hash", "stream", "hyperloglog"}) {
        const auto dump = text({"DUMP", key});
        const auto deleted = remove(key);
        QVERIFY2(deleted.has_value(), key);
        QVERIFY(deleted->canUndo);
        QCOMPARE(number({"EXISTS", key}), 0);
        const auto done = undo(*deleted);
        QVERIFY2(done.has_value(), done ? "" : done.error().text.c_str());
        // The order within a set of words is Redis' own, and another one after each RESTORE.
        if (std::string_view(key) == "set")
            QVERIFY(number({"SCARD", key}) == 2 && number({"SISMEMBER", key, "a"}) == 1
                && number({"SISMEMBER", key, bytes}) == 1);
        else
            QVERIFY2(text({"DUMP", key}) == dump, key);
        QCOMPARE(number({"PTTL", key}), -1);
    }
}

void TestKeyUndo::timeToLiveToTheMillisecond()
{
    for (const std::string rest : {"1000001", "86400123", "12345678901"}) {
        QVERIFY(order({"SET", "k", "v", "PX", rest}));
        const auto before = number({"PEXPIRETIME", "k"});
        const auto deleted = remove("k");
        QVERIFY(deleted && deleted->canUndo);
        QCOMPARE(deleted->expiresAt, before);
        QTest::qWait(20); // the time to live goes on meanwhile
        QVERIFY(undo(*deleted));
        QCOMPARE(number({"PEXPIRETIME", "k"}), before);
    }
}

void TestKeyUndo::binaryNames()
{
    const std::string key("\0name\xff \r\n", 9);
    QVERIFY(order({"SET", key, "v"}));
    const auto deleted = remove(key);
    QVERIFY(deleted && deleted->canUndo);
    QCOMPARE(number({"DBSIZE"}), 0);
    QVERIFY(undo(*deleted));
    QCOMPARE(text({"GET", key}), std::string("v"));
}

void TestKeyUndo::anotherDatabase()
{
    QVERIFY(order({"SET", "k", "zero"}));
    QVERIFY(order({"COPY", "k", "k", "DB", "5"}));
    const auto deleted = remove("k", false, 1'000'000, 5);
    QVERIFY(deleted && deleted->canUndo);
    QCOMPARE(number({"EXISTS", "k"}), 1);
    QVERIFY(undo(*deleted));
    QVERIFY(order({"SELECT", "5"}));
    QCOMPARE(number({"EXISTS", "k"}), 1);
    QVERIFY(order({"SELECT", "0"}));
}

void TestKeyUndo::refusesToOverwrite()
{
    QVERIFY(order({"SET", "k", "old"}));
    const auto deleted = remove("k");
    QVERIFY(deleted && deleted->canUndo);
    QVERIFY(order({"SET", "k", "new"}));
    const auto done = undo(*deleted);
    QVERIFY(!done);
    QVERIFY2(done.error().text.find("anew") != std::string::npos, done.error().text.c_str());
    QCOMPARE(text({"GET", "k"}), std::string("new"));
}

void TestKeyUndo::refusesWhatWouldBeGone()
{
    QVERIFY(order({"SET", "k", "v", "PX", "400"}));
    const auto deleted = remove("k");
    QVERIFY(deleted && deleted->canUndo);
    QTest::qWait(500);
    const auto done = undo(*deleted);
    QVERIFY(!done);
    QCOMPARE(done.error().code, std::string("EXPIRED"));
    QCOMPARE(number({"EXISTS", "k"}), 0);
}

void TestKeyUndo::refusesWhatIsTooBig()
{
    QVERIFY(order({"SET", "big", std::string(300'000, 'x')}));
    auto deleted = remove("big", false, 100'000);
    QVERIFY(!deleted);
    QVERIFY2(deleted.error().text.find("nothing was deleted") != std::string::npos,
        deleted.error().text.c_str());
    QCOMPARE(number({"EXISTS", "big"}), 1);
    deleted = remove("big", true, 100'000);
    QVERIFY(deleted.has_value());
    QVERIFY(!deleted->canUndo && deleted->dump.empty());
    QCOMPARE(number({"EXISTS", "big"}), 0);
    QVERIFY(!undo(*deleted));
}

// Found out before the server writes all of it out for DUMP.
void TestKeyUndo::oneBigAmongSmallOnes()
{
    for (int i = 0; i < 900; ++i)
        QVERIFY(order({"HSET", "hash", "field " + std::to_string(i), "v"}));
    QVERIFY(order({"HSET", "hash", "big", std::string(300'000, 'x')}));
    QVERIFY(order({"CONFIG", "RESETSTAT"}));
    const auto deleted = remove("hash", false, 200'000);
    QVERIFY(!deleted);
    QCOMPARE(deleted.error().code, std::string("TOOBIG"));
    QVERIFY(!wasAsked("dump"));
    QCOMPARE(number({"EXISTS", "hash"}), 1);
}

void TestKeyUndo::forGoodWithoutReading()
{
    QVERIFY(order({"SET", "big", std::string(300'000, 'x')}));
    QVERIFY(order({"CONFIG", "RESETSTAT"}));
    auto deleted = remove("big", true, 100'000);
    QVERIFY(deleted && deleted->wasThere && !deleted->canUndo);
    QVERIFY(wasAsked("unlink"));
    QVERIFY(!wasAsked("dump"));
    QVERIFY(!wasAsked("memory|usage"));
    deleted = remove("big", true);
    QVERIFY(deleted && !deleted->wasThere);
    QVERIFY(order({"SET", "small", "v"}));
    QVERIFY(!removeWithout("-unlink", "small"));
    deleted = remove("small", true);
    QVERIFY(deleted && deleted->wasThere && !deleted->canUndo); // as it was asked for
}

// What may be of any size is not read; what is known to be small some other way is.
void TestKeyUndo::whoMayNotAskHowBig()
{
    QVERIFY(order({"SET", "string", "v"}));
    QVERIFY(order({"HSET", "few", "f", "v"}));
    for (int i = 0; i < 2000; ++i)
        QVERIFY(order({"HSET", "many", "field " + std::to_string(i), "v"}));
    for (const std::string key : {"string", "few"}) {
        const auto deleted = removeWithout("-memory", key);
        QVERIFY2(deleted && deleted->canUndo, key.c_str());
        QVERIFY(undo(*deleted));
    }
    QVERIFY(order({"CONFIG", "RESETSTAT"}));
    const auto deleted = removeWithout("-memory", "many");
    QVERIFY(!deleted);
    QCOMPARE(deleted.error().code, std::string("NOSIZE"));
    QVERIFY2(deleted.error().text.find("nothing was deleted") != std::string::npos,
        deleted.error().text.c_str());
    QVERIFY(!wasAsked("dump"));
    QCOMPARE(number({"EXISTS", "many"}), 1);
}

// Value and key must go together, or the key stays.
void TestKeyUndo::whoMayNotDoItAtOnce()
{
    QVERIFY(order({"SET", "k", "v"}));
    for (const char *right : {"-multi", "-exec", "-watch", "-unlink", "-dump"}) {
        const auto deleted = removeWithout(right, "k");
        QVERIFY2(!deleted, right);
        const auto &code = deleted.error().code;
        QVERIFY2(code == "NOPERM" || code == "EXECABORT", code.c_str());
        QCOMPARE(text({"GET", "k"}), std::string("v"));
    }
}

void TestKeyUndo::whatIsNotThere()
{
    const auto deleted = remove("nothing");
    QVERIFY(deleted.has_value());
    QVERIFY(!deleted->canUndo);
    QVERIFY(!deleted->wasThere);
    QVERIFY(!undo(*deleted));
}

// Somebody changes the key all the time: what is kept is exactly what was deleted, never an earlier
// value.
void TestKeyUndo::takesTheLastValue()
{
    for (int turn = 0; turn < 5; ++turn) {
        QVERIFY(order({"DEL", "counter", "copy"}));
        std::atomic<std::int64_t> last{0}; // before it began anew
        std::jthread writer([&](const std::stop_token &stop) {
            RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
            std::int64_t before = 0;
            while (!stop.stop_requested()) {
                const auto now = redis.command({"INCR", "counter"});
                if (now && now->integer() == 1 && before > 1)
                    last = before;
                before = now ? now->integer() : before;
                std::this_thread::sleep_for(3ms);
            }
        });
        QTRY_VERIFY_WITH_TIMEOUT(number({"STRLEN", "counter"}) >= 2, 5000); // 10 and more
        auto deleted = remove("counter");
        if (!deleted) {
            QCOMPARE(deleted.error().code, std::string("CHANGING")); // and nothing was deleted
            QCOMPARE(last.load(), 0);
            continue;
        }
        QTRY_VERIFY_WITH_TIMEOUT(last > 0, 5000);
        deleted->key = "copy";
        QVERIFY(undo(*deleted));
        QCOMPARE(number({"GET", "copy"}), last.load());
    }
}

void TestKeyUndo::saysWhoItIs()
{
    QVERIFY(order({"CONFIG", "SET", "slowlog-log-slower-than", "0"}));
    QVERIFY(order({"SLOWLOG", "RESET"}));
    QVERIFY(order({"SET", "k", "v"}));
    QVERIFY(remove("k"));
    const auto slow = order({"SLOWLOG", "GET", "100"});
    QVERIFY(order({"CONFIG", "SET", "slowlog-log-slower-than", "10000"}));
    bool found = false;
    for (std::size_t i = 0; i < slow->size(); ++i) {
        if ((*slow)[i][3][0].text() == "UNLINK") {
            found = true;
            QCOMPARE((*slow)[i][5].text(), std::string_view("tierlens-keys"));
        }
    }
    QVERIFY(found);
}

void TestKeyUndo::inACluster()
{
    TestRedisCluster cluster(3, 0);
    QVERIFY(cluster.start());
    const auto uri = QString::fromStdString(cluster.uri(0));
    for (const std::string key : {"a", "b", "c", "d"}) { // on all nodes
        std::unique_ptr<RedisConnection> home;
        for (int i = 0; i < cluster.size() && !home; ++i) {
            home = std::make_unique<RedisConnection>(
                RedisOptions{*RedisAddress::parse(cluster.uri(i))});
            if (!home->command({"SET", key, "v", "PX", "500000"}))
                home.reset();
        }
        QVERIFY(home);
        const auto expires = home->command({"PEXPIRETIME", key});
        auto deleting = deleteKey(uri, 0, key);
        deleting.waitForFinished();
        QVERIFY(deleting.result() && deleting.result()->canUndo);
        QCOMPARE(home->command({"EXISTS", key})->integer(), 0);
        auto undoing = undoDelete(uri, *deleting.result());
        undoing.waitForFinished();
        QVERIFY(undoing.result().has_value());
        QCOMPARE(home->command({"PEXPIRETIME", key})->integer(), expires->integer());
    }
}

void TestKeyUndo::noServer()
{
    auto future = deleteKey(QStringLiteral("unix:///nowhere/at/all.sock"), 0, "k");
    future.waitForFinished();
    QVERIFY(!future.result());
    QVERIFY(!future.result().error().text.empty());
}

QTEST_GUILESS_MAIN(TestKeyUndo)
#include "tst_keyundo.moc"
