// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/watchedredis.h"

#include <QElapsedTimer>

#include <map>
#include <set>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using State = ServerChange::State;

// What RedisWatch does beside its looks: keys, bursts of MONITOR, key events.
class TestRedisBursts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void keys();
    void burst();
    void burstIsBounded();
    void keyEvents();
    void keyEventsArePutBack();
};

void TestRedisBursts::keys()
{
    constexpr int Keys = 20'000;
    TestRedis server;
    QVERIFY(server.start());
    Client app(server);
    app.fill(Keys, [](int i) {
        const auto name = "user:" + std::to_string(i);
        if (i % 3 == 0)
            return std::vector<std::string>{"HSET", name, "f", "v"};
        return std::vector<std::string>{
            "SET", name, std::string(100, 'v'), "EX", std::to_string(1000 + i)};
    });
    app.ask({"SELECT", "3"});
    app.ask({"SET", "in:three", "x"});
    QElapsedTimer timer;
    timer.start();
    Watched w(addressOf(server), true);
    const auto filled = w.clock.now();
    auto &samplings = w.taker.all<KeySampling>();
    QTRY_VERIFY_WITH_TIMEOUT(
        !w.taker.all<KeySampling>().empty() && samplings.back().roundEnds, 60'000);
    qInfo("%d keys in %.1f s", Keys, double(timer.elapsed()) / 1000);
    std::map<std::string, const KeySample *> met;
    for (const auto &sampling : samplings) {
        QCOMPARE(sampling.keysInAll, std::uint64_t(Keys + 1));
        for (const auto &sample : sampling.keys)
            met[sample.key] = &sample;
    }
    QCOMPARE(met.size(), std::size_t(Keys + 1));
    QVERIFY(met.contains("in:three"));
    for (int i = 0; i < Keys; ++i) {
        const auto &sample = *met.at("user:" + std::to_string(i));
        QCOMPARE(sample.type, i % 3 == 0 ? ValueType::Hash : ValueType::String);
        QVERIFY(sample.bytes >= (i % 3 == 0 ? 20 : 100) && sample.bytes < 400);
        QCOMPARE(sample.expires, i % 3 != 0);
        QVERIFY(sample.idle >= 0s && sample.frequency < 0);
        if (sample.expires) {
            const auto off
                = std::chrono::abs(sample.expiresAt - filled - std::chrono::seconds(1000 + i));
            QVERIFY2(
                off < 3s, std::to_string(off.count()).c_str()); // they were set a moment before
        }
    }
    // Looking has not touched them.
    app.ask({"SELECT", "0"});
    const auto idle = app.ask({"OBJECT", "IDLETIME", "user:1"}).integer();
    QVERIFY2(idle >= timer.elapsed() / 1000 - 2, std::to_string(idle).c_str());
    for (const auto &look : w.looks())
        QCOMPARE(look.counts.hits + look.counts.misses, look.at > 0s ? look.counts.hits : 0);
}

void TestRedisBursts::burst()
{
    TestRedis server;
    QVERIFY(server.start());
    Client app(server), other(server);
    app.ask({"GET", "x"});
    other.ask({"GET", "x"});
    Watched w(addressOf(server), true);
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    w.watch.startBurst({2500ms, 50'000});
    QTRY_VERIFY_WITH_TIMEOUT(!w.taker.all<BurstProgress>().empty(), 4000);
    const auto outBefore = app.ask({"INFO", "stats"});
    for (int i = 0; i < 300; ++i) {
        const auto key = "profile:" + std::to_string(i) + ":name";
        app.ask({"GET", key});
        app.ask({"SET", key, "value \" with \n quotes", "EX", "60"});
    }
    other.ask({"EVAL", "return redis.call('GET', KEYS[1])", "1", "scripted"});
    QTRY_COMPARE_WITH_TIMEOUT(w.taker.all<Burst>().size(), std::size_t(1), 6000);
    const auto &burst = w.taker.all<Burst>().front();
    QVERIFY2(burst.problem.empty(), burst.problem.c_str());
    QVERIFY(!burst.cutByLines);
    QVERIFY(burst.took >= 2500ms && burst.took < 4500ms);
    QVERIFY(w.taker.all<BurstProgress>().size() >= 5);
    std::map<std::string, int> commands;
    for (const auto &line : burst.lines) {
        ++commands[line.command];
        QVERIFY(line.client < burst.clients.size());
        QVERIFY(line.at >= 0us && line.at < 3s);
    }
    QCOMPARE(commands["get"], 301);
    QCOMPARE(commands["set"], 300);
    QCOMPARE(commands["eval"], 1);
    QCOMPARE(commands["info"], 1); // the application's; ours are left out
    QCOMPARE(burst.lines.size(), std::size_t(603));
    QCOMPARE(burst.lines[1].key, std::string("profile:0:name"));
    const auto lua = std::find(burst.clients.begin(), burst.clients.end(), "lua");
    QVERIFY(lua != burst.clients.end());
    // Cost: what the server counted, about 603 in the time it took.
    QVERIFY(isNear(burst.commandsDuring * double(burst.took.count()) / 1e9, 603, 0.1));
    QVERIFY(burst.commandsBefore < 10);
    QVERIFY(burst.bytes > 603 * 40 && burst.bytes < 603 * 200);
    // And none of it is among the figures.
    const auto seen = w.looks().size();
    QTRY_VERIFY_WITH_TIMEOUT(w.looks().size() >= seen + 2, 5000);
    const auto sum = w.sum();
    QCOMPARE(sum.commands, std::uint64_t(603));
    QCOMPARE(sum.connections, std::uint64_t(0));
    for (const auto &look : w.looks())
        for (const auto &command : look.commands)
            QVERIFY2(
                command.name != "monitor" && command.name != "client|list", command.name.c_str());
}

void TestRedisBursts::burstIsBounded()
{
    TestRedis server;
    QVERIFY(server.start());
    Watched w(addressOf(server));
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QProcess load;
    load.start(TestProcess::find(QStringLiteral("redis-benchmark")),
        {QStringLiteral("-s"), server.socket(), QStringLiteral("-q"), QStringLiteral("-t"),
            QStringLiteral("get"), QStringLiteral("-n"), QStringLiteral("3000000"),
            QStringLiteral("-c"), QStringLiteral("5")});
    QVERIFY(load.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(w.looks().back().counts.commands > 1000, 5000);
    w.watch.startBurst({5000ms, 2000});
    QTRY_COMPARE_WITH_TIMEOUT(w.taker.all<Burst>().size(), std::size_t(1), 8000);
    const auto burst = w.taker.all<Burst>().front();
    QVERIFY(burst.cutByLines);
    QCOMPARE(burst.lines.size(), std::size_t(2000));
    QVERIFY(burst.took < 3s);
    QVERIFY(burst.commandsBefore > 1000 && burst.commandsDuring > 100);
    // Cancelled by the user.
    w.watch.startBurst({10'000ms, 50'000'000});
    w.taker.forget<BurstProgress>();
    QTRY_VERIFY_WITH_TIMEOUT(!w.taker.all<BurstProgress>().empty(), 4000);
    w.watch.cancelBurst();
    QTRY_COMPARE_WITH_TIMEOUT(w.taker.all<Burst>().size(), std::size_t(2), 2000);
    load.kill();
    load.waitForFinished();
    // A user without the right.
    Client owner(server);
    owner.ask({"ACL", "SETUSER", "anya", "on", "nopass", "+@all", "-monitor", "~*"});
    Watched anya(addressOf(server, "anya:x@"));
    QTRY_VERIFY_WITH_TIMEOUT(anya.counts(), 5000);
    anya.watch.startBurst({});
    QTRY_COMPARE_WITH_TIMEOUT(anya.taker.all<Burst>().size(), std::size_t(1), 3000);
    QVERIFY(anya.taker.all<Burst>().front().problem.find("+monitor") != std::string::npos);
}

void TestRedisBursts::keyEvents()
{
    TestRedis server;
    QVERIFY(server.start());
    Client app(server);
    app.ask({"CONFIG", "SET", "notify-keyspace-events", "Kg"});
    const auto before = app.setting();
    Watched w(addressOf(server));
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    auto &changes = w.taker.all<KeyEventsChange>();
    const auto answered = [&] { return !w.taker.all<KeyEventsChange>().empty(); };
    w.watch.setKeyEvents(true, false);
    QTRY_VERIFY_WITH_TIMEOUT(answered(), 3000);
    QVERIFY(!changes.back().listening && !changes.back().problem.empty());
    QCOMPARE(app.setting(), before); // not without being told to

    w.taker.forget<KeyEventsChange>();
    w.watch.setKeyEvents(true, true);
    QTRY_VERIFY_WITH_TIMEOUT(answered() && changes.back().listening, 3000);
    QVERIFY(changes.back().switchedOnByUs);
    QVERIFY2(changes.back().problem.empty(), changes.back().problem.c_str());
    QVERIFY(app.setting() != before);
    app.ask({"GET", "not:there"});
    app.ask({"SET", "short", "x", "PX", "20"});
    std::map<KeyEvent::Kind, std::string> heard;
    const auto listen = [&] {
        for (const auto &batch : w.taker.all<KeyEventBatch>())
            for (const auto &event : batch.events)
                heard[event.kind] = event.key;
        return heard.size();
    };
    QTRY_COMPARE_WITH_TIMEOUT(listen(), std::size_t(2), 4000);
    QCOMPARE(heard[KeyEvent::Kind::Miss], std::string("not:there"));
    QCOMPARE(heard[KeyEvent::Kind::Expired], std::string("short"));
    w.watch.setKeyEvents(false, false);
    QTRY_VERIFY_WITH_TIMEOUT(answered() && !changes.back().listening, 3000);
    QCOMPARE(app.setting(), before);
    const auto seen = w.looks().size();
    QTRY_VERIFY_WITH_TIMEOUT(w.looks().size() >= seen + 2, 5000);
    for (const auto &look : w.looks())
        for (const auto &command : look.commands)
            QVERIFY2(
                command.name != "psubscribe" && command.name != "config|set", command.name.c_str());
}

void TestRedisBursts::keyEventsArePutBack()
{
    TestRedis server;
    QVERIFY(server.start());
    Client app(server);
    const auto on = [](Watched &w) {
        w.watch.setKeyEvents(true, true);
        const auto &changes = w.taker.all<KeyEventsChange>();
        return QTest::qWaitFor(
            [&] { return !w.taker.all<KeyEventsChange>().empty() && changes.back().listening; },
            5000);
    };
    {
        Watched w(addressOf(server));
        QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
        QVERIFY(on(w));
        QVERIFY(!app.setting().empty());
    }
    QVERIFY(app.setting().empty()); // by the destructor

    Watched w(addressOf(server));
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QVERIFY(on(w));
    app.ask({"CONFIG", "SET", "notify-keyspace-events", "KEA"}); // somebody else needs them now
    const auto theirs = app.setting();
    w.watch.setKeyEvents(false, false);
    QTRY_VERIFY_WITH_TIMEOUT(!w.taker.all<KeyEventsChange>().back().listening, 3000);
    QCOMPARE(app.setting(), theirs);
    QVERIFY(!w.taker.all<KeyEventsChange>().back().problem.empty());
}

QTEST_GUILESS_MAIN(TestRedisBursts)
#include "tst_redisbursts.moc"
