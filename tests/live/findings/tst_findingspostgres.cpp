// SPDX-License-Identifier: GPL-3.0-or-later
// What goes wrong with a real PostgreSQL, provoked for real, is found and said.
#include "postgres/postgresconnection.h"
#include "support/testservers.h"
#include "support/watchedservers.h"

#include <atomic>
#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

namespace {
PostgresOptions clientOf(const TestPostgres &server, const char *name)
{
    PostgresOptions options;
    options.connection = server.connection();
    options.name = name;
    options.statementTimeout = 30000ms;
    options.answerTimeout = 31000ms;
    return options;
}

// Asks two questions over and over, each at its rate.
class Shop
{
public:
    explicit Shop(const TestPostgres &server)
        : m_options(clientOf(server, "shop"))
    {
        for (int i = 0; i < 2; ++i)
            m_threads.emplace_back([this, i](const std::stop_token &stop) { ask(stop, i); });
    }
    void setRate(int question, int perSecond) { m_rates[std::size_t(question)] = perSecond; }

private:
    void ask(const std::stop_token &stop, int question)
    {
        PostgresConnection connection(m_options);
        int number = 0;
        while (!stop.stop_requested()) {
            const std::vector<std::string> parameters{std::to_string(1 + number++ * 37 % 50'000)};
            (void)connection.prepared(question == 0
                    ? "SELECT name FROM product WHERE code = $1::int"
                    : "SELECT count(*) FROM category WHERE id = $1::int",
                parameters);
            std::this_thread::sleep_for(1s / double(m_rates[std::size_t(question)].load()));
        }
    }
    PostgresOptions m_options;
    std::array<std::atomic<int>, 2> m_rates{40, 80};
    std::vector<std::jthread> m_threads;
};

bool run(PostgresConnection &connection, std::string_view sql)
{
    const auto done = connection.run(sql);
    if (!done)
        qWarning("%s", done.error().text.c_str());
    return done.has_value();
}
} // namespace

class TestFindingsPostgres : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        for (const auto *name : {"PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD",
                 "PGSERVICE", "PGOPTIONS", "PGAPPNAME"})
            qunsetenv(name);
        m_server.settings = {QStringLiteral("shared_preload_libraries=pg_stat_statements"),
            QStringLiteral("max_connections=30"), QStringLiteral("work_mem=64kB"),
            QStringLiteral("deadlock_timeout=200ms"), QStringLiteral("max_wal_size=32MB"),
            QStringLiteral("checkpoint_timeout=30min"),
            QStringLiteral("max_parallel_workers_per_gather=0"), QStringLiteral("autovacuum=off")};
        QVERIFY(m_server.start());
        m_operator = std::make_unique<PostgresConnection>(clientOf(m_server, "operator"));
        QVERIFY(run(*m_operator,
            "CREATE EXTENSION pg_stat_statements;"
            "CREATE TABLE product(code int, name text); CREATE TABLE category(id int PRIMARY KEY);"
            "INSERT INTO product SELECT g, 'product ' || g FROM generate_series(1, 50000) g;"
            "INSERT INTO category SELECT g FROM generate_series(1, 100) g;"
            "CREATE INDEX product_code ON product(code); CREATE TABLE pile(text text);"
            "ANALYZE; CHECKPOINT"));
        m_watched.watchPostgres(m_server.connection());
        QVERIFY(m_watched.until(
            [&] { return m_watched.postgres() && m_watched.postgres()->state.hasStatements; }));
    }
    void cleanupTestCase() { m_operator.reset(); }

    void statements()
    {
        Shop shop(m_server);
        m_watched.watchFor(10s);
        QVERIFY2(m_watched.findings().all().empty(), m_watched.sentences().c_str());

        shop.setRate(0, 400);
        QVERIFY2(m_watched.untilFound(Kind::StatementMore), m_watched.sentences().c_str());
        QVERIFY(
            m_watched.find(Kind::StatementMore)->subject.find("FROM product") != std::string::npos);
        shop.setRate(0, 40);
        QVERIFY2(m_watched.untilOver(Kind::StatementMore), m_watched.sentences().c_str());

        QVERIFY(run(*m_operator, "DROP INDEX product_code"));
        QVERIFY2(m_watched.untilFound(Kind::StatementSlower), m_watched.sentences().c_str());
        QVERIFY(m_watched.find(Kind::StatementSlower)->subject.find("FROM product")
            != std::string::npos);
        QVERIFY(run(*m_operator, "CREATE INDEX product_code ON product(code)"));
        QVERIFY2(m_watched.untilOver(Kind::StatementSlower), m_watched.sentences().c_str());
    }

    void sortsSpill()
    {
        QVERIFY2(m_watched.until([&] {
            run(*m_operator,
                "SELECT count(*) FROM (SELECT g FROM generate_series(1, 100000) g ORDER BY -g "
                "OFFSET 0) s");
            return m_watched.find(Kind::TempFiles) != nullptr;
        }),
            m_watched.sentences().c_str());
    }

    void checkpointsAreForced()
    {
        QVERIFY2(m_watched.until(
                     [&] {
                         run(*m_operator,
                             "INSERT INTO pile SELECT repeat('x', 1000) FROM generate_series(1, "
                             "10000); TRUNCATE pile");
                         return m_watched.find(Kind::Checkpoints) != nullptr;
                     },
                     45s),
            m_watched.sentences().c_str());
    }

    void lockQueueBehindIdleInTransaction()
    {
        PostgresConnection head(clientOf(m_server, "batch"));
        QVERIFY(head.begin() && run(head, "UPDATE category SET id = id WHERE id = 1"));
        std::vector<std::jthread> waiters;
        for (int i = 0; i < 3; ++i)
            waiters.emplace_back([this] {
                PostgresConnection waits(clientOf(m_server, "shop"));
                (void)waits.run("UPDATE category SET id = id WHERE id = 1");
            });
        QVERIFY2(m_watched.until([&] {
            return m_watched.find(Kind::IdleInTransaction) && m_watched.find(Kind::LockQueue);
        }),
            m_watched.sentences().c_str());
        std::vector<Kind> kinds;
        for (const auto &finding : m_watched.findings().story())
            if (finding.kind == Kind::IdleInTransaction || finding.kind == Kind::LockQueue)
                kinds.push_back(finding.kind);
        QVERIFY((kinds == std::vector{Kind::IdleInTransaction, Kind::LockQueue}));
        QVERIFY2(m_watched.sentence(Kind::LockQueue)
                     .contains(QStringLiteral("3 sessions wait behind one")),
            m_watched.sentences().c_str());
        QVERIFY(m_watched.sentence(Kind::IdleInTransaction).contains(QStringLiteral("batch")));
        QVERIFY(
            m_watched.sentence(Kind::IdleInTransaction).contains(QStringLiteral("others wait")));
        QVERIFY(head.commit().has_value());
        waiters.clear();
        QVERIFY2(m_watched.until([&] {
            return !m_watched.find(Kind::IdleInTransaction) && !m_watched.find(Kind::LockQueue);
        }),
            m_watched.sentences().c_str());
    }

    void deadlock()
    {
        std::atomic<int> ready{0};
        std::vector<std::jthread> two;
        for (int i = 0; i < 2; ++i)
            two.emplace_back([this, i, &ready] {
                PostgresConnection one(clientOf(m_server, "shop"));
                const std::string sql = "UPDATE category SET id = id WHERE id = ";
                (void)one.begin();
                (void)one.run(sql + std::to_string(10 + i));
                ++ready;
                for (int wait = 0; ready < 2 && wait < 500; ++wait)
                    std::this_thread::sleep_for(10ms);
                (void)one.run(sql + std::to_string(11 - i));
                (void)one.commit();
            });
        QVERIFY2(m_watched.untilFound(Kind::Deadlocks), m_watched.sentences().c_str());
        two.clear();
    }

    void connectionsRunOut()
    {
        std::vector<std::unique_ptr<PostgresConnection>> pool;
        QVERIFY2(m_watched.until([&] {
            if (pool.size() < 24) {
                pool.push_back(std::make_unique<PostgresConnection>(clientOf(m_server, "shop")));
                (void)pool.back()->open();
            }
            return m_watched.find(Kind::ConnectionsRunOut) != nullptr;
        }),
            m_watched.sentences().c_str());
        pool.clear();
        QVERIFY2(m_watched.untilOver(Kind::ConnectionsRunOut), m_watched.sentences().c_str());
    }

    void standsStill()
    {
        m_operator->close();
        m_server.pause();
        QVERIFY2(m_watched.untilFound(Kind::PostgresAway), m_watched.sentences().c_str());
        m_server.resume();
        QVERIFY2(m_watched.untilOver(Kind::PostgresAway), m_watched.sentences().c_str());
    }

private:
    TestPostgres m_server;
    std::unique_ptr<PostgresConnection> m_operator;
    WatchedServers m_watched;
};

QTEST_GUILESS_MAIN(TestFindingsPostgres)
#include "tst_findingspostgres.moc"
