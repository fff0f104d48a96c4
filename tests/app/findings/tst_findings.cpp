// SPDX-License-Identifier: GPL-3.0-or-later
// Every rule on both sides of its threshold, with looks filled by hand.
#include "app/findings/watchedworld.h"

#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;
using Level = Finding::Level;

namespace {
void setHitRate(WatchedWorld &world, double rate)
{
    world.redis.counts.hits = std::uint64_t(1000 * rate);
    world.redis.counts.misses = 1000 - world.redis.counts.hits;
}
SessionRow session(std::int32_t pid, std::string state, Duration age)
{
    SessionRow row;
    row.pid = pid;
    row.application = "shop";
    row.state = std::move(state);
    row.queryAge = row.stateAge = row.transactionAge = age;
    row.query = "UPDATE orders SET paid = true";
    return row;
}
} // namespace

class TestFindings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hitRateFallsAndRecovers()
    {
        WatchedWorld little;
        little.pass(120);
        setHitRate(little, 0.93); // four points: not worth a word
        little.pass(60);
        QVERIFY2(little.findings.all().empty(), little.sentences().c_str());
        WatchedWorld world;
        world.pass(120);
        const auto before = world.now;
        setHitRate(world, 0.85);
        world.pass(40);
        QVERIFY(world.goesOn(Kind::HitRateFell));
        const auto finding = *world.find(Kind::HitRateFell);
        QCOMPARE(finding.level, Level::Warning);
        QVERIFY(std::chrono::abs(finding.since - before) <= 8s);
        QVERIFY2(finding.sentence.contains(QStringLiteral("from 97.0 % to 85.0 %")),
            qPrintable(finding.sentence));
        QVERIFY(!finding.next.isEmpty());
        QCOMPARE(finding.evidence.at(0).value, QStringLiteral("97.0 %"));
        // It stays, measured against what it was then, however long it lasts.
        world.pass(300);
        QVERIFY(world.goesOn(Kind::HitRateFell));
        QVERIFY(world.find(Kind::HitRateFell)->sentence.contains(QStringLiteral("5 min ago")));
        setHitRate(world, 0.97);
        world.pass(60);
        const auto *over = world.find(Kind::HitRateFell);
        QVERIFY(over && over->isOver());
        QVERIFY2(
            over->sentence.contains(QStringLiteral("lasted 5 min")), qPrintable(over->sentence));
        QVERIFY(over->until < world.now - 30s);
    }

    void aSpikeSaysNothing()
    {
        WatchedWorld world;
        world.pass(120);
        setHitRate(world, 0.2);
        world.pass(5);
        setHitRate(world, 0.97);
        world.pass(60);
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
    }

    void hitRateOfFewQuestionsSaysNothing()
    {
        WatchedWorld world;
        world.redis.counts.hits = 4;
        world.redis.counts.misses = 0;
        world.pass(120);
        world.redis.counts.hits = 1;
        world.redis.counts.misses = 3;
        world.pass(60);
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
    }

    void evictionsBegin()
    {
        WatchedWorld world;
        world.pass(100);
        const auto before = world.now;
        world.redis.state.usedMemory = world.redis.state.maxMemory;
        world.redis.counts.evicted = 210;
        world.pass(60);
        QVERIFY(world.goesOn(Kind::EvictionsBegan));
        const auto finding = *world.find(Kind::EvictionsBegan);
        QVERIFY2(finding.sentence.contains(QStringLiteral("evicts 210 keys/s (allkeys-lru)")),
            qPrintable(finding.sentence));
        QVERIFY(std::chrono::abs(finding.since - before) <= 8s);
        world.redis.counts.evicted = 0;
        world.pass(60);
        QVERIFY(world.find(Kind::EvictionsBegan)->isOver());
        QVERIFY(world.find(Kind::EvictionsBegan)->sentence.contains(QStringLiteral("210 keys/s")));
    }

    // What does not hold any more is told in the past at once, and called over later.
    void whatIsNotSeenAnyMoreIsToldInThePast()
    {
        WatchedWorld world;
        world.pass(30);
        const auto waits = [&world](Duration age) {
            world.postgres.sessions = {session(1, "idle in transaction", age)};
            for (std::int32_t pid = 2; pid < 8; ++pid) {
                auto waiting = session(pid, "active", age);
                waiting.blockedBy = {1};
                world.postgres.sessions.push_back(std::move(waiting));
            }
        };
        waits(12s);
        world.pass(3);
        QVERIFY(world.goesOn(Kind::LockQueue));
        QVERIFY(!world.find(Kind::LockQueue)->isWaning());
        QVERIFY(world.find(Kind::LockQueue)->sentence.endsWith(QStringLiteral("for 12 s now.")));
        QVERIFY(!world.findings.story().empty());
        QVERIFY(world.findings.lately(world.now).empty());
        const auto seen = world.now;
        world.postgres.sessions.clear();
        world.pass(20);
        const auto waning = *world.find(Kind::LockQueue);
        QVERIFY(!waning.isOver() && waning.isWaning());
        QCOMPARE(waning.seen, seen);
        QVERIFY2(waning.sentence.startsWith(QStringLiteral("Up to 6 sessions waited"))
                && waning.sentence.endsWith(QStringLiteral("Last seen 20 s ago."))
                && !waning.sentence.contains(QStringLiteral("now")),
            qPrintable(waning.sentence));
        QVERIFY(waning.next.isEmpty());
        QVERIFY2(world.findings.story().empty(), world.sentences().c_str());
        QCOMPARE(world.findings.lately(world.now).size(), std::size_t(1));
        // It is the same one if it comes back in time.
        waits(15s);
        world.pass(1);
        QCOMPARE(world.findings.story().size(), std::size_t(1));
        QCOMPARE(world.findings.story().front().since, waning.since);
        QVERIFY(!world.findings.story().front().next.isEmpty());
        world.postgres.sessions.clear();
        world.pass(40);
        QVERIFY(world.find(Kind::LockQueue)->isOver());
        QVERIFY(world.find(Kind::LockQueue)->next.isEmpty());
        QCOMPARE(world.findings.lately(world.now).size(), std::size_t(1));
        world.pass(300);
        QVERIFY(world.findings.lately(world.now).empty());
    }

    void withoutALimitMemoryIsNotAtIt()
    {
        WatchedWorld world;
        world.pass(100);
        world.redis.state.usedMemory = world.redis.state.maxMemory;
        world.redis.counts.evicted = 640;
        world.pass(60);
        QVERIFY(world.goesOn(Kind::EvictionsBegan));
        world.redis.counts.evicted = 0;
        world.redis.state.maxMemory = 0;
        world.pass(1);
        QVERIFY2(world.find(Kind::EvictionsBegan)->isOver(), world.sentences().c_str());
        for (const auto &figure : world.find(Kind::EvictionsBegan)->evidence)
            QVERIFY(!figure.value.startsWith(QStringLiteral("0 bytes")));
    }

    void evictionsFromTheBeginningAreANotice()
    {
        WatchedWorld world;
        world.redis.counts.evicted = 50;
        world.pass(60);
        QVERIFY(world.goesOn(Kind::EvictionsBegan));
        QCOMPARE(world.find(Kind::EvictionsBegan)->level, Level::Notice);
        QVERIFY(!world.find(Kind::EvictionsBegan)->sentence.contains(QStringLiteral("ago")));
        world.pass(300);
        QCOMPARE(world.findings.all().size(), std::size_t(1));
    }

    void memoryIsFull()
    {
        WatchedWorld world;
        world.redis.state.evictionPolicy = "noeviction";
        world.redis.state.usedMemory = 940'000'000;
        world.pass(60);
        QVERIFY(world.findings.all().empty());
        world.redis.state.usedMemory = 970'000'000;
        world.pass(5);
        QCOMPARE(world.find(Kind::MemoryFull)->level, Level::Warning);
        world.redis.state.usedMemory = 1'000'000'000;
        CommandCounts set;
        set.name = "set";
        set.calls = 100;
        set.rejected = 100;
        world.redis.commands.push_back(set);
        world.pass(5);
        QCOMPARE(world.find(Kind::MemoryFull)->level, Level::Problem);
        world.pass(20);
        QVERIFY2(world.find(Kind::MemoryFull)
                     ->sentence.contains(QStringLiteral("refuses writes, 100/s")),
            world.sentences().c_str());
        world.redis.commands.pop_back();
        world.redis.state.usedMemory = 100'000'000;
        world.pass(60);
        QVERIFY(world.find(Kind::MemoryFull)->isOver());
    }

    void refusedForOtherReasonsIsNotFull()
    {
        WatchedWorld world;
        world.redis.commands.front().rejected = 100;
        world.pass(30);
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
    }

    void aPatternWithoutExpiryGrows()
    {
        for (const double perMinute : {50.0, 2000.0}) {
            WatchedWorld world;
            PatternFigures figures;
            figures.pattern = "tmp:export:*";
            figures.sampled = 500;
            figures.withoutExpiry = 1;
            figures.keysError = 100;
            world.patterns = {figures};
            world.pass(720, [&](int second) {
                world.patterns[0].keys = 5000 + perMinute * second / 60;
                world.patterns[0].bytes = world.patterns[0].keys * 5000;
                world.redis.state.keys = 10'000 + std::uint64_t(perMinute * second / 60);
            });
            QCOMPARE(world.goesOn(Kind::NoExpiryGrowth), perMinute > 1000);
            if (perMinute < 1000)
                continue;
            const auto &finding = *world.find(Kind::NoExpiryGrowth);
            QCOMPARE(finding.subject, std::string("tmp:export:*"));
            QVERIFY2(finding.sentence.contains(QStringLiteral("memory is full in")),
                qPrintable(finding.sentence));
            world.pass(900);
            QVERIFY(world.find(Kind::NoExpiryGrowth)->isOver());
        }
    }

    void growthThatTheKeyspaceDoesNotShowIsGuesswork()
    {
        WatchedWorld world;
        PatternFigures figures;
        figures.pattern = "tmp:*";
        figures.sampled = 500;
        figures.withoutExpiry = 1;
        world.patterns = {figures};
        world.pass(720, [&](int second) { world.patterns[0].keys = 1000 + 100.0 * second; });
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
    }

    void readsBecomeSlower()
    {
        for (const auto p99 : {std::chrono::microseconds{250}, std::chrono::microseconds{4000}}) {
            WatchedWorld world;
            world.pass(100);
            world.redis.commands[0].latencies.add(p99, 100);
            world.pass(60);
            QCOMPARE(world.goesOn(Kind::ReadsSlower), p99 > 1ms);
            if (p99 > 1ms)
                QVERIFY2(
                    world.find(Kind::ReadsSlower)
                        ->sentence.contains(QStringLiteral("at most 0.13 ms, now at most 4.10 ms")),
                    world.sentences().c_str());
        }
        WatchedWorld old; // Redis before 7: only means
        old.redis.commands[0].latencies = {};
        old.pass(100);
        old.redis.commands[0].time = 500ms;
        old.pass(60);
        QVERIFY(old.goesOn(Kind::ReadsSlower));
    }

    void oneSlowCommand()
    {
        WatchedWorld world;
        world.pass(20);
        world.redis.slow = {{1, 1000, 90ms, "KEYS *", "10.0.0.1:4711 batch"}};
        world.pass(1);
        QVERIFY(world.findings.all().empty());
        world.redis.slow = {{2, 1001, 800ms, "KEYS user:*", "10.0.0.1:4711 batch"}};
        world.pass(1);
        world.redis.slow.clear();
        world.pass(1);
        QVERIFY(world.goesOn(Kind::SlowCommand));
        QVERIFY2(world.sentences().find("One KEYS took 800 ms") != std::string::npos,
            world.sentences().c_str());
        world.redis.slow = {{3, 1005, 1200ms, "KEYS user:*", "10.0.0.1:4711 batch"}};
        world.pass(1);
        world.redis.slow.clear();
        QCOMPARE(world.findings.all().size(), std::size_t(1));
        QCOMPARE(world.find(Kind::SlowCommand)->level, Level::Problem);
        QVERIFY(world.sentences().find("up to 1.2 s in Redis, 2 times") != std::string::npos);
        world.pass(40);
        QVERIFY(world.find(Kind::SlowCommand)->isOver());
    }

    // Servers that come back are looked at sooner than the rules are asked: nothing gets lost.
    void aSlowCommandOfALookBeforeTheLast()
    {
        WatchedWorld world;
        world.pass(20);
        world.redis.slow = {{2, 1001, 800ms, "KEYS user:*", "10.0.0.1:4711 batch"}};
        world.findings.take(world.redis);
        world.redis.slow.clear();
        world.pass(1);
        QVERIFY(world.goesOn(Kind::SlowCommand));
        world.pass(40);
        QVERIFY(world.find(Kind::SlowCommand)->isOver()); // told once
    }

    void clientsAreTurnedAway()
    {
        WatchedWorld world;
        world.redis.state.clients = 8'900;
        world.pass(20);
        QVERIFY(world.findings.all().empty());
        world.redis.state.clients = 9'500;
        world.pass(5);
        QCOMPARE(world.find(Kind::ClientsBlocked)->level, Level::Warning);
        world.redis.state.clients = 10'000;
        world.redis.counts.rejectedConnections = 7;
        world.pass(5);
        QCOMPARE(world.find(Kind::ClientsBlocked)->level, Level::Problem);
        world.redis.state.clients = 50;
        world.redis.counts.rejectedConnections = 0;
        world.pass(60);
        QVERIFY(world.find(Kind::ClientsBlocked)->isOver());
    }

    void redisIsAwayAndCold()
    {
        WatchedWorld world;
        world.pass(100);
        world.redis.health = ServerChange::State::Lost;
        world.redis.problem = "Nobody listens at 10.0.0.5:6379.";
        world.pass(1);
        QVERIFY(world.findings.all().empty());
        world.pass(5);
        QVERIFY(world.goesOn(Kind::RedisAway));
        QCOMPARE(world.find(Kind::RedisAway)->evidence[0].value,
            QString::fromStdString(world.redis.problem));
        world.redis.health = ServerChange::State::Up;
        world.redis.problem.clear();
        world.redis.state.uptime = 0s;
        world.redis.state.keys = 0;
        world.redisKnown = false;
        world.pass(1);
        world.redisKnown = true;
        setHitRate(world, 0.1);
        world.pass(32);
        QVERIFY(world.find(Kind::RedisAway)->isOver());
        QVERIFY(world.goesOn(Kind::CacheLost));
        QVERIFY2(world.sentences().find("restarted and lost 10\u202f000 keys") != std::string::npos,
            world.sentences().c_str());
        QVERIFY(world.goesOn(Kind::HitRateFell));
        const auto story = world.findings.story();
        QCOMPARE(story.size(), std::size_t(2));
        QCOMPARE(story[0].kind, Kind::CacheLost);
        QCOMPARE(story[1].kind, Kind::HitRateFell);
        setHitRate(world, 0.97);
        world.redis.state.keys = 9000;
        world.pass(60);
        QVERIFY(world.find(Kind::CacheLost)->isOver());
    }

    void aRestartThatLosesNothingIsNoLoss()
    {
        WatchedWorld world;
        world.pass(100);
        world.redis.state.uptime = 0s;
        world.redisKnown = false;
        world.pass(1);
        world.redisKnown = true;
        world.pass(60);
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
    }

    void emptiedOrExpired()
    {
        WatchedWorld world;
        world.pass(100);
        world.redis.state.keys = 100; // all at once, but they expired
        world.redis.counts.expired = 9900;
        world.pass(1);
        world.redis.counts.expired = 0;
        world.redis.state.keys = 10'000;
        world.pass(70);
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
        world.redis.state.keys = 100;
        world.pass(2);
        QVERIFY(world.goesOn(Kind::CacheLost));
        QVERIFY(world.sentences().find("emptied") != std::string::npos);
    }

    void postgresIsAway()
    {
        WatchedWorld world;
        world.pass(20);
        world.postgres.health = ServerChange::State::Frozen;
        world.pass(5);
        QVERIFY(world.goesOn(Kind::PostgresAway));
        // One that does not answer keeps its callers waiting; one that is gone refuses them.
        const auto frozen = *world.find(Kind::PostgresAway);
        QVERIFY2(frozen.sentence.contains(QStringLiteral("waits")), qPrintable(frozen.sentence));
        world.postgres.health = ServerChange::State::Lost;
        world.pass(2);
        const auto gone = *world.find(Kind::PostgresAway);
        QVERIFY2(!gone.sentence.contains(QStringLiteral("waits")), qPrintable(gone.sentence));
        QVERIFY(!gone.next.isEmpty() && gone.next != frozen.next);
        world.postgres.health = ServerChange::State::Up;
        world.pass(40);
        QVERIFY(world.find(Kind::PostgresAway)->isOver());
    }

    void replicasLag()
    {
        WatchedWorld world;
        world.redis.state.lags = {{"10.0.0.6:6379", "online", 50'000'000, 1s}};
        world.postgres.state.replicas = {{"standby1", "streaming", 1000, Duration{-1}}};
        world.pass(20);
        QVERIFY(world.findings.all().empty());
        world.redis.state.lags[0].time = 30s;
        world.postgres.state.replicas[0].bytes = 80'000'000;
        world.pass(3);
        int lagging = 0;
        for (const auto &finding : world.findings.all())
            lagging += finding.kind == Kind::ReplicaLags ? 1 : 0;
        QCOMPARE(lagging, 2);
        QVERIFY(world.sentences().find("10.0.0.6:6379") != std::string::npos);
        world.redis.state.lags[0].time = 0s;
        world.postgres.state.replicas[0].bytes = 0;
        world.pass(40);
        QVERIFY(world.findings.story().empty());
    }

    void connectionsRunOut()
    {
        WatchedWorld world;
        world.postgres.state.sessions = 80;
        world.pass(20);
        QVERIFY(world.findings.all().empty());
        world.postgres.state.sessions = 90;
        world.pass(3);
        QCOMPARE(world.find(Kind::ConnectionsRunOut)->level, Level::Warning);
        world.postgres.state.sessions = 97;
        world.pass(3);
        QCOMPARE(world.find(Kind::ConnectionsRunOut)->level, Level::Problem);
    }

    void manyIdleInTransactionAreOneFinding()
    {
        WatchedWorld world;
        for (int i = 0; i < 2; ++i)
            world.postgres.sessions.push_back(session(100 + i, "idle in transaction", 70s));
        world.pass(5);
        QCOMPARE(world.findings.all().size(), std::size_t(2));
        for (int i = 0; i < 80; ++i) // an application leaks them
            world.postgres.sessions.push_back(session(200 + i, "idle in transaction", 65s));
        world.pass(5);
        QCOMPARE(world.findings.all().size(), std::size_t(3)); // the two go on to be told
        QVERIFY2(world.sentences().find("80 more sessions") != std::string::npos,
            world.sentences().c_str());
        world.postgres.sessions.erase(
            world.postgres.sessions.begin(), world.postgres.sessions.begin() + 2);
        world.pass(40);
        QCOMPARE(world.findings.story().size(), std::size_t(1));
        QVERIFY2(world.findings.story()[0].sentence.startsWith(QStringLiteral("80 sessions")),
            world.sentences().c_str());
        world.postgres.sessions.resize(2);
        world.pass(40);
        QCOMPARE(world.findings.story().size(), std::size_t(2));
        QVERIFY2(world.sentences().find("Up to 80 sessions were idle") != std::string::npos,
            world.sentences().c_str());
    }

    void locksBehindIdleInTransaction()
    {
        WatchedWorld world;
        auto head = session(10, "idle in transaction", 30s);
        auto waits = session(11, "active", 1s);
        waits.blockedBy = {10};
        waits.lock = "orders, RowExclusiveLock";
        auto last = session(12, "active", 2s);
        last.blockedBy = {11};
        world.postgres.sessions = {head, waits, last};
        world.pass(5);
        QVERIFY2(world.findings.all().empty(),
            world.sentences().c_str()); // waits are short, so is the idling
        world.postgres.sessions[0].stateAge = 70s;
        world.postgres.sessions[1].queryAge = 20s;
        world.postgres.sessions[2].queryAge = 12s;
        world.pass(3);
        QCOMPARE(world.findings.all().size(), std::size_t(2));
        const auto story = world.findings.story();
        QCOMPARE(story[0].kind, Kind::IdleInTransaction);
        QCOMPARE(story[0].level, Level::Problem); // since it blocks
        QCOMPARE(story[1].kind, Kind::LockQueue);
        QCOMPARE(story[1].subject, std::string("orders"));
        QVERIFY2(story[1].sentence.contains(QStringLiteral(
                     "2 sessions wait behind one (process 10, shop, idle in transaction)")),
            qPrintable(story[1].sentence));
        world.postgres.sessions.clear();
        world.pass(40);
        QVERIFY(world.findings.story().empty());
    }

    // Causes first, and a problem with its causes before a warning that stands alone.
    void theStoryBeginsWithTheWorst()
    {
        const auto make = [](Kind kind, Level level, SinceStart since) {
            Finding finding;
            finding.kind = kind;
            finding.level = level;
            finding.since = since;
            return finding;
        };
        Findings findings;
        findings.restore({make(Kind::TempFiles, Level::Warning, 10s),
            make(Kind::EvictionsBegan, Level::Warning, 100s),
            make(Kind::HitRateFell, Level::Problem, 110s),
            make(Kind::ReplicaLags, Level::Problem, 200s)});
        std::vector<Kind> kinds;
        for (const auto &finding : findings.story())
            kinds.push_back(finding.kind);
        const std::vector<Kind> wanted{
            Kind::EvictionsBegan, Kind::HitRateFell, Kind::ReplicaLags, Kind::TempFiles};
        QVERIFY(kinds == wanted);
    }

    void aStatementBecomesSlower()
    {
        for (const auto mean : {Duration{4ms}, Duration{20ms}}) {
            WatchedWorld world;
            world.pass(100);
            world.statement(1, {}, 30, mean);
            world.pass(60);
            QCOMPARE(world.goesOn(Kind::StatementSlower), mean > 10ms);
            if (mean < 10ms)
                continue;
            const auto &finding = *world.find(Kind::StatementSlower);
            QCOMPARE(finding.subject, std::string("SELECT name FROM products WHERE id = $1"));
            QVERIFY2(finding.sentence.contains(QStringLiteral("from 2.00 ms to 20.0 ms")),
                qPrintable(finding.sentence));
        }
    }

    void aStatementIsCalledMore()
    {
        WatchedWorld world;
        PatternLink link;
        link.pattern = "product:*";
        link.statement = 1;
        world.links = {link};
        world.pass(100);
        world.statement(1, {}, 45, 2ms);
        world.pass(60);
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
        world.statement(1, {}, 500, 2ms); // while Redis is asked as before
        world.pass(60);
        QVERIFY(world.goesOn(Kind::StatementMore));
        QVERIFY2(world.sentences().find("the misses of product:*") != std::string::npos,
            world.sentences().c_str());
        world.statement(1, {}, 30, 2ms);
        world.pass(70);
        QVERIFY(world.find(Kind::StatementMore)->isOver());
    }

    void moreOfEverythingIsTraffic()
    {
        WatchedWorld world;
        world.pass(100);
        world.statement(1, {}, 240, 2ms);
        world.statement(2, {}, 160, 1ms);
        world.redis.counts.hits *= 8;
        world.redis.counts.misses *= 8;
        world.redis.commands[0].calls *= 8;
        world.pass(100);
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
    }

    void buffersNoLongerHoldIt()
    {
        WatchedWorld world;
        world.pass(100);
        world.postgres.counts.blocksRead = 400; // 96 %
        world.pass(60);
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
        world.postgres.counts.blocksRead = 5000;
        world.pass(60);
        QVERIFY(world.goesOn(Kind::BufferHitFell));
    }

    void checkpointsAreForced()
    {
        for (const int every : {400, 60}) {
            WatchedWorld world;
            world.pass(500, [&](int second) {
                world.postgres.counts.checkpointsForced = second % every == 50 ? 1 : 0;
            });
            QCOMPARE(world.goesOn(Kind::Checkpoints), every == 60);
        }
    }

    void deadlocks()
    {
        WatchedWorld world;
        world.pass(10);
        world.postgres.counts.deadlocks = 1;
        world.pass(1);
        world.postgres.counts.deadlocks = 0;
        world.pass(3);
        world.findings.look(world.input());
        QVERIFY(world.goesOn(Kind::Deadlocks));
        QVERIFY(
            world.find(Kind::Deadlocks)->sentence.startsWith(QStringLiteral("Two transactions")));
        world.postgres.counts.deadlocks = 2;
        world.pass(1);
        world.findings.look(world.input()); // the same look again counts nothing twice
        QVERIFY(world.find(Kind::Deadlocks)->sentence.contains(QStringLiteral("ended 3 of them")));
        world.postgres.counts.deadlocks = 0;
        world.pass(40);
        QVERIFY(world.find(Kind::Deadlocks)->isOver());
    }

    void sortsSpill()
    {
        WatchedWorld world;
        world.postgres.counts.tempBytes = 300'000;
        world.pass(100);
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
        world.pass(60, [&](int second) {
            world.postgres.counts.tempBytes = second % 3 == 0 ? 30'000'000 : 0;
        });
        QVERIFY(world.goesOn(Kind::TempFiles));
        QCOMPARE(world.find(Kind::TempFiles)->level, Level::Warning);
        world.postgres.counts.tempBytes = 0;
        world.pass(80);
        QVERIFY(world.find(Kind::TempFiles)->isOver());
    }

    void manyKeysExpireTogether()
    {
        for (const bool together : {false, true}) {
            WatchedWorld world;
            world.pass(2);
            KeyPatterns keys;
            KeySampling sampling;
            sampling.at = world.now;
            sampling.keysInAll = 10'000;
            sampling.roundEnds = true;
            for (int i = 0; i < 2000; ++i) {
                KeySample sample;
                sample.key = "product:" + std::to_string(i * 7919);
                sample.type = ValueType::String;
                sample.expires = true;
                sample.expiresAt = world.now
                    + (together && i % 2 == 0 ? Duration{60s + 1ms * (i % 900)}
                                              : Duration{1s * (i % 600)});
                sampling.keys.push_back(sample);
            }
            keys.add(sampling);
            world.keys = &keys;
            world.patterns = keys.figures(world.now);
            QVERIFY(!world.patterns.empty());
            world.pass(3);
            QCOMPARE(world.goesOn(Kind::ExpiryCliff), together);
            if (!together)
                continue;
            const auto &finding = *world.find(Kind::ExpiryCliff);
            QCOMPARE(finding.subject, world.patterns[0].pattern);
            QVERIFY2(finding.sentence.contains(QStringLiteral("of product:* expire within 2 s")),
                qPrintable(finding.sentence));
            world.pass(100);
            QVERIFY(world.find(Kind::ExpiryCliff)->isOver());
        }
    }

    void aPatternIsHardlyEverHit()
    {
        WatchedWorld world;
        PatternTraffic good, bad;
        good.pattern = "session:*";
        good.reads = 1000;
        good.misses = good.fills = 100;
        bad.pattern = "search:*";
        bad.reads = 200;
        bad.misses = bad.fills = 176;
        good.span = bad.span = 5s;
        world.traffic = {good, bad};
        world.pass(3);
        QCOMPARE(world.findings.all().size(), std::size_t(1));
        QCOMPARE(world.find(Kind::HardlyEverHit)->subject, std::string("search:*"));
        QVERIFY(world.sentences().find("12.0 %") != std::string::npos);
        world.traffic = {good};
        world.pass(40);
        QVERIFY(world.find(Kind::HardlyEverHit)->isOver());
    }

    void theStoryGoesFromCauseToEffect()
    {
        WatchedWorld world;
        world.pass(100);
        world.redis.counts.evicted = 200;
        setHitRate(world, 0.8);
        world.statement(1, {}, 200, 2ms);
        world.pass(40);
        world.statement(1, {}, 200, 20ms);
        world.pass(40);
        std::vector<Kind> kinds;
        for (const auto &finding : world.findings.story())
            kinds.push_back(finding.kind);
        const std::vector wanted{
            Kind::EvictionsBegan, Kind::HitRateFell, Kind::StatementMore, Kind::StatementSlower};
        QVERIFY2(kinds == wanted, world.sentences().c_str());
        for (std::size_t i = 0; i + 1 < wanted.size(); ++i)
            QVERIFY(canCause(wanted[i], wanted[i + 1]));
    }
};

QTEST_GUILESS_MAIN(TestFindings)
#include "tst_findings.moc"
