// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/testservers.h"
#include "support/watchtaker.h"
#include "watch/readinggate.h"
#include "watch/rediswatch.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

RedisOptions optionsFor(const TestRedis &server, const std::string &login = {})
{
    RedisOptions options;
    options.address = *RedisAddress::parse("unix://" + login + server.socket().toStdString());
    return options;
}

// A command, or subcommand ("config|get"), as the server itself describes it.
struct Described
{
    std::string name;
    std::set<std::string> flags, categories;
    bool changes() const { return flags.contains("write"); }
    bool isGrave() const
    {
        return changes() || flags.contains("admin") || categories.contains("@dangerous");
    }
};

void describe(const RedisReply &reply, std::vector<Described> &into)
{
    for (std::size_t i = 0; i < reply.size(); ++i) {
        const auto item = reply[i];
        if (item.size() < 7)
            continue;
        Described one;
        one.name = item[0].text();
        const auto flags = item[2], categories = item[6], subcommands = item[9];
        for (std::size_t j = 0; j < flags.size(); ++j)
            one.flags.emplace(flags[j].text());
        for (std::size_t j = 0; j < categories.size(); ++j)
            one.categories.emplace(categories[j].text());
        into.push_back(std::move(one));
        describe(subcommands, into);
    }
}

} // namespace

// That the production server is only read: shown by the server's own counts and descriptions.
class TestRedisReadOnly : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void gateAgainstAllCommands();
    void refusedBeforeItLeaves();
    void fullRun();

private:
    TestRedis m_server;
    std::vector<Described> m_commands;
};

void TestRedisReadOnly::initTestCase()
{
    QVERIFY(m_server.start());
    RedisConnection owner(optionsFor(m_server));
    const auto all = owner.command({"COMMAND"});
    QVERIFY(all.has_value());
    describe(*all, m_commands);
    QVERIFY(m_commands.size() > 200);
}

void TestRedisReadOnly::gateAgainstAllCommands()
{
    // What an administrator may do, but only reads.
    const std::set<std::string> reading{
        "client|list", "config|get", "info", "latency|histogram", "latency|latest", "slowlog|get"};
    std::size_t grave = 0, let = 0;
    for (const auto &command : m_commands) {
        const auto bar = command.name.find('|');
        std::vector<std::string_view> words{std::string_view(command.name).substr(0, bar)};
        if (bar != std::string::npos)
            words.push_back(std::string_view(command.name).substr(bar + 1));
        words.push_back("x"); // as if with an argument
        const bool lets = ReadingGate::lets(words);
        let += lets ? 1 : 0;
        QVERIFY2(!(lets && command.changes()), command.name.c_str());
        if (command.isGrave()) {
            ++grave;
            QVERIFY2(!lets || reading.contains(command.name), command.name.c_str());
        }
    }
    QVERIFY(grave > 80);
    QCOMPARE(let, std::size_t(15)); // the whole list
}

void TestRedisReadOnly::refusedBeforeItLeaves()
{
    OwnLedger ledger;
    ReadingGate gate(optionsFor(m_server), ledger);
    QVERIFY(gate.open().has_value());
    RedisConnection owner(optionsFor(m_server));
    const auto processed = [&owner] {
        const auto info = owner.command({"INFO", "commandstats"});
        return info->text().find("cmdstat_set:") != std::string_view::npos
            || info->text().find("cmdstat_flushall:") != std::string_view::npos;
    };
    const auto refused = gate.command({"SET", "a", "1"});
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QVERIFY2(refused.error().text.find("SET") != std::string::npos, refused.error().text.c_str());
    QVERIFY(!gate.command({"FLUSHALL"}).has_value());
    QVERIFY(gate.command({"PING"}).has_value()); // nothing is owed, nothing out of step
    QVERIFY(!processed());
}

void TestRedisReadOnly::fullRun()
{
    RedisConnection owner(optionsFor(m_server));
    QVERIFY(owner.command({"ACL", "SETUSER", "boss", "on", ">s3cret", "~*", "&*", "+@all"})
                .has_value());
    for (int i = 0; i < 1000; ++i)
        QVERIFY(owner.append({"SET", "k:" + std::to_string(i), "v", "EX", "900"}).has_value());
    for (int i = 0; i < 1000; ++i)
        QVERIFY(owner.reply().has_value());
    QVERIFY(owner.command({"CONFIG", "SET", "slowlog-log-slower-than", "0"}).has_value());
    QVERIFY(owner.command({"CONFIG", "RESETSTAT"}).has_value());
    {
        SteadyClock clock;
        LookQueue queue;
        WatchTaker taker(queue);
        RedisWatchOptions options;
        options.address = optionsFor(m_server, "boss:s3cret@").address;
        RedisWatch watch(options, clock, queue);
        QTRY_VERIFY_WITH_TIMEOUT(taker.all<RedisLook>().size() >= 3, 6000);
        QVERIFY(taker.all<RedisLook>().back().missing.empty());
        watch.startBurst({1000ms, 1000});
        watch.setKeyEvents(true, true);
        QTRY_COMPARE_WITH_TIMEOUT(taker.all<Burst>().size(), std::size_t(1), 6000);
        QTRY_VERIFY_WITH_TIMEOUT(!taker.all<KeyEventsChange>().empty(), 3000);
        QVERIFY(taker.all<KeyEventsChange>().back().listening);
        watch.setKeyEvents(false, false);
        watch.startBurst({500ms, 1000});
        QTRY_COMPARE_WITH_TIMEOUT(taker.all<Burst>().size(), std::size_t(2), 6000);
        QVERIFY(!taker.all<KeySampling>().empty());
    }
    // Everything that was carried out, against the server's own description.
    const auto info = owner.command({"INFO", "commandstats"});
    const std::string text(info->text());
    std::set<std::string> used;
    for (std::size_t at = text.find("cmdstat_"); at != std::string::npos;
         at = text.find("cmdstat_", at + 1))
        used.insert(text.substr(at + 8, text.find(':', at) - at - 8));
    QVERIFY(used.contains("scan") && used.contains("pttl") && used.contains("monitor"));
    const std::set<std::string> byOrder{"monitor", "config|set"}; // and only these
    for (const auto &name : used) {
        const auto known = std::find_if(m_commands.begin(), m_commands.end(),
            [&](const auto &command) { return command.name == name; });
        QVERIFY2(known != m_commands.end(), name.c_str());
        QVERIFY2(!known->changes(), name.c_str());
        if (known->isGrave() && name != "config|resetstat" && !byOrder.contains(name)) {
            std::vector<std::string_view> words{std::string_view(name).substr(0, name.find('|'))};
            if (name.find('|') != std::string::npos)
                words.push_back(std::string_view(name).substr(name.find('|') + 1));
            QVERIFY2(ReadingGate::lets(words), name.c_str());
        }
    }
    const auto log = owner.command({"ACL", "LOG"});
    QCOMPARE(log->size(), std::size_t(0));
    const auto setting = owner.command({"CONFIG", "GET", "notify-keyspace-events"});
    QVERIFY((*setting)[1].text().empty());
}

QTEST_GUILESS_MAIN(TestRedisReadOnly)
#include "tst_redisreadonly.moc"
