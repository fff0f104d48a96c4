// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/testservers.h"
#include "support/watchtaker.h"
#include "watch/rediswatch.h"

#include <QDebug>
#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <map>
#include <set>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using State = ServerChange::State;

namespace {

RedisAddress addressOf(const TestRedis &server, const std::string &login = {})
{
    const auto address = RedisAddress::parse("unix://" + login + server.socket().toStdString());
    if (!address)
        qFatal("%s", address.error().text.c_str());
    return *address;
}

// The application: somebody who uses the server without knowing that it is watched.
class Client
{
public:
    explicit Client(const TestRedis &server, const char *name = "shop")
        : m_connection(options(server, name))
    { }
    RedisReply ask(std::initializer_list<std::string_view> words)
    {
        auto reply = m_connection.command(words);
        if (!reply)
            qFatal("%s | %s", reply.error().text.c_str(), reply.error().detail.c_str());
        return std::move(*reply);
    }
    bool open() { return m_connection.open().has_value(); }
    void fill(int keys, const std::function<std::vector<std::string>(int)> &command)
    {
        for (int from = 0; from < keys; from += 500) {
            const int to = std::min(keys, from + 500);
            for (int i = from; i < to; ++i) {
                const auto words = command(i);
                const std::vector<std::string_view> views(words.begin(), words.end());
                static_cast<void>(m_connection.append(views));
            }
            for (int i = from; i < to; ++i) {
                if (const auto reply = m_connection.reply(); !reply)
                    qFatal("%s", reply.error().detail.c_str());
            }
        }
    }
    std::string setting()
    {
        return std::string(ask({"CONFIG", "GET", "notify-keyspace-events"})[1].text());
    }

private:
    static RedisOptions options(const TestRedis &server, const char *name)
    {
        RedisOptions options;
        options.address = addressOf(server);
        options.name = name;
        return options;
    }
    RedisConnection m_connection;
};

struct Watched
{
    explicit Watched(RedisAddress address, bool sampleKeys = false, double budget = 0.05)
        : watch({std::move(address), sampleKeys, budget}, clock, queue)
    { }
    std::deque<RedisLook> &looks() { return taker.all<RedisLook>(); }
    State health() { return looks().empty() ? State::Unknown : looks().back().health; }
    // Counted: with a span, that is from the second look on.
    bool counts() { return !looks().empty() && looks().back().counts.span > 0s; }
    RedisCounts sum()
    {
        RedisCounts sum;
        for (const auto &look : looks())
            sum.add(look.counts);
        return sum;
    }
    SteadyClock clock;
    LookQueue queue;
    WatchTaker taker{queue};
    RedisWatch watch;
};

bool benchmark(const TestRedis &server, const QStringList &how)
{
    QProcess program;
    program.start(TestProcess::find(QStringLiteral("redis-benchmark")),
        QStringList{QStringLiteral("-s"), server.socket(), QStringLiteral("-q")} + how);
    return program.waitForFinished(30'000) && program.exitCode() == 0;
}

bool isNear(double value, double wanted, double share)
{
    const bool near = std::abs(value - wanted) <= share * wanted;
    if (!near)
        qWarning("%f, not near %f", value, wanted);
    return near;
}

bool isIdle(const RedisCounts &counts)
{
    const bool idle = counts.commands == 0 && counts.hits == 0 && counts.misses == 0
        && counts.connections == 0 && counts.errors == 0 && counts.bytesIn == 0
        && counts.bytesOut == 0;
    if (!idle)
        qWarning() << counts.commands << "commands" << counts.hits << "hits" << counts.misses
                   << "misses" << counts.connections << "connections" << counts.errors << "errors"
                   << counts.bytesIn << "bytes in" << counts.bytesOut << "out";
    return idle;
}

} // namespace

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
    void keys();
    void burst();
    void burstIsBounded();
    void keyEvents();
    void keyEventsArePutBack();
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
    // Asked for from the second look with GETs on.
    QVERIFY(inHistograms > 1000 && inHistograms <= 100'000);
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
    QTRY_COMPARE_WITH_TIMEOUT(w.health(), State::Lost, 2500);
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
    QVERIFY2(all.find("ACL SETUSER anya on") != std::string::npos, all.c_str());
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

void TestRedisWatch::keys()
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

void TestRedisWatch::burst()
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

void TestRedisWatch::burstIsBounded()
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

void TestRedisWatch::keyEvents()
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

void TestRedisWatch::keyEventsArePutBack()
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

QTEST_GUILESS_MAIN(TestRedisWatch)
#include "tst_rediswatch.moc"
