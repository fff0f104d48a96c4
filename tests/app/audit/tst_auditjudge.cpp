// SPDX-License-Identifier: GPL-3.0-or-later
// What an audit concludes from given facts: each rule where it applies and where it does not.
#include "audit/auditjudge.h"
#include "audit/documentparts.h"

#include <QTest>

#include <algorithm>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
// A pair of servers with nothing to complain about.
AuditFacts soundFacts()
{
    AuditFacts facts;
    facts.name = QStringLiteral("shop");
    auto &postgres = facts.postgres;
    postgres.isWanted = postgres.isReached = true;
    postgres.database = "shop";
    postgres.databaseBytes = 50'000'000'000;
    postgres.sharedBuffers = 1'000'000'000;
    postgres.settings = {{"fsync", "on"}, {"synchronous_commit", "on"}, {"full_page_writes", "on"},
        {"wal_level", "replica"}, {"data_checksums", "on"}, {"archive_mode", "on"}};
    postgres.archived = 10;
    postgres.lastArchived = 2000;
    postgres.standbys = {{"second", "streaming", "async", 0, 0}};
    postgres.hasStatements = true;
    AuditTableFacts table;
    table.schema = "public";
    table.name = "products";
    table.rows = 1'000'000;
    table.inserted = 1'000'000;
    table.lastAnalyze = table.lastVacuum = 1000;
    postgres.tables = {table};
    auto &redis = facts.redis;
    redis.isWanted = redis.isReached = true;
    AuditRedisServer server;
    server.address = "cache:6379";
    server.savePoints = "3600 1";
    server.usedMemory = 100'000'000;
    server.maxMemory = 1'000'000'000;
    server.policy = "allkeys-lru";
    server.keys = server.keysWithExpiry = 1000;
    redis.servers = {server};
    AuditPatternFacts pattern;
    pattern.pattern = "product:*";
    pattern.keys = 1000;
    pattern.bytes = 200'000;
    pattern.reads = 1000;
    pattern.hitRate = 0.9;
    pattern.hitsPerSecond = 300;
    pattern.statement = "SELECT body FROM products WHERE id = $1";
    pattern.table = "public.products";
    pattern.missCost = 2ms;
    facts.patterns = {pattern};
    auto &traffic = facts.traffic;
    traffic.watched = traffic.redisSpan = traffic.postgresSpan = 30s;
    traffic.hitsPerSecond = 300;
    traffic.missesPerSecond = 30;
    traffic.hitRate = 0.9;
    traffic.queriesPerSecond = 30;
    traffic.meanQuery = 2ms;
    traffic.meanRead = 2us;
    traffic.burst = 3s;
    return facts;
}

const AuditAdvice *find(const std::vector<AuditAdvice> &advice, AuditRule rule)
{
    const auto found = std::find_if(
        advice.begin(), advice.end(), [&](const AuditAdvice &one) { return one.rule == rule; });
    return found == advice.end() ? nullptr : &*found;
}

bool says(const AuditFacts &facts, AuditRule rule, AuditLevel level)
{
    const auto advice = judge(facts);
    const auto *found = find(advice, rule);
    return found && found->level == level && !found->evidence.empty() && !found->what.isEmpty()
        && !found->why.isEmpty();
}

bool isSilent(const AuditFacts &facts, AuditRule rule)
{
    const auto advice = judge(facts);
    return find(advice, rule) == nullptr;
}
} // namespace

class TestAuditJudge : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void aSoundSystemOnlyHearsAHabit()
    {
        const auto advice = judge(soundFacts());
        QCOMPARE(advice.size(), std::size_t(1));
        QCOMPARE(advice.front().rule, AuditRule::TryExport);
        QCOMPARE(advice.front().level, AuditLevel::Habit);
    }

    void settingsThatLoseData()
    {
        const std::vector<std::tuple<const char *, AuditRule, AuditLevel>> settings{
            {"fsync", AuditRule::FsyncOff, AuditLevel::Danger},
            {"full_page_writes", AuditRule::FullPageWritesOff, AuditLevel::Danger},
            {"synchronous_commit", AuditRule::SynchronousCommitOff, AuditLevel::Risk},
            {"data_checksums", AuditRule::NoChecksums, AuditLevel::Improve}};
        for (const auto &[name, rule, level] : settings) {
            auto facts = soundFacts();
            QVERIFY2(isSilent(facts, rule), name);
            facts.postgres.settings[name] = "off";
            QVERIFY2(says(facts, rule, level), name);
            facts.postgres.settings.erase(name); // not shown to us is not off
            QVERIFY2(isSilent(facts, rule), name);
        }
    }

    void tables()
    {
        auto facts = soundFacts();
        facts.postgres.tables[0].isUnlogged = true;
        QVERIFY(says(facts, AuditRule::UnloggedTable, AuditLevel::Danger));
        facts.postgres.tables[0].rows = 0; // an empty one has nothing to lose
        QVERIFY(isSilent(facts, AuditRule::UnloggedTable));

        facts = soundFacts();
        facts.postgres.tables[0].deadRows = 600'000;
        QVERIFY(says(facts, AuditRule::NotVacuumed, AuditLevel::Improve));
        facts = soundFacts();
        facts.postgres.tables[0].lastAnalyze = 0;
        QVERIFY(says(facts, AuditRule::NotVacuumed, AuditLevel::Improve));
        facts.postgres.tables[0].rows = 100; // tiny
        QVERIFY(isSilent(facts, AuditRule::NotVacuumed));
    }

    void whatCouldNotBeCountedMayBeThere()
    {
        auto facts = soundFacts();
        facts.postgres.tables[0].rows = 0;
        facts.postgres.tables[0].bytes = 8192; // never analyzed: an estimate of nothing
        QVERIFY(facts.postgres.mayHoldData());
        facts.postgres.tables[0].isCounted = true;
        QVERIFY(!facts.postgres.mayHoldData());
        facts.postgres.tables.clear();
        QVERIFY(isSilent(facts, AuditRule::TryExport));
        facts.postgres.tablesUnknown = true;
        QVERIFY(says(facts, AuditRule::TryExport, AuditLevel::Habit));
    }

    void copies()
    {
        auto facts = soundFacts();
        facts.postgres.lastArchiveFailed = 3000;
        QVERIFY(says(facts, AuditRule::ArchiveFailing, AuditLevel::Danger));
        QVERIFY(isSilent(facts, AuditRule::NoCopy)); // one word about it is enough

        facts = soundFacts();
        facts.postgres.standbys.clear();
        QVERIFY(isSilent(facts, AuditRule::NoCopy)); // it archives
        QVERIFY(says(facts, AuditRule::NoStandby, AuditLevel::Improve));
        facts.postgres.settings["archive_mode"] = "off";
        QVERIFY(says(facts, AuditRule::NoCopy, AuditLevel::Danger));
        QVERIFY(isSilent(facts, AuditRule::NoStandby));
        // pg_dump cannot be seen: said, not denied.
        QVERIFY(find(judge(facts), AuditRule::NoCopy)->why.contains(QStringLiteral("pg_dump")));
        facts.postgres.tables.clear(); // nothing to copy
        QVERIFY(isSilent(facts, AuditRule::NoCopy));

        facts = soundFacts();
        facts.postgres.standbys[0].lagMicros = 61'000'000;
        QVERIFY(says(facts, AuditRule::StandbyBehind, AuditLevel::Risk));
        facts = soundFacts();
        facts.postgres.slots = {{"old", "physical", false, 2'000'000'000}};
        QVERIFY(says(facts, AuditRule::SlotKeepsWal, AuditLevel::Risk));
        facts.postgres.slots[0].isActive = true;
        QVERIFY(isSilent(facts, AuditRule::SlotKeepsWal));
    }

    void memoryOfRedis()
    {
        auto facts = soundFacts();
        auto &server = facts.redis.servers[0];
        server.policy = "noeviction";
        QVERIFY(isSilent(facts, AuditRule::RedisRefusesWrites));
        server.usedMemory = 950'000'000;
        QVERIFY(says(facts, AuditRule::RedisRefusesWrites, AuditLevel::Danger));
        server.policy = "volatile-lru";
        QVERIFY(isSilent(facts, AuditRule::RedisRefusesWrites)); // all keys expire
        server.keysWithExpiry = 0;
        QVERIFY(says(facts, AuditRule::RedisRefusesWrites, AuditLevel::Danger));
        server.keysWithExpiry = 400;
        QVERIFY(says(facts, AuditRule::VolatileWithoutExpiry, AuditLevel::Risk));
        server.keysWithExpiry = 600;
        QVERIFY(isSilent(facts, AuditRule::VolatileWithoutExpiry));
        server.maxMemory = 0;
        QVERIFY(says(facts, AuditRule::NoMemoryLimit, AuditLevel::Improve));
        server.lastSaveFailed = true;
        QVERIFY(says(facts, AuditRule::RedisSaveFailed, AuditLevel::Danger));
    }

    void permanentDataOnlyInRedis()
    {
        auto facts = soundFacts();
        AuditPatternFacts accounts;
        accounts.pattern = "account:*";
        accounts.keys = 50;
        accounts.withoutExpiry = 1;
        facts.patterns.push_back(accounts);
        facts.redis.servers[0].keys += 50;
        QVERIFY(says(facts, AuditRule::OnlyInRedis, AuditLevel::Risk)); // it saves pictures
        QVERIFY(says(facts, AuditRule::EvictsPermanent, AuditLevel::Danger)); // allkeys-lru
        facts.redis.servers[0].savePoints = "";
        QVERIFY(says(facts, AuditRule::OnlyInRedis, AuditLevel::Danger));
        QCOMPARE(judge(facts).front().subject, QStringLiteral("account:*")); // and comes first
        facts.redis.servers[0].hasAof = true;
        QVERIFY(says(facts, AuditRule::OnlyInRedis, AuditLevel::Risk));
        facts.redis.servers[0].savePoints.reset(); // not known is not "keeps nothing"
        QVERIFY(says(facts, AuditRule::OnlyInRedis, AuditLevel::Risk));
        // With a table of the same name it is a copy, which should not live for ever.
        facts.patterns.back().table = "public.accounts";
        QVERIFY(isSilent(facts, AuditRule::OnlyInRedis));
        QVERIFY(says(facts, AuditRule::NeverExpires, AuditLevel::Improve));
        QCOMPARE(onlyInRedis(facts).size(), std::size_t(0));
    }

    void patternsThatAreNotWorthIt()
    {
        auto facts = soundFacts();
        facts.patterns[0].hitRate = 0.05;
        QVERIFY(says(facts, AuditRule::HardlyHit, AuditLevel::Improve));
        facts.patterns[0].reads = 5; // too few to judge
        QVERIFY(isSilent(facts, AuditRule::HardlyHit));
        facts.patterns[0].hitRate = -1; // not measured
        QVERIFY(isSilent(facts, AuditRule::HardlyHit));
        facts.patterns[0].idleShare = 0.95;
        QVERIFY(isSilent(facts, AuditRule::HardlyUsed)); // small
        facts.patterns[0].bytes = 5'000'000;
        QVERIFY(says(facts, AuditRule::HardlyUsed, AuditLevel::Improve));
    }

    void whatTheCacheIsWorth()
    {
        auto facts = soundFacts();
        auto worth = judgeCache(facts);
        QCOMPARE(worth.verdict, CacheWorth::Verdict::Saves);
        QVERIFY(worth.savedPerDay.has_value());
        // 300 hits a second, each 2 ms less 2 µs, for 86 400 seconds.
        QVERIFY(std::abs(*worth.savedPerDay - 300 * 0.001998 * 86'400) < 0.01);
        const auto said = [&] { return worthSection(facts, {}).statements.front().text; };
        QVERIFY2(said().contains(QStringLiteral("earns its keep")), qPrintable(said()));
        facts.patterns[0].hitsPerSecond = 3; // 8.6 minutes of a day
        QVERIFY2(said().contains(QStringLiteral("takes little work off")), qPrintable(said()));
        facts.patterns[0].hitsPerSecond = 300;
        facts.traffic.meanRead = 3ms;
        worth = judgeCache(facts);
        QCOMPARE(worth.verdict, CacheWorth::Verdict::CostsMore);
        QVERIFY(*worth.savedPerDay < 0);
        facts.patterns[0].hitsPerSecond = -1;
        worth = judgeCache(facts);
        QVERIFY(!worth.savedPerDay);
        QCOMPARE(worth.verdict, CacheWorth::Verdict::NotMeasured);
        QVERIFY(says(facts, AuditRule::MeasureMore, AuditLevel::Improve));
    }

    void aSimpleToolRunsFineOnADatabaseAlone()
    {
        const auto small = [] {
            auto facts = soundFacts();
            facts.postgres.databaseBytes = 20'000'000;
            facts.traffic.hitsPerSecond = 20;
            facts.traffic.queriesPerSecond = 5;
            facts.traffic.meanQuery = 1ms;
            return facts;
        };
        QCOMPARE(judgeCache(small()).verdict, CacheWorth::Verdict::NotNeeded);
        QVERIFY(judgeCache(small()).allHold());
        QVERIFY(says(small(), AuditRule::CacheNotNeeded, AuditLevel::Improve));
        // Each condition by itself keeps it from being said.
        auto facts = small();
        facts.postgres.databaseBytes = 2'000'000'000;
        QVERIFY(isSilent(facts, AuditRule::CacheNotNeeded));
        facts = small();
        facts.traffic.hitsPerSecond = 250;
        QVERIFY(isSilent(facts, AuditRule::CacheNotNeeded));
        facts = small();
        facts.traffic.meanQuery = 6ms;
        QVERIFY(isSilent(facts, AuditRule::CacheNotNeeded));
        facts = small();
        facts.traffic.queriesPerSecond = 180; // × 5 ms: nearly one whole processor
        facts.traffic.meanQuery = 5ms;
        QVERIFY(isSilent(facts, AuditRule::CacheNotNeeded));
        facts = small();
        facts.traffic.queriesPerSecond = -1; // not measured is not "few"
        QVERIFY(isSilent(facts, AuditRule::CacheNotNeeded));
        QVERIFY(!judgeCache(facts).criteria[1].holds.has_value());
    }

    void emptyTinyAndMissingServers()
    {
        AuditFacts nothing;
        QVERIFY(judge(nothing).empty());
        QCOMPARE(judgeCache(nothing).verdict, CacheWorth::Verdict::NoCache);

        auto facts = soundFacts(); // cache-less
        facts.redis = {};
        facts.patterns.clear();
        QCOMPARE(judgeCache(facts).verdict, CacheWorth::Verdict::NoCache);
        QVERIFY(isSilent(facts, AuditRule::MeasureMore));
        QVERIFY(isSilent(facts, AuditRule::CacheNotNeeded)); // there is nothing to do without

        facts = soundFacts(); // an empty Redis
        facts.redis.servers[0].keys = facts.redis.servers[0].keysWithExpiry = 0;
        facts.redis.servers[0].maxMemory = 0;
        facts.patterns.clear();
        QVERIFY(isSilent(facts, AuditRule::NoMemoryLimit));
        QCOMPARE(judgeCache(facts).verdict, CacheWorth::Verdict::NoCache);

        facts = soundFacts();
        facts.postgres = {};
        facts.postgres.isWanted = true;
        facts.postgres.problem = "Nobody listens there.";
        QVERIFY(says(facts, AuditRule::NotReached, AuditLevel::Danger));
        QCOMPARE(judge(facts).front().rule, AuditRule::NotReached);
    }
};

QTEST_APPLESS_MAIN(TestAuditJudge)
#include "tst_auditjudge.moc"
