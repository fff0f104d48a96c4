// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyconnections.h"
#include "keyvalue/keyvalue.h"
#include "redis/redisinfo.h"
#include "support/redisgroups.h"
#include "support/testservers.h"

#include <QTest>

#include <chrono>

using namespace tierlens;
using namespace tierlens::test;

namespace {

constexpr std::int64_t FiftyMegabytes = 50 * 1024 * 1024;

std::int64_t wallNow()
{
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace

// Values of every type, and that no limit is passed: what the server sent is counted by itself.
class TestKeyValue : public QObject
{
    Q_OBJECT
    TestRedis m_redis;
    std::unique_ptr<RedisConnection> m_owner;

    Result<RedisReply> order(std::initializer_list<std::string_view> words)
    {
        return m_owner->command(words);
    }
    std::int64_t sent()
    {
        const auto info = order({"INFO", "stats"});
        return info ? infoNumber(info->text(), "total_net_output_bytes") : 0;
    }
    KeyValue value(const std::string &key, const KeyValueLimits &limits = {}, int database = 0)
    {
        auto future = readKeyValue(QString::fromStdString(m_redis.uri()), database, key, limits);
        future.waitForFinished();
        const auto result = future.result();
        if (!result) {
            qWarning("%s", result.error().text.c_str());
            return {};
        }
        return *result;
    }

private Q_SLOTS:
    void initTestCase();
    void strings();
    void binaryNamesAndValues();
    void hashes();
    void setsAndSortedSets();
    void listsFromAnOffset();
    void streams();
    void describes();
    void fiftyMegabytesAreNotFetched();
    void aHashOfAMillionFields();
    void aBigFieldAmongSmallOnes();
    void aBigElement();
    void notThereAndNobodyThere();
    void changesNothing();
    void followsACluster();
};

void TestKeyValue::initTestCase()
{
    QVERIFY(m_redis.start());
    RedisOptions options;
    options.address = *RedisAddress::parse(m_redis.uri());
    options.commandTimeout = std::chrono::seconds{20};
    m_owner = std::make_unique<RedisConnection>(options);
}

void TestKeyValue::strings()
{
    QVERIFY(order({"SET", "s", "hello"}));
    auto read = value("s");
    QCOMPARE(read.type, KeyType::String);
    QCOMPARE(read.length, 5);
    QCOMPARE(read.parts.size(), 1u);
    QCOMPARE(read.parts[0].value, std::string("hello"));
    QVERIFY(read.isWhole);
    KeyValueLimits limits;
    limits.bytesEach = 3;
    limits.offset = 1;
    read = value("s", limits);
    QCOMPARE(read.parts[0].value, std::string("ell"));
    QCOMPARE(read.parts[0].length, 5);
    QVERIFY(!read.isWhole);
    limits.offset = 99;
    QCOMPARE(value("s", limits).parts[0].value, std::string());
    QVERIFY(order({"SET", "empty", ""}));
    QVERIFY(value("empty").isWhole);
}

void TestKeyValue::binaryNamesAndValues()
{
    const std::string key("a\0b\xff\r\n", 6), bytes("\0\x01\xfe\r\n$5", 7);
    QVERIFY(order({"SET", key, bytes}));
    QCOMPARE(value(key).parts[0].value, bytes);
    QVERIFY(order({"HSET", "h:binary", key, bytes}));
    const auto read = value("h:binary");
    QCOMPARE(read.parts[0].field, key);
    QCOMPARE(read.parts[0].value, bytes);
}

void TestKeyValue::hashes()
{
    QVERIFY(order({"HSET", "h", "a", "1", "b", std::string(60, 'x')}));
    auto read = value("h");
    QCOMPARE(read.type, KeyType::Hash);
    QCOMPARE(read.length, 2);
    QCOMPARE(read.parts.size(), 2u);
    QCOMPARE(read.parts[0].field, std::string("a"));
    QCOMPARE(read.parts[0].value, std::string("1"));
    QVERIFY(read.isWhole);
    KeyValueLimits limits;
    limits.bytesEach = 10;
    read = value("h", limits);
    QCOMPARE(read.parts[1].value, std::string(10, 'x'));
    QCOMPARE(read.parts[1].length, 60);
    QVERIFY(!read.isWhole);
    limits.elements = 1;
    QCOMPARE(value("h", limits).parts.size(), 1u); // a small one comes whole from the server
}

void TestKeyValue::setsAndSortedSets()
{
    QVERIFY(order({"SADD", "set", "x", "y", "z"}));
    auto read = value("set");
    QCOMPARE(read.type, KeyType::Set);
    QCOMPARE(read.length, 3);
    QCOMPARE(read.parts.size(), 3u);
    QVERIFY(read.isWhole);
    QVERIFY(order({"ZADD", "z", "1.5", "one", "2", "two", "3", "three"}));
    KeyValueLimits limits;
    limits.elements = 1;
    limits.offset = 1;
    read = value("z", limits);
    QCOMPARE(read.type, KeyType::SortedSet);
    QCOMPARE(read.length, 3);
    QCOMPARE(read.parts.size(), 1u);
    QCOMPARE(read.parts[0].field, std::string("2"));
    QCOMPARE(read.parts[0].value, std::string("two"));
    QVERIFY(!read.isWhole);
}

void TestKeyValue::listsFromAnOffset()
{
    for (int i = 0; i < 500; ++i)
        QVERIFY(order({"RPUSH", "list", std::to_string(i)}));
    KeyValueLimits limits;
    limits.offset = 490;
    const auto read = value("list", limits);
    QCOMPARE(read.length, 500);
    QCOMPARE(read.parts.size(), 10u);
    QCOMPARE(read.parts[0].field, std::string("490"));
    QCOMPARE(read.parts[9].value, std::string("499"));
    QCOMPARE(value("list").parts.size(), 200u);
    QVERIFY(!value("list").isWhole);
}

void TestKeyValue::streams()
{
    for (int i = 0; i < 300; ++i)
        QVERIFY(
            order({"XADD", "x", "7-" + std::to_string(i + 1), "n", std::to_string(i), "b", "c"}));
    KeyValueLimits limits;
    limits.offset = 250;
    limits.elements = 20;
    auto read = value("x", limits);
    QCOMPARE(read.type, KeyType::Stream);
    QCOMPARE(read.length, 300);
    QCOMPARE(read.parts.size(), 20u);
    QCOMPARE(read.parts[0].field, std::string("7-251"));
    QCOMPARE(read.parts[0].value, std::string("n: 250\nb: c"));
    QCOMPARE(read.parts[19].field, std::string("7-270"));
    read = value("x");
    QCOMPARE(read.parts.size(), 200u);
    QCOMPARE(read.parts[0].field, std::string("7-1"));
}

void TestKeyValue::describes()
{
    QVERIFY(order({"SET", "s:expiring", "12", "PX", "100000"}));
    const auto read = value("s:expiring");
    QCOMPARE(read.encoding, std::string("int"));
    QVERIFY(read.bytes > 0 && read.idleSeconds >= 0);
    const auto rest = read.expiresAt - wallNow();
    QVERIFY2(rest > 50'000 && rest <= 100'000, qPrintable(QString::number(rest)));
    QCOMPARE(value("s").expiresAt, 0);
    QVERIFY(order({"SELECT", "3"}));
    QVERIFY(order({"SET", "elsewhere", "x"}));
    QVERIFY(order({"SELECT", "0"}));
    QVERIFY(!value("elsewhere").exists);
    QVERIFY(value("elsewhere", {}, 3).exists);
}

void TestKeyValue::fiftyMegabytesAreNotFetched()
{
    QVERIFY(order({"SETRANGE", "huge", std::to_string(FiftyMegabytes - 3), "end"}));
    const auto before = sent();
    auto read = value("huge");
    QCOMPARE(read.length, FiftyMegabytes);
    QVERIFY(read.bytes >= FiftyMegabytes);
    QCOMPARE(read.parts[0].value.size(), std::size_t(KeyValueLimits().bytesEach));
    QVERIFY(!read.isWhole);
    KeyValueLimits limits;
    limits.offset = FiftyMegabytes - 3;
    read = value("huge", limits);
    QCOMPARE(read.parts[0].value, std::string("end"));
    const auto bytes = sent() - before;
    QVERIFY2(bytes < 200'000, qPrintable(QString::number(bytes)));
}

void TestKeyValue::aHashOfAMillionFields()
{
    for (int at = 0; at < 1'000'000; at += 10'000) { // each short, however slow the machine
        QVERIFY(order({"EVAL",
            "for i = ARGV[1], ARGV[1] + 9999, 1000 do local t = {} for k = i, i + 999 do "
            "t[#t + 1] = k t[#t + 1] = 'value ' .. k end redis.call('HSET', 'million', unpack(t)) "
            "end",
            "0", std::to_string(at)}));
    }
    const auto before = sent();
    const auto read = value("million");
    QCOMPARE(read.length, 1'000'000);
    QCOMPARE(read.parts.size(), 200u);
    QVERIFY(!read.isWhole);
    for (const auto &part : read.parts)
        QCOMPARE(part.value, "value " + part.field);
    const auto bytes = sent() - before;
    QVERIFY2(bytes < 100'000, qPrintable(QString::number(bytes)));
}

void TestKeyValue::aBigFieldAmongSmallOnes()
{
    QVERIFY(order({"HSET", "mixed", "a", "1", "b", std::string(100'000, 'b')}));
    QVERIFY(order({"EVAL",
        "redis.call('HSET', 'mixed', 'big', string.rep('x', " + std::to_string(FiftyMegabytes)
            + "))",
        "0"}));
    const auto before = sent();
    const auto read = value("mixed");
    QCOMPARE(read.length, 3);
    QCOMPARE(read.parts.size(), 3u);
    QVERIFY(!read.isWhole);
    for (const auto &part : read.parts) {
        if (part.field == "big") {
            QCOMPARE(part.length, FiftyMegabytes);
            QVERIFY(part.value.empty());
        } else if (part.field == "b") {
            QCOMPARE(part.length, 100'000);
            QCOMPARE(part.value.size(), std::size_t(KeyValueLimits().bytesEach));
        } else {
            QCOMPARE(part.value, std::string("1"));
        }
    }
    const auto bytes = sent() - before;
    QVERIFY2(bytes < 200'000, qPrintable(QString::number(bytes)));
}

void TestKeyValue::aBigElement()
{
    QVERIFY(order({"EVAL",
        "local big = string.rep('x', " + std::to_string(FiftyMegabytes)
            + ") redis.call('RPUSH', 'biglist', big) redis.call('SADD', 'bigset', big) "
              "redis.call('ZADD', 'bigzset', 1, big) redis.call('XADD', 'bigstream', '*', 'f', "
              "big)",
        "0"}));
    const auto before = sent();
    for (const auto *key : {"biglist", "bigset", "bigzset", "bigstream"}) {
        const auto read = value(key);
        QCOMPARE(read.length, 1);
        QVERIFY2(read.parts.empty() && !read.isWhole, key);
    }
    const auto bytes = sent() - before;
    QVERIFY2(bytes < 100'000, qPrintable(QString::number(bytes)));
}

void TestKeyValue::notThereAndNobodyThere()
{
    QVERIFY(!value("nothing").exists);
    auto future = readKeyValue(QStringLiteral("unix:///nowhere/at/all.sock"), 0, "x");
    future.waitForFinished();
    QVERIFY(!future.result());
    QVERIFY(!future.result().error().text.empty());
}

// Only reading commands, by a connection that says who it is.
void TestKeyValue::changesNothing()
{
    QVERIFY(order({"CONFIG", "RESETSTAT"}));
    const auto dirty = order({"INFO", "persistence"});
    const auto before = infoNumber(dirty->text(), "rdb_changes_since_last_save");
    for (const auto *key : {"s", "h", "set", "z", "list", "x"})
        QVERIFY(value(key).exists);
    const auto after = order({"INFO", "persistence"});
    QCOMPARE(infoNumber(after->text(), "rdb_changes_since_last_save"), before);
    const auto stats = order({"INFO", "commandstats"});
    for (const auto *writing : {"cmdstat_set:", "cmdstat_del:", "cmdstat_unlink:", "cmdstat_eval:"})
        QVERIFY(stats->text().find(writing) == std::string_view::npos);
    QVERIFY(stats->text().find("cmdstat_client|setname") != std::string_view::npos);
}

void TestKeyValue::followsACluster()
{
    QCOMPARE(clusterSlot("123456789"), std::uint16_t(0x31c3 % 16384));
    QCOMPARE(clusterSlot("{user1000}.following"), clusterSlot("{user1000}.followers"));
    QVERIFY(clusterSlot("foo{}{bar}") != clusterSlot("bar"));
    TestRedisCluster cluster(3, 0);
    QVERIFY(cluster.start());
    KeyConnections nodes(QString::fromStdString(cluster.uri(0)), 0);
    QVERIFY(nodes.open());
    QVERIFY(nodes.isCluster());
    QCOMPARE(nodes.size(), 3u);
    for (int i = 0; i < 30; ++i) {
        const auto key = "key:" + std::to_string(i);
        const auto set = nodes.command(key, {"SET", key, std::to_string(i)});
        QVERIFY2(set.has_value(), set ? "" : set.error().text.c_str());
    }
    QCOMPARE(nodes.size(), 3u); // redirections lead to nodes that are known
    for (int i = 0; i < 30; i += 5) {
        auto future
            = readKeyValue(QString::fromStdString(cluster.uri(1)), 0, "key:" + std::to_string(i));
        future.waitForFinished();
        QVERIFY2(future.result().has_value(), "no answer");
        QCOMPARE(future.result()->parts.at(0).value, std::to_string(i));
    }
}

QTEST_GUILESS_MAIN(TestKeyValue)
#include "tst_keyvalue.moc"
