// SPDX-License-Identifier: GPL-3.0-or-later
#include "patterns/burstpairs.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {

using Micros = std::chrono::microseconds;

// Writes down what MONITOR would have shown.
struct Script
{
    Burst burst;
    Micros at{};

    Script()
    {
        burst.took = 3s;
        burst.clients = {"10.0.0.1:1000", "10.0.0.2:1000", "10.0.0.3:1000"};
    }
    Script &line(
        std::uint32_t client, const char *command, const std::string &key, Micros after = 1ms)
    {
        at += after;
        burst.lines.push_back({at, client, 0, command, key});
        return *this;
    }
    PatternTraffic of(const std::string &pattern, const KeyPatterns &patterns = {}) const
    {
        for (auto &traffic : inferTraffic(burst, patterns)) {
            if (traffic.pattern == pattern)
                return traffic;
        }
        return {};
    }
};

KeyPatterns patternsOf(const std::vector<std::string> &prefixes)
{
    KeySampling sampling;
    sampling.roundEnds = true;
    for (const auto &prefix : prefixes) {
        for (int i = 0; i < 50; ++i) {
            KeySample sample;
            sample.key = prefix + std::to_string(i * 3);
            sampling.keys.push_back(sample);
        }
    }
    sampling.keysInAll = sampling.keys.size();
    KeyPatterns patterns;
    patterns.add(sampling);
    return patterns;
}

} // namespace

class TestBurstPairs : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void differentKeysAreCountedByWindow();
    void whatHitIsCountedApart();
    void aMissAndItsFill();
    void everyKindOfFill_data();
    void everyKindOfFill();
    void severalCommandsAreOneFill();
    void whatIsNoFill();
    void clientsAreKeptApart();
    void pipelines();
    void hiddenKeysAreNotCounted();
    void readModifyWrite();
    void hardlyEverHitIsNoReadModifyWrite();
    void invalidationIsNoReadModifyWrite();
    void theLastReadsAreLeftOut();
    void keysThatAreNeverThere();
    void hottestKeysAndTimes();
    void randomTrafficIsCountedRight();
    void emptyBurst();
};

void TestBurstPairs::aMissAndItsFill()
{
    Script script;
    script.line(0, "get", "a:0").line(0, "set", "a:0", 12ms);
    for (int i = 0; i < 9; ++i)
        script.line(0, "get", "a:0");
    script.line(1, "ping", "", 20ms); // it goes on
    const auto traffic = script.of("a:*", patternsOf({"a:"}));
    QCOMPARE(traffic.reads, 10U);
    QCOMPARE(traffic.misses, 1U);
    QCOMPARE(traffic.fills, 1U);
    QCOMPARE(traffic.writes, 0U);
    QCOMPARE(traffic.hitRate(), 0.9);
    QCOMPARE(traffic.fillAfter, Duration(12ms));
    QCOMPARE(traffic.fillTimes.size(), std::size_t(1));
    QCOMPARE(traffic.fillTimes[0], Micros(13ms));
    QCOMPARE(traffic.perSecond(traffic.reads), 10 / 3.0);
}

void TestBurstPairs::everyKindOfFill_data()
{
    QTest::addColumn<QByteArray>("read");
    QTest::addColumn<QByteArray>("fill");
    QTest::addColumn<bool>("isFill");
    QTest::newRow("SET") << QByteArray("get") << QByteArray("set") << true;
    QTest::newRow("SETEX") << QByteArray("get") << QByteArray("setex") << true;
    QTest::newRow("PSETEX") << QByteArray("get") << QByteArray("psetex") << true;
    QTest::newRow("HSET") << QByteArray("hgetall") << QByteArray("hset") << true;
    QTest::newRow("HMSET") << QByteArray("hmget") << QByteArray("hmset") << true;
    QTest::newRow("RPUSH") << QByteArray("lrange") << QByteArray("rpush") << true;
    QTest::newRow("SADD") << QByteArray("smembers") << QByteArray("sadd") << true;
    QTest::newRow("ZADD") << QByteArray("zrevrange") << QByteArray("zadd") << true;
    QTest::newRow("another type") << QByteArray("hgetall") << QByteArray("set") << false;
    QTest::newRow("INCR") << QByteArray("get") << QByteArray("incr") << false;
    QTest::newRow("LPOP") << QByteArray("lrange") << QByteArray("lpop") << false;
    QTest::newRow("DEL") << QByteArray("get") << QByteArray("del") << false;
}

void TestBurstPairs::everyKindOfFill()
{
    QFETCH(QByteArray, read);
    QFETCH(QByteArray, fill);
    QFETCH(bool, isFill);
    Script script;
    script.line(0, read.constData(), "a:3").line(0, fill.constData(), "a:3");
    script.line(0, "expire", "a:3").line(0, read.constData(), "a:6");
    const auto traffic = script.of("a:*", patternsOf({"a:"}));
    QCOMPARE(traffic.misses, isFill ? 1U : 0U);
    QCOMPARE(traffic.fills, isFill ? 1U : 0U);
    QCOMPARE(traffic.writes + traffic.drops, isFill ? 0U : 1U);
}

void TestBurstPairs::severalCommandsAreOneFill()
{
    Script script;
    script.line(0, "lrange", "a:3").line(0, "del", "a:3");
    for (int i = 0; i < 5; ++i)
        script.line(0, "rpush", "a:3");
    script.line(0, "expire", "a:3").line(0, "hgetall", "b:3").line(0, "hset", "b:3");
    script.line(0, "hset", "b:3").line(0, "pexpire", "b:3");
    const auto patterns = patternsOf({"a:", "b:"});
    QCOMPARE(script.of("a:*", patterns).fills, 1U);
    QCOMPARE(script.of("a:*", patterns).writes, 0U);
    QCOMPARE(script.of("a:*", patterns).drops, 0U); // it made way for the fill
    QCOMPARE(script.of("b:*", patterns).fills, 1U);
    QCOMPARE(script.of("b:*", patterns).writes, 0U);
}

void TestBurstPairs::whatIsNoFill()
{
    Script script;
    script.line(0, "set", "a:0"); // nothing was read
    script.line(0, "get", "a:3").line(0, "set", "a:3", 1100ms); // too late
    script.line(0, "get", "a:6").line(0, "get", "a:6").line(0, "set", "a:6"); // the second missed
    script.line(0, "get", "a:9").line(0, "set", "a:12"); // another key
    script.line(0, "del", "a:9");
    const auto traffic = script.of("a:*", patternsOf({"a:"}));
    QCOMPARE(traffic.misses, 1U);
    QCOMPARE(traffic.writes, 3U);
    QCOMPARE(traffic.drops, 1U);
}

void TestBurstPairs::clientsAreKeptApart()
{
    Script script;
    script.line(0, "get", "a:0").line(1, "set", "a:0");
    script.line(2, "get", "a:3").line(1, "get", "a:3").line(2, "set", "a:3");
    // Numbers of clients are told apart by the node they are connected to.
    script.line(0, "get", "a:6").line(0, "set", "a:6");
    script.burst.lines.back().node = 1;
    const auto traffic = script.of("a:*", patternsOf({"a:"}));
    QCOMPARE(traffic.misses, 1U);
    QCOMPARE(traffic.writes, 2U);
}

void TestBurstPairs::pipelines()
{
    Script script;
    for (const auto *key : {"a:0", "a:3", "a:6"})
        script.line(0, "get", key, 0us);
    for (const auto *key : {"a:0", "a:6"})
        script.line(0, "set", key, 1us);
    const auto traffic = script.of("a:*", patternsOf({"a:"}));
    QCOMPARE(traffic.misses, 2U);
    QCOMPARE(traffic.writes, 0U);
}

void TestBurstPairs::hiddenKeysAreNotCounted()
{
    Script script;
    for (int i = 0; i < 20; ++i) {
        script.line(0, "mget", "a:0").line(0, "eval", "return redis.call('get', KEYS[1])");
        script.line(0, "multi", "").line(0, "exec", "").line(0, "set", "a:0");
        script.line(0, "ttl", "a:0").line(0, "exists", "a:0");
    }
    const auto all = inferTraffic(script.burst, patternsOf({"a:"}));
    QCOMPARE(all.size(), std::size_t(1));
    QCOMPARE(all[0].pattern, std::string("a:*"));
    QCOMPARE(all[0].reads, 0U);
    QCOMPARE(all[0].misses, 0U);
    QCOMPARE(all[0].writes, 20U);
    QCOMPARE(all[0].hitRate(), -1.0);
}

void TestBurstPairs::readModifyWrite()
{
    Script script;
    for (int i = 0; i < 60; ++i) {
        const auto key = "counter:" + std::to_string(i % 7 * 3);
        script.line(0, "get", key).line(0, "set", key);
    }
    const auto traffic = script.of("counter:*", patternsOf({"counter:"}));
    QVERIFY(traffic.readModifyWrite);
    QCOMPARE(traffic.reads, 60U);
    QCOMPARE(traffic.misses, 0U);
    QCOMPARE(traffic.fills, 0U);
    QCOMPARE(traffic.writes, 60U);
    QCOMPARE(traffic.hitRate(), -1.0);
    QVERIFY(traffic.fillTimes.empty());
}

void TestBurstPairs::hardlyEverHitIsNoReadModifyWrite()
{
    Script script;
    for (int i = 0; i < 60; ++i) {
        const auto key = "search:q=" + std::to_string(i);
        script.line(0, "get", key).line(0, "set", key, 30ms);
        if (i % 6 == 0)
            script.line(1, "get", key); // asked again, and it is there
    }
    const auto traffic = script.of("search:q=*");
    QVERIFY(!traffic.readModifyWrite);
    QVERIFY(!traffic.neverThere);
    QCOMPARE(traffic.misses, 60U);
    QCOMPARE(traffic.reads, 70U);
}

void TestBurstPairs::invalidationIsNoReadModifyWrite()
{
    Script script;
    for (int i = 0; i < 20; ++i)
        script.line(0, "get", "a:0").line(0, "set", "a:0").line(1, "del", "a:0");
    const auto traffic = script.of("a:*", patternsOf({"a:"}));
    QVERIFY(!traffic.readModifyWrite);
    QCOMPARE(traffic.misses, 20U);
    QCOMPARE(traffic.drops, 20U);
}

void TestBurstPairs::theLastReadsAreLeftOut()
{
    Script script;
    for (int i = 0; i < 10; ++i) {
        const auto key = "a:" + std::to_string(i * 3);
        script.line(0, "get", key).line(0, "set", key, 50ms);
    }
    // Five reads that miss; their fills would come after the end.
    for (int i = 10; i < 15; ++i)
        script.line(0, "get", "a:" + std::to_string(i * 3));
    const auto traffic = script.of("a:*", patternsOf({"a:"}));
    QCOMPARE(traffic.reads, 10U);
    QCOMPARE(traffic.hitRate(), 0.0);
}

void TestBurstPairs::keysThatAreNeverThere()
{
    Script script;
    for (int i = 0; i < 50; ++i)
        script.line(0, "get", "nofill:" + std::to_string(i % 10)).line(0, "get", "a:3");
    const auto patterns = patternsOf({"a:"});
    const auto traffic = script.of("nofill:*", patterns);
    QVERIFY(traffic.neverThere);
    QCOMPARE(traffic.reads, 50U);
    QCOMPARE(traffic.hitRate(), -1.0);
    QVERIFY(!script.of("a:*", patterns).neverThere);
    QCOMPARE(script.of("a:*", patterns).hitRate(), 1.0);
}

void TestBurstPairs::hottestKeysAndTimes()
{
    Script script;
    for (int i = 0; i < 10; ++i) {
        for (int k = 0; k <= i; ++k)
            script.line(std::uint32_t(k % 3), "get", "a:" + std::to_string(i * 3));
    }
    const auto traffic = script.of("a:*", patternsOf({"a:"}));
    QCOMPARE(traffic.hottest.size(), std::size_t(5));
    QCOMPARE(traffic.hottest[0], std::string("a:27"));
    QCOMPARE(traffic.hottestReads[0], 10U);
    QCOMPARE(traffic.hottestReads[4], 6U);
    QVERIFY(std::is_sorted(traffic.fillTimes.begin(), traffic.fillTimes.end()));
}

// Cache-aside as many clients at a time play it, with fills that take their time.
void TestBurstPairs::randomTrafficIsCountedRight()
{
    for (unsigned seed = 1; seed <= 10; ++seed) {
        std::mt19937 chance(seed);
        struct Line
        {
            Micros at{};
            std::uint32_t client = 0;
            bool isRead = false;
            int key = 0;
        };
        std::vector<Line> lines;
        std::uint64_t reads = 0, misses = 0;
        std::vector<Micros> there(300, Micros::max());
        std::vector<Micros> freeAt(16, Micros{});
        for (Micros at{}; at < 3s; at += Micros(chance() % 1000)) {
            const auto client = std::uint32_t(chance() % freeAt.size());
            if (freeAt[client] > at)
                continue;
            const auto u = std::uniform_real_distribution<double>(0, 1)(chance);
            const auto key = int(299 * u * u * u);
            lines.push_back({at, client, true, key});
            ++reads;
            if (there[std::size_t(key)] <= at)
                continue;
            ++misses;
            const auto filled = at + Micros(2000 + chance() % 8000);
            lines.push_back({filled, client, false, key});
            there[std::size_t(key)] = std::min(there[std::size_t(key)], filled);
            freeAt[client] = filled + 1us;
        }
        std::stable_sort(
            lines.begin(), lines.end(), [](const Line &a, const Line &b) { return a.at < b.at; });
        Script script;
        for (const auto &line : lines) {
            script.burst.lines.push_back({line.at, line.client, 0, line.isRead ? "get" : "set",
                "a:" + std::to_string(line.key)});
        }
        const auto traffic = script.of("a:*", patternsOf({"a:"}));
        QVERIFY(!traffic.readModifyWrite);
        QVERIFY(misses > 100);
        QCOMPARE(traffic.misses, misses);
        QVERIFY(reads - traffic.reads < reads / 50);
    }
}

void TestBurstPairs::emptyBurst()
{
    QVERIFY(inferTraffic({}, {}).empty());
    Script script;
    script.line(0, "ping", "").line(0, "get", "");
    QVERIFY(inferTraffic(script.burst, {}).empty());
}

void TestBurstPairs::differentKeysAreCountedByWindow()
{
    Script script; // 3 s, so an eighth is 375 ms
    for (int i = 0; i < 24; ++i)
        script.line(0, "get", "item:" + std::to_string(i % 3 == 0 ? 1 : 1000 + i), 124ms);
    std::uint64_t all = 0;
    std::vector<std::uint64_t> keysRead(4);
    for (const auto &traffic : inferTraffic(script.burst, patternsOf({"item:"}))) {
        for (std::size_t i = 0; i < traffic.keysRead.size(); ++i)
            keysRead[i] += traffic.keysRead[i];
        all += traffic.reads;
    }
    QCOMPARE(all, 24u);
    // Item 1 in each eighth, quarter, half and in all; 16 others once each.
    QCOMPARE(keysRead, (std::vector<std::uint64_t>{8 + 16, 4 + 16, 2 + 16, 1 + 16}));
}

void TestBurstPairs::whatHitIsCountedApart()
{
    Script script;
    for (int i = 0; i < 8; ++i)
        script.line(0, "get", "item:1", 360ms); // nobody fills it: it was there
    script.line(0, "get", "item:2", 1ms).line(0, "set", "item:2", 1ms); // missed
    script.line(0, "get", "item:2", 1ms).line(0, "get", "item:2", 1ms); // and found
    script.line(0, "get", "item:3", 1ms).line(0, "set", "item:3", 1ms); // missed only
    const auto traffic = script.of("item:*", patternsOf({"item:"}));
    QCOMPARE(traffic.misses, 2u);
    QCOMPARE(traffic.keysRead.back(), 3u);
    QCOMPARE(traffic.keysHit.back(), 2u);
    QCOMPARE(traffic.hitPairs, 28u + 1u); // of 8 hits and of 2
}

QTEST_GUILESS_MAIN(TestBurstPairs)
#include "tst_burstpairs.moc"
