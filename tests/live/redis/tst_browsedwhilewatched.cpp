// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/blastradius.h"
#include "invalidation/deletion.h"
#include "invalidation/keyundo.h"
#include "invalidation/trafficknown.h"
#include "keyspace/keybrowser.h"
#include "keyspace/keyconnections.h"
#include "keyvalue/keyvalue.h"
#include "live/watchsession.h"
#include "redis/redisinfo.h"
#include "support/watchedredis.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

// Much of what our own tools ask counts as hits of the keyspace. It must not show up in the hit
// rate of a server that is watched by the same process; and what others ask must.
class TestBrowsedWhileWatched : public QObject
{
    Q_OBJECT

    // Keys of all types, named for them.
    static void fillEachType(Client &shop)
    {
        shop.ask({"SET", "string", "some text"});
        shop.ask({"RPUSH", "list", "a", "b"});
        shop.ask({"SADD", "set", "a", "b"});
        shop.ask({"ZADD", "zset", "1", "a"});
        shop.ask({"HSET", "hash", "field", "value"});
        shop.ask({"XADD", "stream", "*", "field", "value"});
        // Too big to be read at once: field by field.
        for (int i = 0; i < 300; ++i)
            shop.ask({"HSET", "big", "field" + std::to_string(i), std::string(30'000, 'x')});
    }
    static constexpr const char *Keys[]{"string", "list", "set", "zset", "hash", "stream", "big"};

    // The shop reads, and only that is seen.
    static void onlyTheShopIsSeen(Client &shop, Watched &watched, const RedisCounts &before)
    {
        constexpr int Reads = 500, Gone = 100;
        for (int i = 0; i < Reads; ++i)
            shop.ask({"GET", "product:7"});
        for (int i = 0; i < Gone; ++i)
            shop.ask({"GET", "nothing:7"});
        QTRY_VERIFY_WITH_TIMEOUT(watched.sum().misses >= before.misses + Gone, 20'000);
        const auto seen = watched.looks().size();
        QTRY_VERIFY_WITH_TIMEOUT(watched.looks().size() > seen, 20'000);
        const auto sum = watched.sum();
        QCOMPARE(int(sum.hits - before.hits), Reads);
        QCOMPARE(int(sum.misses - before.misses), Gone);
    }

private Q_SLOTS:
    void browsingIsNoTraffic()
    {
        TestRedis server;
        QVERIFY(server.start());
        Client shop(server);
        constexpr int Count = 20'000;
        shop.fill(Count, [](int i) {
            return std::vector<std::string>{"SET", "product:" + std::to_string(i), "v"};
        });
        Watched watched(addressOf(server));
        QTRY_VERIFY_WITH_TIMEOUT(watched.counts(), 20'000);
        const auto before = watched.sum();
        KeyBrowser browser;
        KeyBrowser::Budget budget;
        budget.duty = 1;
        browser.start(QString::fromStdString(server.uri()), budget);
        QTRY_COMPARE_WITH_TIMEOUT(browser.progress().state, KeyScanProgress::State::Done, 30'000);
        QCOMPARE(int(browser.progress().found), Count);
        onlyTheShopIsSeen(shop, watched, before);
    }

    void toolsAreNoTraffic()
    {
        TestRedis server;
        QVERIFY(server.start());
        Client shop(server);
        fillEachType(shop);
        shop.fill(2000, [](int i) {
            return std::vector<std::string>{"SET", "product:" + std::to_string(i), "v"};
        });
        const auto uri = QString::fromStdString(server.uri());
        Watched watched(addressOf(server));
        QTRY_VERIFY_WITH_TIMEOUT(watched.counts(), 20'000);
        const auto before = watched.sum();
        for (const std::string key : Keys) {
            auto reading = readKeyValue(uri, 0, key);
            reading.waitForFinished();
            QVERIFY2(reading.result() && reading.result()->exists, key.c_str());
            auto deleting = deleteKey(uri, 0, key);
            deleting.waitForFinished();
            QVERIFY2(deleting.result() && deleting.result()->canUndo, key.c_str());
            auto again = readKeyValue(uri, 0, key); // a miss
            again.waitForFinished();
            QVERIFY(again.result() && !again.result()->exists);
            auto undoing = undoDelete(uri, *deleting.result());
            undoing.waitForFinished();
            QVERIFY(undoing.result().has_value());
        }
        auto measuring = measureBlastRadius(uri, {0, "product:1*", {}}, {}, {}, 1);
        measuring.waitForFinished();
        QCOMPARE(int(measuring.result()->keys), 1111);
        auto byName = measureBlastRadius(uri, {0, {}, {"string", "nothing"}}, {}, {}, 1);
        byName.waitForFinished();
        QCOMPARE(int(byName.result()->keys), 1);
        Deletion deletion(uri, {0, "product:1*", {}}, {100, 1e6});
        QSignalSpy finished(&deletion, &Deletion::finished);
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
        QCOMPARE(int(deletion.progress().deleted), 1111);
        onlyTheShopIsSeen(shop, watched, before);
    }

    // Command by command, on a key that is there and on one that is not.
    void eachIsCountedAsRedisDoes()
    {
        TestRedis server;
        QVERIFY(server.start());
        Client shop(server);
        fillEachType(shop);
        KeyConnections nodes(QString::fromStdString(server.uri()), 0);
        QVERIFY(nodes.open().has_value());
        auto &tools = ToolCounts::at(addressOf(server));
        const auto numbers = [&] {
            const auto info = shop.ask({"INFO", "stats"});
            return std::pair(infoNumber(info.text(), "keyspace_hits"),
                infoNumber(info.text(), "keyspace_misses"));
        };
        const auto dump = shop.ask({"DUMP", "string"});
        using Words = std::vector<std::string_view>;
        // The key, and what is asked; an empty word stands for the key.
        const std::vector<std::pair<std::string_view, Words>> all{{"string", {"TYPE", ""}},
            {"string", {"TTL", ""}}, {"string", {"PTTL", ""}}, {"string", {"EXPIRETIME", ""}},
            {"string", {"PEXPIRETIME", ""}}, {"string", {"EXISTS", ""}},
            {"string", {"OBJECT", "ENCODING", ""}}, {"string", {"OBJECT", "IDLETIME", ""}},
            {"string", {"OBJECT", "FREQ", ""}}, {"string", {"MEMORY", "USAGE", ""}},
            {"string", {"DUMP", ""}}, {"string", {"STRLEN", ""}},
            {"string", {"GETRANGE", "", "0", "3"}}, {"string", {"LLEN", ""}},
            {"list", {"LLEN", ""}}, {"list", {"LRANGE", "", "0", "9"}}, {"set", {"SCARD", ""}},
            {"set", {"SSCAN", "", "0"}}, {"zset", {"ZCARD", ""}},
            {"zset", {"ZRANGE", "", "0", "9", "WITHSCORES"}}, {"hash", {"HLEN", ""}},
            {"hash", {"HSCAN", "", "0"}}, {"hash", {"HRANDFIELD", "", "5"}},
            {"hash", {"HSTRLEN", "", "field"}}, {"hash", {"HGET", "", "field"}},
            {"big", {"HSCAN", "", "0", "COUNT", "5"}}, {"stream", {"XLEN", ""}},
            {"stream", {"XRANGE", "", "-", "+"}}, {"string", {"SCAN", "0"}}, {"string", {"DBSIZE"}},
            {"string", {"WATCH", ""}}, {"string", {"UNLINK", ""}},
            {"string", {"RESTORE", "", "0", dump.text()}}};
        for (const bool isThere : {true, false}) {
            for (auto [key, words] : all) {
                const auto said = std::string(words[0]) + (isThere ? "" : ", not there");
                if (!isThere)
                    key = "nothing";
                std::replace(words.begin(), words.end(), std::string_view(), key);
                const auto before = numbers();
                const auto counted = tools.counts();
                static_cast<void>(nodes.command(key, words));
                const auto now = numbers();
                const auto counts = tools.counts();
                QCOMPARE(counts.commands - counted.commands, std::uint64_t(1));
                const auto hits = now.first - before.first, misses = now.second - before.second;
                QVERIFY2(std::int64_t(counts.hits - counted.hits) == hits, said.c_str());
                // No more than there were: where it is not clear, none.
                const auto less = std::int64_t(counts.misses - counted.misses);
                QVERIFY2(isThere ? less == misses : less <= misses, said.c_str());
                const bool isClear = words[0] == "TYPE" || words[0].ends_with("LEN");
                QVERIFY2(!isClear || words[0] == "STRLEN" || words[0] == "HSTRLEN"
                        || words[0] == "XLEN" || less == misses,
                    said.c_str());
            }
        }
    }

    // EXISTS and the like of an application are reads as good as any.
    void othersMayLookAtKeys()
    {
        TestRedis server;
        QVERIFY(server.start());
        Client shop(server);
        shop.ask({"SET", "k", "v"});
        WatchOptions options;
        options.connection.name = QStringLiteral("test");
        options.redis = QString::fromStdString(server.uri());
        options.sampleKeys = false;
        WatchSession session(options);
        session.start();
        const auto seen = [&] {
            for (int i = 0; i < 100; ++i)
                shop.ask({"EXISTS", "k"});
            const auto now = session.now();
            return session.history().total(now - 10s, now + 1s).redis;
        };
        QTRY_VERIFY_WITH_TIMEOUT(seen().hits > 1000, 20'000);
        const auto redis = seen();
        const auto known = trafficKnown(session);
        QVERIFY(known.hitsPerSecond.has_value());
        QVERIFY2(*known.hitsPerSecond >= 0.5 * redis.perSecond(redis.hits),
            qPrintable(QString::number(*known.hitsPerSecond)));
    }
};

QTEST_GUILESS_MAIN(TestBrowsedWhileWatched)
#include "tst_browsedwhilewatched.moc"
