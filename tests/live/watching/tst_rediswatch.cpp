// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/watchedredis.h"

#include <set>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using State = ServerChange::State;

class TestRedisWatch : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void rates();
    void ownCommandsAreAbsent();
    void restart();
    void frozenAndLost();
    void full();
    void loading();
    void paceAndBudget();
    void fewRights();
    void slowLog();
    void clients();
};

void TestRedisWatch::rates()
{
    TestRedis server;
    QVERIFY(server.start());
    Client app(server);
    app.fill(700, [](int i) {
        return std::vector<std::string>{"SET",
            "key:" + QStringLiteral("%1").arg(i, 12, 10, QLatin1Char('0')).toStdString(), "value"};
    });
    Watched w(addressOf(server), true);
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QVERIFY(benchmark(server,
        {QStringLiteral("-t"), QStringLiteral("get"), QStringLiteral("-n"),
            QStringLiteral("100000"), QStringLiteral("-r"), QStringLiteral("1000"),
            QStringLiteral("-c"), QStringLiteral("10")}));
    const auto seen = w.looks().size();
    QTRY_VERIFY_WITH_TIMEOUT(w.looks().size() >= seen + 2, 5000);
    const auto sum = w.sum();
    QVERIFY(isNear(double(sum.commands), 100'000, 0.02));
    // All that is above: hits and misses of GET alone, exactly.
    QCOMPARE(sum.hits + sum.misses, std::uint64_t(100'000));
    QVERIFY(isNear(double(sum.hits), 70'000, 0.02));
    std::uint64_t gets = 0, inHistograms = 0;
    Duration took{};
    for (const auto &look : w.looks()) {
        for (const auto &command : look.commands) {
            QVERIFY2(command.name != "info" || command.calls <= 2, command.name.c_str());
            QVERIFY2(!command.name.starts_with("slowlog") && command.name != "scan"
                    && command.name != "pttl",
                command.name.c_str());
            if (command.name == "get") {
                gets += command.calls;
                took += command.time;
                inHistograms += command.latencies.count();
                QVERIFY(!command.ours);
            }
        }
    }
    QCOMPARE(gets, std::uint64_t(100'000));
    QVERIFY(took > 10ms && took < 10s);
    // Asked for from the second look with GETs on, and told from the third: a quick server is done
    // by then, so once more, and longer.
    QVERIFY(inHistograms <= 100'000);
    const auto looked = w.looks().size();
    QVERIFY(benchmark(server,
        {QStringLiteral("-t"), QStringLiteral("get"), QStringLiteral("-n"),
            QStringLiteral("600000"), QStringLiteral("-r"), QStringLiteral("1000"),
            QStringLiteral("-c"), QStringLiteral("10")}));
    const auto measured = [&w, looked] {
        std::uint64_t calls = 0;
        for (std::size_t i = looked; i < w.looks().size(); ++i) {
            for (const auto &command : w.looks()[i].commands)
                calls += command.name == "get" ? command.latencies.count() : 0;
        }
        return calls;
    };
    QTRY_VERIFY_WITH_TIMEOUT(measured() > 1000, 5000);
    QVERIFY(measured() <= 600'000);
    QVERIFY(
        w.looks().back().state.version.starts_with('7') || !w.looks().back().state.version.empty());
    QCOMPARE(w.looks().back().state.keys, std::uint64_t(700));
}

void TestRedisWatch::ownCommandsAreAbsent()
{
    TestRedis server;
    QVERIFY(server.start());
    {
        Client app(server);
        app.fill(2000, [](int i) {
            return std::vector<std::string>{"SET", "a:" + std::to_string(i), "value", "EX", "900"};
        });
    }
    Watched w(addressOf(server), true);
    QTRY_VERIFY_WITH_TIMEOUT(w.looks().size() >= 6, 15'000);
    QVERIFY(w.taker.all<KeySampling>().size() >= 3);
    std::uint64_t own = 0;
    Duration ownTime{};
    for (const auto &look : w.looks()) {
        QVERIFY(isIdle(look.counts));
        QVERIFY2(look.commands.empty(), look.commands.empty() ? "" : look.commands[0].name.c_str());
        QCOMPARE(look.state.clients, std::uint64_t(0));
        own += look.own.commands;
        ownTime += look.own.serverTime;
    }
    QVERIFY(own > 2000); // and yet it is told what we did
    QVERIFY(ownTime > 0us && ownTime < 1s);
}

void TestRedisWatch::restart()
{
    TestRedis server;
    QVERIFY(server.start());
    QVERIFY(benchmark(server,
        {QStringLiteral("-t"), QStringLiteral("set"), QStringLiteral("-n"),
            QStringLiteral("50000")}));
    Watched w(addressOf(server), true);
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QVERIFY(server.stop());
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Lost, 2000);
    QVERIFY(!w.looks().back().problem.empty());
    QCOMPARE(w.looks().back().counts.span, Duration(0));
    QVERIFY(server.start());
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Up, 2000);
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QVERIFY(isIdle(w.sum())); // no window in which the old counters and the new were mixed
    QVERIFY(w.looks().back().state.uptime < 10s);
}

void TestRedisWatch::frozenAndLost()
{
    TestRedis server;
    QVERIFY(server.start());
    Watched w(addressOf(server), true);
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    server.pause();
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Frozen, 2500);
    QVERIFY(w.looks().back().problem.find("did not answer") != std::string::npos);
    QTest::qWait(1500);
    QCOMPARE(w.health(), State::Frozen);
    server.resume();
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Up, 2000);
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QVERIFY(isIdle(w.sum()));
    // It was left with one connection, not with one a try.
    Client app(server);
    const auto info = app.ask({"INFO", "stats"});
    QVERIFY(info.text().find("total_connections_received:3") != std::string_view::npos);
    server.kill();
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Lost, 5000);
    QVERIFY(server.start());
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Up, 2000);
}

void TestRedisWatch::full()
{
    TestRedis server;
    QVERIFY(server.start());
    auto app = std::make_unique<Client>(server);
    app->ask({"CONFIG", "SET", "maxclients", "1"});
    Watched w(addressOf(server));
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Lost, 2000);
    QVERIFY(w.looks().back().problem.find("maxclients") != std::string::npos);
    app.reset();
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Up, 2000);
}

void TestRedisWatch::loading()
{
    TestRedis server;
    QVERIFY(server.start());
    {
        Client app(server);
        app.fill(1000, [](int i) {
            return std::vector<std::string>{"SET", "key" + std::to_string(i), "value"};
        });
        app.ask({"SAVE"});
    }
    QVERIFY(server.stop());
    // A setting of Redis for its own tests: so many microseconds for each key it loads.
    server.arguments = {QStringLiteral("--key-load-delay"), QStringLiteral("2000"),
        QStringLiteral("--loading-process-events-interval-bytes"), QStringLiteral("1024")};
    QVERIFY(server.start());
    Watched w(addressOf(server), true);
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Loading, 2000);
    QVERIFY(!w.looks().back().problem.empty());
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Up, 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(w.looks().back().state.keys, std::uint64_t(1000), 3000);
}

void TestRedisWatch::paceAndBudget()
{
    TestRedis server;
    QVERIFY(server.start());
    Watched w(addressOf(server));
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QCOMPARE(w.looks().back().pace, Duration(1s));
    QCOMPARE(w.looks().back().paceReason, std::string());
    w.watch.setHidden(true);
    QTRY_COMPARE_WITH_TIMEOUT(w.looks().back().paceReason, std::string("hidden"), 2500);
    QCOMPARE(w.looks().back().pace, Duration(5s));
    w.watch.setHidden(false); // looks at once
    w.watch.setBudget(1e-7);
    QTRY_COMPARE_WITH_TIMEOUT(w.looks().back().paceReason, std::string("budget"), 2500);
    QCOMPARE(w.looks().back().pace, Duration(10s));
    w.watch.setPaused(true);
    QTest::qWait(200);
    const auto seen = w.looks().size();
    QTest::qWait(1500);
    QVERIFY(w.looks().size() <= seen);
}

void TestRedisWatch::fewRights()
{
    TestRedis server;
    QVERIFY(server.start());
    Client owner(server);
    owner.ask({"SET", "a", "1"});
    owner.ask({"ACL", "SETUSER", "anya", "on", ">s3cret", "+info", "+scan", "~*"});
    Watched w(addressOf(server, "anya:s3cret@"), true);
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    QTRY_VERIFY_WITH_TIMEOUT(w.looks().size() >= 4, 6000);
    const auto &look = w.looks().back();
    QCOMPARE(look.health, State::Up); // what is allowed goes on
    QCOMPARE(look.state.keys, std::uint64_t(1));
    std::string all;
    for (const auto &sentence : look.missing)
        all += sentence + '\n';
    QVERIFY2(all.find("ACL SETUSER anya +slowlog|get") != std::string::npos, all.c_str());
    QVERIFY2(all.find("ACL SETUSER anya +latency|latest") != std::string::npos, all.c_str());
    QVERIFY2(all.find("ACL SETUSER anya +pttl") != std::string::npos, all.c_str());
    QVERIFY(all.find("s3cret") == std::string::npos);
    // Each was tried once: the server's log is not filled.
    const auto log = owner.ask({"ACL", "LOG", "100"});
    QVERIFY(log.size() > 0 && log.size() < 20);
    for (std::size_t i = 0; i < log.size(); ++i)
        QVERIFY(log[i][1].integer() <= 2); // CONFIG GET is asked for two settings at once
    QVERIFY(w.taker.all<KeySampling>().empty()); // rather none than without times to live
    for (const auto &one : w.looks())
        QVERIFY(one.counts.errors == 0);

    // Without INFO there are no counters, and it is said; a wrong password is a problem.
    owner.ask({"ACL", "SETUSER", "berta", "on", ">s3cret", "+slowlog|get"});
    Watched none(addressOf(server, "berta:s3cret@"));
    QTRY_VERIFY_WITH_TIMEOUT(
        none.looks().size() >= 1 && !none.looks().back().missing.empty(), 3000);
    QCOMPARE(none.health(), State::Up);
    QCOMPARE(none.looks().back().counts.span, Duration(0));
    Watched wrong(addressOf(server, "anya:s3cret2@"));
    QTRY_COMPARE_WITH_TIMEOUT(wrong.health(), State::Lost, 3000);
    QVERIFY(!wrong.looks().back().problem.empty());
    QVERIFY(wrong.looks().back().problem.find("s3cret") == std::string::npos);
}

void TestRedisWatch::slowLog()
{
    TestRedis server;
    QVERIFY(server.start());
    Client app(server);
    Watched w(addressOf(server));
    QTRY_VERIFY_WITH_TIMEOUT(w.counts(), 5000);
    app.ask({"CONFIG", "SET", "slowlog-log-slower-than", "0"}); // everything, ours too
    app.ask({"CONFIG", "SET", "latency-monitor-threshold", "5"});
    app.ask({"SET", "cart:1", "x"});
    app.ask({"ACL", "SETUSER", "anya", "on", ">s3cret"});
    app.ask({"EVAL", "local n = 0 for i = 1, 3000000 do n = n + i end return n", "0"});
    const auto seen = w.looks().size();
    QTRY_VERIFY_WITH_TIMEOUT(w.looks().size() >= seen + 3, 6000);
    std::set<std::int64_t> ids;
    std::string all;
    Duration slowest{};
    std::size_t spikes = 0;
    for (const auto &look : w.looks()) {
        spikes += look.spikes.size();
        for (const auto &entry : look.slow) {
            QVERIFY(ids.insert(entry.id).second); // each once
            QVERIFY2(
                entry.client.find("tierlens-watch") == std::string::npos, entry.client.c_str());
            QVERIFY(entry.client.find("shop") != std::string::npos);
            QVERIFY(entry.at > 1'700'000'000);
            slowest = std::max(slowest, entry.took);
            all += entry.command + '\n';
        }
    }
    QVERIFY2(all.find("SET cart:1 x") != std::string::npos, all.c_str());
    QVERIFY2(all.find("ACL SETUSER") != std::string::npos, all.c_str());
    QVERIFY(all.find("EVAL") != std::string::npos && all.find("s3cret") == std::string::npos);
    QVERIFY(slowest > 5ms);
    QVERIFY(spikes >= 1);
}

void TestRedisWatch::clients()
{
    TestRedis server;
    QVERIFY(server.start());
    Client one(server), two(server), other(server, "billing");
    for (auto *client : {&one, &two, &other})
        client->ask({"GET", "a"});
    Watched w(addressOf(server), true);
    QTRY_VERIFY_WITH_TIMEOUT(w.looks().size() >= 2, 5000);
    const RedisLook *listed = nullptr;
    for (const auto &look : w.looks()) {
        if (!look.clients.empty())
            listed = &look;
    }
    QVERIFY(listed);
    QCOMPARE(listed->clients.size(), std::size_t(2));
    QCOMPARE(listed->clients[0].name, std::string("shop"));
    QCOMPARE(listed->clients[0].clients, std::uint64_t(2));
    QCOMPARE(listed->clients[0].lastCommand, std::string("get"));
    QCOMPARE(listed->clients[1].name, std::string("billing"));
    QCOMPARE(listed->state.clients, std::uint64_t(3));
    QCOMPARE(listed->state.clientHosts, std::uint64_t(1)); // all by one socket
}

QTEST_GUILESS_MAIN(TestRedisWatch)
#include "tst_rediswatch.moc"
