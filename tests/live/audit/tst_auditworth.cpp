// SPDX-License-Identifier: GPL-3.0-or-later
// "Is the cache worth it?" of an audit, against what follows from the servers' own counters and
// from what the clients themselves have counted.
#include "live/audit/auditedservers.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"
#include "support/foreignclient.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestAuditWorth : public QObject, private AuditedServers
{
    Q_OBJECT
    static ForeignKind kind(const char *pattern, const char *table, int keys, double weight)
    {
        ForeignKind made;
        made.pattern = pattern;
        made.table = table;
        made.keys = keys;
        made.weight = weight;
        made.ttl = 4000ms; // so that hits, misses and fills go on all the time
        return made;
    }
    ForeignClient::Options options(std::vector<ForeignKind> kinds, double rate) const
    {
        ForeignClient::Options made;
        made.redis = m_redis.uri();
        made.postgres = m_postgres.connection();
        made.kinds = std::move(kinds);
        made.rate = rate;
        return made;
    }
    const AuditSection *section(const char *id) const
    {
        for (const auto &one : m_run->document()->sections) {
            if (one.id == QLatin1String(id))
                return &one;
        }
        return nullptr;
    }
    static bool isNear(double value, double expected, double share)
    {
        return expected > 0 && std::abs(value - expected) <= share * expected;
    }

private Q_SLOTS:
    void initTestCase() { startServers(); }
    void cleanupTestCase() { m_run.reset(); }

    void whatIsSavedADay()
    {
        auto profile = kind("profile:%d", "profiles", 60, 9);
        profile.statement
            = "SELECT body FROM profiles CROSS JOIN pg_sleep(0.03) WHERE id = $1"; // it is dear
        auto ghost = kind("ghost:%d", "ghosts", 100, 1);
        ghost.neverReadAgain = true;
        ForeignClient client(options({profile, ghost}, 250));
        QVERIFY2(client.prepare(), client.error().c_str());
        client.start();
        QTest::qWait(3000); // the cache is warm, and its first keys go
        const auto before = client.counts(0);
        QVERIFY(audit(7s, 5s));
        const auto after = client.counts(0);
        client.stop();

        // What the client has counted, and what the servers have.
        const double hits = double(after.hits - before.hits) / m_seconds;
        QVERIFY(after.misses > before.misses && after.fills > before.fills);
        PostgresConnection owner({m_postgres.connection()});
        const auto rows
            = owner.run("SELECT round(mean_exec_time * 1000)::bigint FROM pg_stat_statements "
                        "WHERE query LIKE 'SELECT body FROM profiles CROSS%'");
        QVERIFY(rows && !rows->empty());
        const double query = double(rows->number(0, 0)) / 1e6;
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        const auto stats = redis.command({"INFO", "commandstats"});
        const std::string get(infoLine(stats->text(), "cmdstat_get"));
        const auto each = get.find("usec_per_call=");
        QVERIFY(each != get.npos);
        const double read = std::atof(get.c_str() + each + 14) / 1e6;
        const double saved = hits * (query - read) * 86'400;

        const auto *profiles = pattern("profile:*");
        QVERIFY(profiles);
        QVERIFY2(
            profiles->statement.find("profiles") != std::string::npos, profiles->statement.c_str());
        const auto worth = judgeCache(m_run->facts());
        QVERIFY(worth.savedPerDay);
        const auto told = QStringLiteral("saved a day %1 s, %2; hits %3, %4; query %5 s, %6")
                              .arg(*worth.savedPerDay)
                              .arg(saved)
                              .arg(profiles->hitsPerSecond)
                              .arg(hits)
                              .arg(double(profiles->missCost.count()) / 1e9)
                              .arg(query);
        qInfo("%s", qPrintable(told));
        // A thousand hits in the burst are 1000 ± 3 × 32, and the burst is one part of the time the
        // client has counted; the query sleeps for most of its time, so its mean hardly varies.
        QVERIFY2(isNear(profiles->hitsPerSecond, hits, 0.15), qPrintable(told));
        QVERIFY2(isNear(double(profiles->missCost.count()) / 1e9, query, 0.1), qPrintable(told));
        QVERIFY2(isNear(*worth.savedPerDay, saved, 0.2), qPrintable(told));
        QCOMPARE(worth.verdict, CacheWorth::Verdict::Saves);

        // The memory it costs is the server's own figure; keys come and go since.
        const auto memory = redis.command({"INFO", "memory"});
        const double used = std::atof(std::string(infoLine(memory->text(), "used_memory")).c_str());
        QVERIFY2(isNear(double(worth.bytes), used, 0.1), qPrintable(QString::number(used)));

        // What is never hit saves nothing, and is named.
        const auto *ghosts = pattern("ghost:*");
        QVERIFY(ghosts);
        QCOMPARE(ghosts->hitRate, 0.0);
        QVERIFY(advises(AuditRule::HardlyHit, "ghost:*"));
        QVERIFY(!advises(AuditRule::HardlyHit, "profile:*"));
        QVERIFY(!advises(AuditRule::CacheNotNeeded));

        // The page says the same figures.
        const auto *page = section("worth");
        QVERIFY(page);
        for (const auto &table : page->tables) {
            if (table.id != QLatin1String("savings"))
                continue;
            double sum = 0;
            for (const auto &row : table.rows)
                sum += row[3].raw.toDouble();
            QVERIFY2(isNear(sum, *worth.savedPerDay, 0.001), qPrintable(QString::number(sum)));
            return;
        }
        QFAIL("no table of what is saved");
    }

    void aSimpleToolRunsFineOnADatabaseAlone()
    {
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        QVERIFY(redis.command({"FLUSHALL"}));
        ForeignClient client(options({kind("note:%d", "notes", 100, 1)}, 60));
        QVERIFY2(client.prepare(), client.error().c_str());
        client.start();
        QTest::qWait(2000);
        const auto before = client.counts(0);
        QVERIFY(audit(7s, 3s));
        const auto after = client.counts(0);
        client.stop();
        const auto &traffic = m_run->facts().traffic;
        // All that Postgres would be asked without the cache: reads, hit or not.
        const double reads = double(after.reads - before.reads) / m_seconds;
        const double alone = traffic.queriesPerSecond + traffic.hitsPerSecond;
        const auto told = QStringLiteral("%1 queries and %2 hits a second; the client: %3 reads")
                              .arg(traffic.queriesPerSecond)
                              .arg(traffic.hitsPerSecond)
                              .arg(reads);
        qInfo("%s", qPrintable(told));
        QVERIFY2(isNear(alone, reads, 0.25), qPrintable(told)); // 400 ± 60, and not the same time
        for (const auto &criterion : judgeCache(m_run->facts()).criteria)
            QVERIFY2(criterion.holds.value_or(false), qPrintable(criterion.text));
        QVERIFY(advises(AuditRule::CacheNotNeeded));
        const auto *page = section("worth");
        QVERIFY(page && !page->statements.empty());
        QVERIFY2(page->statements.front().text.contains(
                     QStringLiteral("A simple tool runs fine on a database alone")),
            qPrintable(page->statements.front().text));
    }
};

QTEST_GUILESS_MAIN(TestAuditWorth)
#include "tst_auditworth.moc"
