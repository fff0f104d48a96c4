// SPDX-License-Identifier: GPL-3.0-or-later
// How a server is looked on while it is restarted: by one connection, less and less often, and not
// for ever. (That a restart is seen is in tst_commandrun.)
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"
#include "restartedservers.h"
#include "restarts/restartprobe.h"
#include "support/testservers.h"

#include <QElapsedTimer>
#include <QTest>

#include <set>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestRestartProbe : public QObject
{
    Q_OBJECT
    ScriptedRedis m_redis;
    TestPostgres m_postgres;

    // INFO commands so far, this one counted too.
    static std::int64_t asked(RedisConnection &redis)
    {
        const auto info = redis.command({"INFO", "commandstats"});
        const auto line = info ? infoLine(info->text(), "cmdstat_info") : std::string_view();
        return line.starts_with("calls=") ? std::stoll(std::string(line.substr(6))) : 0;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_redis.start());
        QVERIFY(m_postgres.start());
    }

    void oneConnectionAndAnEnd()
    {
        PostgresConnection owner({.connection = m_postgres.connection()});
        const auto sessions = [&] {
            std::set<std::string> pids;
            const auto rows = owner.run(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'tierlens-restart'");
            for (std::size_t i = 0; rows && i < rows->rows.size(); ++i)
                pids.emplace(rows->text(i, 0));
            return pids;
        };
        ProbePace pace;
        pace.waiting = pace.often = pace.seldom = 20ms;
        pace.longest = 2s;
        RestartProbe probe(Tier::Postgres, QString::fromStdString(m_postgres.connection()), pace);
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().isReady, 10'000);
        auto seen = sessions();
        probe.begin();
        const auto isOver = [&] {
            seen.merge(sessions());
            return probe.reading().isOver;
        };
        QTRY_VERIFY_WITH_TIMEOUT(isOver(), 20'000);
        QCOMPARE(seen.size(), std::size_t(1));
        const auto reading = probe.reading();
        QVERIFY(!reading.isNewProcess && !reading.backAfter && !reading.awayAfter);
        QTRY_VERIFY_WITH_TIMEOUT(sessions().empty(), 10'000);
    }

    void aCommandThatFailedEndsItSoon()
    {
        ProbePace pace;
        pace.afterFailure = 200ms;
        RestartProbe probe(Tier::Redis, QString::fromStdString(m_redis.uri()), pace);
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().isReady, 10'000);
        probe.begin();
        probe.commandEnded(false);
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().isOver, 10'000);
        QVERIFY(!probe.reading().isNewProcess && !probe.reading().backAfter);
    }

    void itSlowsDown()
    {
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        ProbePace pace;
        pace.often = 10ms;
        pace.oftenFor = 500ms;
        pace.seldom = 500ms;
        RestartProbe probe(Tier::Redis, QString::fromStdString(m_redis.uri()), pace);
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().isReady, 10'000);
        probe.begin();
        QTest::qWait(700); // often is over
        QElapsedTimer since;
        since.start();
        const auto before = asked(redis);
        QTest::qWait(2000);
        const auto now = asked(redis);
        const auto most = 2 * (since.elapsed() / 500 + 2) + 1; // each look asks twice
        QVERIFY2(
            now - before > 1 && now - before <= most, qPrintable(QString::number(now - before)));
        probe.stop();
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().isOver, 10'000);
    }

    // Somebody else restarts it while the user still reads what will happen.
    void aRestartBeforeTheOrderIsNotTheOrders()
    {
        ProbePace pace;
        pace.waiting = 50ms;
        pace.longest = 1s;
        RestartProbe probe(Tier::Redis, QString::fromStdString(m_redis.uri()), pace);
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().isReady, 10'000);
        QCOMPARE(QProcess::execute(m_redis.script(), {}), 0);
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        // Ours are counted, too.
        std::int64_t ours = 0;
        QTRY_VERIFY_WITH_TIMEOUT(asked(redis) - ++ours > 4, 10'000);
        probe.begin();
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().isOver, 10'000);
        const auto reading = probe.reading();
        QVERIFY(!reading.isNewProcess && !reading.backAfter && !reading.awayAfter);
    }
};

QTEST_GUILESS_MAIN(TestRestartProbe)
#include "tst_restartprobe.moc"
