// SPDX-License-Identifier: GPL-3.0-or-later
// A WatchSession on real servers that redis-benchmark, pgbench and clients of our own drive.
#include "live/watchreport.h"
#include "live/watchsession.h"
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "support/testservers.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestWatchSession : public QObject
{
    Q_OBJECT
    TestRedis m_redis;
    TestPostgres m_postgres{{QStringLiteral("shared_preload_libraries=pg_stat_statements")}};
    std::unique_ptr<WatchSession> m_session;

    static bool isUp(const auto *look) { return look && look->health == ServerChange::State::Up; }
    void open(double budget = 0.05)
    {
        WatchOptions options;
        options.connection.name = QStringLiteral("test");
        options.connection.environment = Environment::Development;
        options.redis = QString::fromStdString(m_redis.uri());
        options.postgres = QString::fromStdString(m_postgres.connection());
        options.budget = budget;
        m_session = std::make_unique<WatchSession>(options);
        m_session->start();
        QTRY_VERIFY_WITH_TIMEOUT(isUp(m_session->redis()) && isUp(m_session->postgres()), 10'000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_redis.start());
        QVERIFY(m_postgres.start());
        PostgresConnection owner({m_postgres.connection()});
        QVERIFY(owner.run("CREATE EXTENSION pg_stat_statements"));
        open();
    }
    void cleanupTestCase() { m_session.reset(); }

    void countsWhatTheServersCount()
    {
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        PostgresConnection owner({m_postgres.connection()});
        QTest::qWait(1500); // so that what was before lies before
        const auto from = m_session->now();
        for (int i = 0; i < 2000; ++i) {
            QVERIFY(redis.command({"GET", "nothing:" + std::to_string(i)}));
            if (i % 4 == 0)
                QVERIFY(redis.command({"SET", "thing:" + std::to_string(i), "x", "EX", "300"}));
            if (i % 4 == 1)
                QVERIFY(redis.command({"GET", "thing:" + std::to_string(i - 1)}));
            if (i % 8 == 0)
                QVERIFY(owner.run("SELECT 1 + 1"));
        }
        // A stretch begins at a whole second: what was done lies in [from - 1 s, now].
        QTRY_COMPARE_WITH_TIMEOUT(
            m_session->history().total(from - 1s, m_session->now() + 1s).redis.misses, 2000u,
            15'000);
        const auto total = m_session->history().total(from - 1s, m_session->now() + 1s);
        QCOMPARE(total.redis.hits, 500u);
        // GETs and SETs; a client that logs in says a few words more.
        QVERIFY2(total.redis.commands >= 3000 && total.redis.commands < 3020,
            qPrintable(QString::number(total.redis.commands)));
        // A session of Postgres that has become idle may tell its last commits ten seconds later.
        QTRY_VERIFY_WITH_TIMEOUT(
            m_session->history().total(from - 1s, m_session->now() + 1s).postgres.commits >= 250,
            40'000);
        QVERIFY(
            m_session->history().total(from - 1s, m_session->now() + 1s).postgres.commits < 260);
        // The statement with its calls, once pg_stat_statements was read again.
        const auto calls = [&] {
            for (const auto &statement :
                m_session->statements().totals(SinceStart{}, m_session->now() + 1s)) {
                if (statement.counts.text == "SELECT $1 + $2")
                    return statement.counts.calls;
            }
            return std::uint64_t(0);
        };
        QTRY_COMPARE_WITH_TIMEOUT(calls(), 250u, 30'000);
    }

    void keysBecomePatterns()
    {
        const auto found = [&] {
            for (const auto &row : m_session->patternRows()) {
                if (row.figures.pattern == "thing:*")
                    return row.figures.keys;
            }
            return 0.0;
        };
        QTRY_VERIFY2_WITH_TIMEOUT(found() == 500.0, qPrintable(QString::number(found())), 20'000);
    }

    void aBurstIsBoundedAndTellsItsCost()
    {
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        QVERIFY(!m_session->burstWarning({}).isEmpty());
        m_session->startBurst({3000ms, 10'000});
        QVERIFY(m_session->burstProgress());
        // What is read before MONITOR has begun is not heard.
        QTRY_VERIFY_WITH_TIMEOUT(
            m_session->burstProgress() && m_session->burstProgress()->ran > 0ms, 2000);
        QElapsedTimer clock;
        clock.start();
        int reads = 0;
        while (clock.elapsed() < 1500) {
            QVERIFY(redis.command({"GET", "thing:" + std::to_string(4 * (reads % 500))}));
            ++reads;
            QTest::qWait(5);
        }
        QTRY_VERIFY_WITH_TIMEOUT(m_session->lastBurst() && !m_session->burstProgress(), 10'000);
        QVERIFY2(m_session->lastBurst()->problem.empty(), m_session->lastBurst()->problem.c_str());
        QVERIFY(m_session->lastBurst()->took >= 2900ms && m_session->lastBurst()->took < 6s);
        const auto &traffic = m_session->traffic();
        QVERIFY(!traffic.empty());
        QCOMPARE(traffic.front().pattern, std::string("thing:*"));
        QVERIFY2(traffic.front().reads > 0.6 * reads, qPrintable(QString::number(reads)));
        QCOMPARE(traffic.front().misses, 0u);
    }

    void aFrozenServerIsToldAndTheThreadStaysFree()
    {
        m_redis.pause();
        m_postgres.pause();
        const auto gapBefore = m_session->longestGap();
        QTRY_VERIFY_WITH_TIMEOUT(!isUp(m_session->redis()) && !isUp(m_session->postgres()), 10'000);
        QVERIFY(!m_session->redis()->problem.empty());
        QVERIFY(!m_session->postgres()->problem.empty());
        m_redis.resume();
        m_postgres.resume();
        QTRY_VERIFY_WITH_TIMEOUT(isUp(m_session->redis()) && isUp(m_session->postgres()), 10'000);
        QVERIFY(m_session->longestGap() < std::max<Duration>(gapBefore, 500ms) + 1ms);
    }

    void aSnapshotHoldsWhatWasSeen()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("x.tierlens"));
        const auto range = m_session->range();
        QVERIFY(WatchSession::writeSnapshot(file, m_session->snapshot()));
        auto opened = WatchSession::openSnapshot(file);
        QVERIFY2(opened, opened ? "" : opened.error().text.c_str());
        const auto &seen = **opened;
        QVERIFY(seen.isSnapshot());
        QCOMPARE(seen.connection().name, QStringLiteral("test"));
        QCOMPARE(seen.redisAddress(), m_session->redisAddress());
        QCOMPARE(seen.postgresAddress(), m_session->postgresAddress());
        const auto then = m_session->history().total(range.from, range.to);
        const auto now = seen.history().total(range.from, range.to);
        QVERIFY(then.redis.commands > 3000);
        QCOMPARE(now.redis.commands, then.redis.commands);
        QCOMPARE(now.redis.hits, then.redis.hits);
        QCOMPARE(now.postgres.commits, then.postgres.commits);
        QCOMPARE(seen.patternRows().size(), m_session->patternRows().size());
        QCOMPARE(seen.findings().all().size(), m_session->findings().all().size());
        QCOMPARE(seen.statements().totals({}, seen.now() + 1s).size(),
            m_session->statements().totals({}, seen.now() + 1s).size());
        QCOMPARE(seen.redis()->state.version, m_session->redis()->state.version);
        // And again: nothing gets lost on the way.
        QCOMPARE(qUncompress(seen.snapshot()).size() > 0, true);
    }

    void theReportSaysTheSame()
    {
        const auto report = makeWatchReport(*m_session);
        const auto range = m_session->range();
        QVERIFY(
            report[QStringLiteral("redis")].toObject()[QStringLiteral("hits")].toDouble() >= 500);
        QVERIFY(watchReportPage(report).contains(QStringLiteral("thing:*")));
        QVERIFY(range.live);
    }

    void damagedFilesAreRefusedInWords()
    {
        QTemporaryDir folder;
        const auto file = folder.filePath(QStringLiteral("x.tierlens"));
        auto bytes = m_session->snapshot();
        for (const qsizetype cut : {qsizetype(0), qsizetype(3), qsizetype(20), bytes.size() / 2}) {
            QVERIFY(WatchSession::writeSnapshot(file, bytes.left(cut)));
            const auto opened = WatchSession::openSnapshot(file);
            QVERIFY(!opened);
            QVERIFY(QString::fromStdString(opened.error().text).contains(file));
        }
        const QByteArray later("{\"tierlens_snapshot\": 99}");
        QVERIFY(WatchSession::writeSnapshot(file, qCompress(later)));
        const auto newer = WatchSession::openSnapshot(file);
        QVERIFY(!newer);
        QVERIFY(newer.error().text.find("newer") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestWatchSession)
#include "tst_watchsession.moc"
