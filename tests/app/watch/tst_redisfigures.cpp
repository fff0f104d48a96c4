// SPDX-License-Identifier: GPL-3.0-or-later
#include "redisfigures/coveredcommand.h"
#include "redisfigures/keyeventflags.h"
#include "redisfigures/monitorline.h"
#include "redisfigures/redisreading.h"
#include "redisfigures/serverlists.h"
#include "watch/readinggate.h"
#include "watch/redisrights.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {

std::string covered(std::initializer_list<std::string_view> words)
{
    return coveredCommand(std::span(words.begin(), words.size()));
}

bool lets(std::initializer_list<std::string_view> words,
    ReadingGate::Exception exception = ReadingGate::Exception::None)
{
    return ReadingGate::lets(std::span(words.begin(), words.size()), exception);
}

// As Redis 7.0 writes it, shortened.
std::string info(std::uint64_t commands, std::uint64_t hits, const std::string &runId,
    const std::string &commandStats)
{
    return "# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nrun_id:" + runId
        + "\r\nuptime_in_seconds:100\r\n\r\n# Clients\r\nconnected_clients:12\r\n"
          "maxclients:10000\r\nblocked_clients:2\r\n\r\n# Memory\r\nused_memory:1000\r\n"
          "used_memory_rss:2000\r\nmaxmemory:4000\r\nmaxmemory_policy:allkeys-lru\r\n\r\n"
          "# Persistence\r\nloading:0\r\nasync_loading:0\r\nrdb_bgsave_in_progress:1\r\n"
          "rdb_last_bgsave_status:err\r\naof_enabled:0\r\n\r\n# Stats\r\n"
          "total_connections_received:20\r\ntotal_commands_processed:"
        + std::to_string(commands) + "\r\nkeyspace_hits:" + std::to_string(hits)
        + "\r\nkeyspace_misses:7\r\nexpired_keys:3\r\nevicted_keys:4\r\n"
          "total_net_input_bytes:1000\r\ntotal_net_output_bytes:2000\r\n"
          "total_error_replies:5\r\n\r\n# Replication\r\nrole:master\r\nconnected_slaves:1\r\n"
          "slave0:ip=10.0.0.2,port=6379,state=online,offset=900,lag=3\r\n"
          "master_repl_offset:1000\r\n\r\n# Commandstats\r\n"
        + commandStats
        + "\r\n# Keyspace\r\ndb0:keys=10,expires=4,avg_ttl=1\r\ndb3:keys=5,expires=5,avg_ttl=1\r\n";
}

} // namespace

class TestRedisFigures : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void stateOfInfo();
    void growthWithoutOurs();
    void growthWithoutOurTools();
    void growthOfOlderServers();
    void restartsAndResets();
    void secretsAreCovered();
    void monitorLines();
    void clients();
    void keyEvents();
    void gate();
    void names();
    void missingRights();
};

void TestRedisFigures::stateOfInfo()
{
    const auto reading = parseInfo(info(50, 6, "a", "cmdstat_get:calls=9,usec=18\r\n"));
    QCOMPARE(reading.runId, std::string("a"));
    QCOMPARE(reading.commands, std::uint64_t(50));
    QVERIFY(reading.isAtLeast(7, 0) && !reading.isAtLeast(7, 2) && reading.isAtLeast(6, 2));
    const auto &state = reading.state;
    QCOMPARE(state.keys, std::uint64_t(15));
    QCOMPARE(state.keysWithExpiry, std::uint64_t(9));
    QCOMPARE(state.maxClients, std::uint64_t(10000));
    QCOMPARE(state.blockedClients, std::uint64_t(2));
    QVERIFY(state.saving && state.lastSaveFailed && !state.isReplica && !reading.loading);
    QCOMPARE(state.evictionPolicy, std::string("allkeys-lru"));
    QCOMPARE(state.lags.size(), std::size_t(1));
    QCOMPARE(state.lags[0].name, std::string("10.0.0.2:6379"));
    QCOMPARE(state.lags[0].bytes, std::uint64_t(100));
    QCOMPARE(state.lags[0].time, Duration(3s));
    QCOMPARE(reading.databases.size(), std::size_t(2));
    QCOMPARE(reading.databases[1].first, 3);
    QCOMPARE(reading.totals.at("get").usec, std::uint64_t(18));
    QCOMPARE(parseInfo({}).commands, std::uint64_t(0));
}

void TestRedisFigures::growthWithoutOurs()
{
    auto before = parseInfo(info(100, 10, "a",
        "cmdstat_get:calls=50,usec=100,failed_calls=0\r\ncmdstat_info:calls=10,usec=400\r\n"));
    auto now = parseInfo(info(200, 70, "a",
        "cmdstat_get:calls=120,usec=240,failed_calls=2\r\ncmdstat_info:calls=14,usec=600\r\n"
        "cmdstat_type:calls=10,usec=30\r\ncmdstat_config|get:calls=3,usec=9,rejected_calls=1\r\n"));
    before.at = 1s;
    now.at = 3s;
    before.own.calls["info"].calls = 5; // of the 10, another one does the rest
    before.own.commands = 5;
    now.own = before.own;
    now.own.calls["info"].calls = 7; // two more of four
    now.own.calls["type"].calls = 10;
    now.own.calls["config|get"] = {3, 0, 1};
    now.own.commands = 20;
    now.own.hits = 8;
    const auto grown = growth(before, now);
    QVERIFY(grown.has_value());
    QCOMPARE(grown->counts.span, Duration(2s));
    QCOMPARE(grown->counts.commands, std::uint64_t(85));
    QCOMPARE(grown->counts.hits, std::uint64_t(52));
    QCOMPARE(grown->own.commands, std::uint64_t(15));
    // Ours: TYPE and CONFIG GET whole, of INFO two calls of four.
    QCOMPARE(grown->own.serverTime, Duration(30us + 9us + 100us));
    QCOMPARE(grown->sampling, Duration(30us));
    QCOMPARE(grown->commands.size(), std::size_t(2));
    QCOMPARE(grown->commands[0].name, std::string("get"));
    QCOMPARE(grown->commands[0].calls, std::uint64_t(70));
    QCOMPARE(grown->commands[0].failed, std::uint64_t(2));
    QCOMPARE(grown->commands[0].time, Duration(140us));
    QVERIFY(!grown->commands[0].ours);
    QCOMPARE(grown->commands[1].calls, std::uint64_t(2));
    QVERIFY(grown->commands[1].ours);
}

// What the key browser and the like did is no traffic, refusals and all; and no cost of the watch.
void TestRedisFigures::growthWithoutOurTools()
{
    auto before = parseInfo(info(100, 10, "a", "cmdstat_get:calls=50,usec=100\r\n"));
    auto now = parseInfo(info(200, 70, "a",
        "cmdstat_get:calls=60,usec=140,failed_calls=4,rejected_calls=3\r\n"
        "cmdstat_dump:calls=10,usec=30\r\n"));
    before.at = 1s;
    now.at = 3s;
    now.errors = before.errors + 9;
    now.tools.calls["get"] = {5, 1, 2};
    now.tools.calls["dump"] = {10, 0, 0};
    now.tools.commands = 15;
    now.tools.hits = 14;
    now.tools.errors = 3;
    const auto grown = growth(before, now);
    QVERIFY(grown.has_value());
    QCOMPARE(grown->counts.commands, std::uint64_t(85));
    QCOMPARE(grown->counts.hits, std::uint64_t(46));
    QCOMPARE(grown->counts.errors, std::uint64_t(6));
    QCOMPARE(grown->own.commands, std::uint64_t(0));
    QCOMPARE(grown->commands.size(), std::size_t(1));
    QCOMPARE(grown->commands[0].calls, std::uint64_t(5));
    QCOMPARE(grown->commands[0].failed, std::uint64_t(3));
    QCOMPARE(grown->commands[0].rejected, std::uint64_t(1));
}

void TestRedisFigures::growthOfOlderServers()
{
    // Redis 6 has one line for all subcommands.
    auto before = parseInfo(info(100, 10, "a", "cmdstat_config:calls=1,usec=3\r\n"));
    auto now = parseInfo(info(104, 10, "a", "cmdstat_config:calls=5,usec=15\r\n"));
    now.at = 1s;
    now.own.calls["config|get"].calls = 3;
    const auto grown = growth(before, now);
    QVERIFY(grown.has_value());
    QCOMPARE(grown->commands.size(), std::size_t(1));
    QCOMPARE(grown->commands[0].calls, std::uint64_t(1));
    QCOMPARE(grown->own.serverTime, Duration(9us));
}

void TestRedisFigures::restartsAndResets()
{
    auto before = parseInfo(info(100, 10, "a", {}));
    auto now = parseInfo(info(500, 20, "b", {}));
    now.at = 1s;
    QVERIFY(!growth(before, now)); // another process
    now.runId = "a";
    QVERIFY(growth(before, now));
    now.commands = 50; // CONFIG RESETSTAT
    QVERIFY(!growth(before, now));
    now.commands = 100;
    now.own.commands = 3; // more of ours than the server has counted
    QCOMPARE(growth(before, now)->counts.commands, std::uint64_t(0));
}

void TestRedisFigures::secretsAreCovered()
{
    QCOMPARE(covered({"AUTH", "s3cret"}), std::string("AUTH ***"));
    QCOMPARE(covered({"auth", "anya", "s3cret"}), std::string("auth anya ***"));
    QCOMPARE(covered({"HELLO", "3", "AUTH", "anya", "s3cret", "SETNAME", "x"}),
        std::string("HELLO 3 AUTH anya *** SETNAME x"));
    QCOMPARE(covered({"CONFIG", "SET", "maxmemory", "1", "requirepass", "s3cret"}),
        std::string("CONFIG SET maxmemory 1 requirepass ***"));
    QCOMPARE(covered({"config", "set", "masterauth", "s3cret"}),
        std::string("config set masterauth ***"));
    QCOMPARE(covered({"ACL", "SETUSER", "anya", "on", ">s3cret", "#abc", "+get"}),
        std::string("ACL SETUSER anya on *** *** +get"));
    QCOMPARE(covered({"MIGRATE", "h", "1", "k", "0", "9", "AUTH", "s3cret"}),
        std::string("MIGRATE h 1 k 0 9 AUTH ***"));
    QCOMPARE(covered({"MIGRATE", "h", "1", "k", "0", "9", "AUTH2", "anya", "s3cret"}),
        std::string("MIGRATE h 1 k 0 9 AUTH2 anya ***"));
    QCOMPARE(covered({"SENTINEL", "SET", "main", "auth-pass", "s3cret"}),
        std::string("SENTINEL SET main auth-pass ***"));
    QCOMPARE(covered({"GET", "a\nb"}), std::string("GET a\\x0ab"));
    QCOMPARE(covered({"SET", std::string(2000, 'x')}).size(), std::size_t(512));
}

void TestRedisFigures::monitorLines()
{
    const auto plain = parseMonitorLine("1700000000.000250 [3 127.0.0.1:5000] \"GET\" \"user:1\"");
    QVERIFY(plain.has_value());
    QCOMPARE(plain->at.count(), std::int64_t(1700000000000250));
    QCOMPARE(plain->database, 3);
    QCOMPARE(plain->client, std::string_view("127.0.0.1:5000"));
    QCOMPARE(plain->command, std::string("get"));
    QCOMPARE(plain->key, std::string("user:1"));

    QCOMPARE(parseMonitorLine("1.5 [0 [::1]:5000] \"del\" \"a\"")->client,
        std::string_view("[::1]:5000"));
    QCOMPARE(parseMonitorLine("1.5 [0 unix:/tmp/r.sock] \"del\" \"a\"")->client,
        std::string_view("unix:/tmp/r.sock"));
    QCOMPARE(parseMonitorLine("1.5 [0 lua] \"get\" \"a\"")->client, std::string_view("lua"));
    const auto quoted
        = parseMonitorLine("1.5 [0 1.1.1.1:1] \"set\" \"a\\\"b\\\\c\\n\\x00\\xff\" \"v\"");
    QCOMPARE(quoted->key, std::string("a\"b\\c\n\0\xff", 8));
    QCOMPARE(parseMonitorLine("1.5 [0 1.1.1.1:1] \"eval\" \"return 1\" \"1\" \"k\" \"v\"")->key,
        std::string("k"));
    QCOMPARE(parseMonitorLine("1.5 [0 1.1.1.1:1] \"eval\" \"return 1\" \"0\" \"v\"")->key,
        std::string());
    QCOMPARE(parseMonitorLine("1.5 [0 1.1.1.1:1] \"select\" \"4\"")->key, std::string());
    QCOMPARE(parseMonitorLine("1.5 [0 1.1.1.1:1] \"config\" \"get\" \"x\"")->key, std::string());
    QCOMPARE(
        parseMonitorLine("1.5 [0 1.1.1.1:1] \"object\" \"freq\" \"k\"")->key, std::string("k"));
    QCOMPARE(parseMonitorLine("1.5 [0 1.1.1.1:1] \"ping\"")->command, std::string("ping"));
    const auto longKey = "1.5 [0 1.1.1.1:1] \"get\" \"" + std::string(5000, 'k') + '"';
    QCOMPARE(parseMonitorLine(longKey)->key.size(), std::size_t(256));
    for (const auto *none : {"OK", "", "1.5", "1.5 [0 a]", "1.5 [0 a] get", "1.5 [0 a] \"get"})
        QVERIFY(!parseMonitorLine(none));
}

void TestRedisFigures::clients()
{
    const auto groups = clientGroups(
        "id=3 addr=10.0.0.1:5000 laddr=x name=shop idle=9 flags=N obl=0 omem=5 cmd=get user=a\n"
        "id=4 addr=10.0.0.1:5001 laddr=x name=shop idle=2 flags=b obl=1 omem=0 cmd=blpop user=a\n"
        "id=5 addr=[::1]:5001 laddr=x name= idle=1 flags=N obl=0 omem=0 cmd=set user=a\n"
        "id=6 addr=10.0.0.1:5002 laddr=x name=tierlens-watch idle=0 flags=N cmd=client|list\n",
        {6});
    QCOMPARE(groups.size(), std::size_t(2));
    QCOMPARE(groups[0].host, std::string("10.0.0.1"));
    QCOMPARE(groups[0].name, std::string("shop"));
    QCOMPARE(groups[0].clients, std::uint64_t(2));
    QCOMPARE(groups[0].blocked, std::uint64_t(1));
    QCOMPARE(groups[0].outputBytes, std::uint64_t(6));
    QCOMPARE(groups[0].lastCommand, std::string("blpop"));
    QCOMPARE(groups[0].idle, Duration(2s));
    QCOMPARE(groups[1].host, std::string("[::1]"));
}

void TestRedisFigures::keyEvents()
{
    QCOMPARE(withKeyEvents(""), std::string("Exem"));
    QCOMPARE(withKeyEvents("AKE"), std::string("AKEm"));
    QCOMPARE(withKeyEvents("Kg"), std::string("KgExem"));
    QVERIFY(keyEventFlags("AEm").all() && keyEventFlags("Exem").all());
    QVERIFY(keyEventFlags("Ex").any() && !keyEventFlags("Ex").all());
    QVERIFY(!keyEventFlags("Kxem").any() && !keyEventFlags("").any());
    QVERIFY(sameKeyEvents("Exem", "xeEm") && sameKeyEvents("AE", "g$lshzxetdE"));
    QVERIFY(!sameKeyEvents("E", "") && !sameKeyEvents("AE", "AKE"));
}

void TestRedisFigures::gate()
{
    using Exception = ReadingGate::Exception;
    QVERIFY(lets({"INFO", "stats"}) && lets({"config", "GET", "save"}) && lets({"scan", "0"}));
    for (const auto *word :
        {"SET", "DEL", "EXPIRE", "FLUSHALL", "EVAL", "EVAL_RO", "MONITOR", "DEBUG", "KEYS",
            "CONFIG", "CLIENT", "SHUTDOWN", "GETEX", "TOUCH", "RESTORE", "", "MEMORY"})
        QVERIFY2(!lets({word}), word);
    QVERIFY(!lets({"CONFIG", "SET", "notify-keyspace-events", "KEA"}));
    QVERIFY(!lets({"CONFIG", "RESETSTAT"}) && !lets({"CLIENT", "KILL", "x"}) && !lets({}));
    QVERIFY(!lets({"CLIENT", "SETNAME", "x"}) && !lets({"SLOWLOG", "RESET"}));
    QVERIFY(!lets({"LATENCY", "RESET"}) && !lets({"MEMORY", "PURGE"}));
    // An exception opens one door only.
    QVERIFY(lets({"CONFIG", "SET", "notify-keyspace-events", "KEA"}, Exception::KeyEvents));
    QVERIFY(!lets({"CONFIG", "SET", "maxmemory", "1"}, Exception::KeyEvents));
    QVERIFY(
        !lets({"CONFIG", "SET", "notify-keyspace-events", "K", "save", ""}, Exception::KeyEvents));
    QVERIFY(lets({"MONITOR"}, Exception::Monitor) && !lets({"SET", "a", "b"}, Exception::Monitor));
    QVERIFY(lets({"PSUBSCRIBE", "__keyevent@*__:expired"}, Exception::Subscribe));
    QVERIFY(!lets({"PSUBSCRIBE", "*"}, Exception::Subscribe));
    QVERIFY(lets({"CLIENT", "SETNAME", "x"}, Exception::LogIn));
    QVERIFY(!lets({"CLIENT", "KILL", "x"}, Exception::LogIn));
    QVERIFY(!lets({"INFO"}, Exception::Monitor));
}

void TestRedisFigures::names()
{
    const auto name = [](std::initializer_list<std::string_view> words) {
        return commandName(std::span(words.begin(), words.size()));
    };
    QCOMPARE(name({"CONFIG", "Get", "x"}), std::string("config|get"));
    QCOMPARE(name({"TYPE", "x"}), std::string("type"));
    const std::initializer_list<std::string_view> words{"PTTL", "abc"};
    QCOMPARE(wireBytes(std::span(words.begin(), words.size())),
        std::uint64_t(std::string_view("*2\r\n$4\r\nPTTL\r\n$3\r\nabc\r\n").size()));
}

void TestRedisFigures::missingRights()
{
    RedisRights rights("anya");
    rights.refused("slowlog|get",
        {ErrorKind::Denied, "NOPERM", "…",
            "NOPERM this user has no permissions to run the 'slowlog|get' command"});
    QVERIFY(!rights.may("slowlog|get") && rights.may("info"));
    QVERIFY(rights.sentences().at(0).find("ACL SETUSER anya +slowlog|get") != std::string::npos);
    rights.refused(
        "type", {ErrorKind::Denied, "NOPERM", "…", "NOPERM No permissions to access a key"});
    QVERIFY(rights
                .sentence("type",
                    {ErrorKind::Denied, "NOPERM", {}, "NOPERM No permissions to access a key"})
                .find("ACL SETUSER anya ~*")
        != std::string::npos);
    rights.refused("latency|histogram", {ErrorKind::Refused, "ERR", "…", "ERR unknown command"});
    QVERIFY(!rights.may("latency|histogram"));
    rights.refused("scan", {ErrorKind::Refused, "BUSY", "…", "BUSY"});
    QVERIFY(rights.may("scan")); // passes by itself
    rights.clear();
    QVERIFY(rights.may("slowlog|get"));
}

QTEST_GUILESS_MAIN(TestRedisFigures)
#include "tst_redisfigures.moc"
