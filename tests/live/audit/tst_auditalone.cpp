// SPDX-License-Identifier: GPL-3.0-or-later
// Audits of servers that are empty, alone or away, and what an audit leaves behind: nothing.
#include "audit/auditrun.h"
#include "audit/postgresaudit.h"
#include "audit/redisaudit.h"
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "support/onlyreads.h"
#include "support/testservers.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <map>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestAuditAlone : public QObject
{
    Q_OBJECT
    TestRedis m_redis;
    TestPostgres m_postgres;

    std::unique_ptr<AuditRun> audit(const QString &redis, const QString &postgres)
    {
        LiveServers servers;
        servers.connection.name = QStringLiteral("alone");
        servers.redis = redis;
        servers.postgres = postgres;
        AuditWishes wishes;
        wishes.span = 2s;
        wishes.budget = 0.1;
        auto run = std::make_unique<AuditRun>(servers, wishes);
        QSignalSpy finished(run.get(), &AuditRun::finished);
        run->start();
        if (!QTest::qWaitFor([&] { return finished.size() == 1; }, 30'000))
            run.reset();
        return run;
    }
    QString redisUri() const { return QString::fromStdString(m_redis.uri()); }
    QString connection() const { return QString::fromStdString(m_postgres.connection()); }
    static bool advises(const AuditRun &run, AuditRule rule)
    {
        const auto &advice = run.document()->advice;
        return std::any_of(
            advice.begin(), advice.end(), [&](const AuditAdvice &one) { return one.rule == rule; });
    }
    static QString words(const AuditRun &run)
    {
        QString text;
        for (const auto &statement : run.document()->summary)
            text += statement.text + QLatin1Char('\n');
        for (const auto &section : run.document()->sections) {
            for (const auto &statement : section.statements)
                text += statement.text + QLatin1Char('\n');
        }
        return text;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_redis.start());
        QVERIFY(m_postgres.start());
    }

    void anEmptyPair()
    {
        const auto run = audit(redisUri(), connection());
        QVERIFY(run && run->document() && !run->error());
        QVERIFY(run->facts().postgres.tables.empty());
        QCOMPARE(run->facts().redis.keys(), 0u);
        const auto text = words(*run);
        QVERIFY2(text.contains(QStringLiteral("has no table")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("Redis is empty")), qPrintable(text));
        for (const auto rule : {AuditRule::NoCopy, AuditRule::TryExport, AuditRule::OnlyInRedis,
                 AuditRule::NoMemoryLimit})
            QVERIFY(!advises(*run, rule));
    }

    void aDatabaseAlone()
    {
        const auto run = audit({}, connection());
        QVERIFY(run && run->document() && !run->error());
        QVERIFY(words(*run).contains(QStringLiteral("it was given no Redis")));
        QVERIFY(!run->facts().redis.isWanted);
    }

    void aCacheAloneWithWhatIsMeantToStay()
    {
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        for (int i = 0; i < 20; ++i)
            QVERIFY(redis.command({"SET", "account:" + std::to_string(i), "x"}));
        const auto run = audit(redisUri(), {});
        QVERIFY(run && run->document() && !run->error());
        const auto text = words(*run);
        QVERIFY(text.contains(QStringLiteral("given no database")));
        QVERIFY2(text.contains(QStringLiteral("At risk: 20 keys")), qPrintable(text));
        QVERIFY2(text.contains(QStringLiteral("a restart loses all 20 keys")), qPrintable(text));
        QCOMPARE(run->document()->advice.front().rule, AuditRule::OnlyInRedis);
        QCOMPARE(run->document()->advice.front().level, AuditLevel::Danger);
    }

    void aRedisThatIsFull()
    {
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        const auto full = readRedisFacts(m_redis.uri()).usedMemory();
        QVERIFY(redis.command({"CONFIG", "SET", "maxmemory", std::to_string(full + full / 50)}));
        QVERIFY(redis.command({"CONFIG", "SET", "maxmemory-policy", "noeviction"}));
        AuditFacts facts;
        facts.redis = readRedisFacts(m_redis.uri());
        QVERIFY(redis.command({"CONFIG", "SET", "maxmemory", "0"}));
        QVERIFY(facts.redis.isReached);
        const auto advice = judge(facts);
        QVERIFY(std::any_of(advice.begin(), advice.end(), [](const AuditAdvice &one) {
            return one.rule == AuditRule::RedisRefusesWrites && one.level == AuditLevel::Danger;
        }));
    }

    void nothingIsLeftBehind()
    {
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        PostgresConnection owner({m_postgres.connection()});
        QVERIFY(owner.run("CREATE TABLE notes (id int PRIMARY KEY, body text)"));
        QVERIFY(owner.run("INSERT INTO notes SELECT n, 'x' FROM generate_series(1, 100) n"));
        QVERIFY(owner.run("VACUUM ANALYZE notes"));
        QTest::qWait(1200); // a session's counters arrive within a second
        const auto counters = [&owner] {
            (void)owner.run("SELECT pg_stat_clear_snapshot()");
            const auto rows = owner.run(
                "SELECT tup_inserted, tup_updated, tup_deleted, temp_files FROM pg_stat_database "
                "WHERE datname = current_database()");
            std::string all;
            for (std::size_t i = 0; rows && i < 4; ++i)
                all += std::string(rows->text(0, i)) + ' ';
            return all;
        };
        const auto before = counters();
        const auto xid = owner.run("SELECT pg_snapshot_xmax(pg_current_snapshot())::text");
        QVERIFY(redis.command({"CONFIG", "RESETSTAT"}));
        QVERIFY(redis.command({"ACL", "LOG", "RESET"}));
        const auto keys = redis.command({"DBSIZE"});
        const auto run = audit(redisUri(), connection());
        QVERIFY(run && run->document() && !run->error());
        QCOMPARE(run->facts().postgres.rows(), 100u);
        onlyReads(redis);
        QCOMPARE(redis.command({"ACL", "LOG"})->size(), 0u);
        QCOMPARE(redis.command({"DBSIZE"})->integer(), keys->integer());
        // Postgres: no row and no transaction that writes.
        QTest::qWait(1200);
        QCOMPARE(counters(), before);
        const auto xidAfter = owner.run("SELECT pg_snapshot_xmax(pg_current_snapshot())::text");
        QCOMPARE(std::string(xidAfter->text(0, 0)), std::string(xid->text(0, 0)));
    }

    void aLockedTableHoldsNobodyUp()
    {
        PostgresConnection owner({m_postgres.connection()});
        QVERIFY(owner.begin());
        QVERIFY(owner.run("LOCK TABLE notes IN ACCESS EXCLUSIVE MODE"));
        const auto facts = readPostgresFacts(m_postgres.connection());
        owner.rollback();
        QVERIFY2(facts.isReached, facts.problem.c_str());
        QCOMPARE(facts.tables.size(), std::size_t(1));
        QVERIFY(facts.tables[0].isSizeEstimated && !facts.tables[0].isCounted);
        QVERIFY(facts.tables[0].rows >= 100); // the server's estimate
    }

    void whatMayNotBeSeenIsSaid()
    {
        PostgresConnection owner({m_postgres.connection()});
        QVERIFY(owner.run("CREATE ROLE guest LOGIN"));
        auto address = m_postgres.connection();
        address.replace(address.find("user=demo"), 9, "user=guest");
        const auto facts = readPostgresFacts(address);
        QVERIFY2(facts.isReached, facts.problem.c_str());
        QCOMPARE(facts.tables.size(), std::size_t(1));
        QVERIFY(!facts.tables[0].isCounted); // no right to read it: the estimate
        QVERIFY(!facts.seesReplication);
        QCOMPARE(facts.setting("fsync"), std::string("off"));
    }

    void serversThatAreAway()
    {
        const auto run = audit(redisUri(), QStringLiteral("host=/nowhere port=1 user=x dbname=y"));
        QVERIFY(run && run->document() && run->error());
        QCOMPARE(run->error()->kind, ErrorKind::Unreachable);
        QVERIFY(advises(*run, AuditRule::NotReached));
        const auto none = audit({}, QStringLiteral("host=/nowhere port=1 user=x dbname=y"));
        QVERIFY(none && !none->document() && none->error());
    }
};

QTEST_GUILESS_MAIN(TestAuditAlone)
#include "tst_auditalone.moc"
