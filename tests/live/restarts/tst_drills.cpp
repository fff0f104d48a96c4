// SPDX-License-Identifier: GPL-3.0-or-later
// Fault drills on real servers, with clients of the test's own that feel them.
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"
#include "restarts/drilljournal.h"
#include "restarts/drillrun.h"
#include "restarts/drilltargets.h"
#include "support/testservers.h"

#include <QTest>
#include <QThreadPool>

#include <atomic>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {
QString d(const char *text) { return QString::fromUtf8(text); }

// An application's client on a thread of its own: asks again and again, and notes its longest wait.
class FeelingClient
{
public:
    explicit FeelingClient(const std::string &uri)
        : m_thread([this, uri](const std::stop_token &stop) {
            RedisConnection redis(
                {.address = *RedisAddress::parse(uri), .name = "shop", .commandTimeout = 10s});
            while (!stop.stop_requested()) {
                const auto sent = std::chrono::steady_clock::now();
                if (redis.command({"GET", "k1"}))
                    ++answered;
                else
                    ++failed;
                longest = std::max<std::int64_t>(longest,
                    (std::chrono::steady_clock::now() - sent) / std::chrono::milliseconds(1));
                std::this_thread::sleep_for(2ms);
            }
        })
    { }
    std::atomic<std::int64_t> longest = 0, answered = 0, failed = 0; // longest in ms

private:
    std::jthread m_thread; // last: ends first
};
} // namespace

class TestDrills : public QObject
{
    Q_OBJECT
    TestRedis m_redis{{d("--maxmemory-policy"), d("allkeys-lru")}};
    TestPostgres m_postgres;
    QTemporaryDir m_settings;

    LiveServers servers(Environment environment = Environment::Development) const
    {
        LiveServers servers;
        servers.connection.id = d("id-1");
        servers.connection.name = d("shop-dev");
        servers.connection.environment = environment;
        servers.redis = QString::fromStdString(m_redis.uri());
        servers.postgres = QString::fromStdString(m_postgres.connection());
        servers.mayChange = true;
        return servers;
    }
    std::string maxMemory() const
    {
        RedisConnection connection({*RedisAddress::parse(m_redis.uri())});
        const auto reply = connection.command({"CONFIG", "GET", "maxmemory"});
        return reply ? std::string((*reply)[1].text()) : reply.error().text;
    }
    QString process() const
    {
        RedisConnection connection({*RedisAddress::parse(m_redis.uri())});
        const auto reply = connection.command({"INFO", "server"});
        return reply ? QString::fromStdString(std::string(infoLine(reply->text(), "run_id")))
                     : QString();
    }
    std::int64_t info(std::string_view name) const
    {
        RedisConnection connection({*RedisAddress::parse(m_redis.uri())});
        const auto reply = connection.command({"INFO", "ALL"});
        return reply ? infoNumber(reply->text(), name) : -1;
    }
    DrillResult run(const DrillOrder &order)
    {
        DrillRun drill(m_settings.path());
        std::optional<DrillResult> result;
        connect(&drill, &DrillRun::ended, this, [&](const DrillResult &one) { result = one; });
        if (const auto refused = drill.start(servers(), order); !refused.isEmpty())
            return {{}, refused};
        if (!QTest::qWaitFor([&] { return result.has_value(); }, 60'000))
            return {{}, d("it did not end")};
        return *result;
    }
    bool fill() const
    {
        RedisConnection connection({*RedisAddress::parse(m_redis.uri())});
        const std::string value(4000, 'x');
        for (int i = 0; i < 3000; ++i)
            if (!connection.append({"SET", "k" + std::to_string(i), value}))
                return false;
        for (int i = 0; i < 3000; ++i)
            if (!connection.reply())
                return false;
        return true;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_redis.start());
        QVERIFY(m_postgres.start());
        QVERIFY(fill());
    }
    void cleanupTestCase() { QThreadPool::globalInstance()->waitForDone(); }

    void neverInProduction()
    {
        for (const auto kind : AllDrills) {
            DrillOrder order;
            order.kind = kind;
            DrillRun drill(m_settings.path());
            QVERIFY(!drill.start(servers(Environment::Production), order).isEmpty());
            QVERIFY(!drill.isRunning());
            auto readOnly = servers();
            readOnly.mayChange = false;
            QVERIFY(!drill.start(readOnly, order).isEmpty());
            QVERIFY(!drill.isRunning());
        }
        QVERIFY(drillRefusal(servers(Environment::Production)).contains(d("production")));
        QVERIFY(drillRefusal(servers(Environment::Sandbox)).isEmpty());
    }

    void aPauseIsFeltByForeignClients()
    {
        FeelingClient client(m_redis.uri());
        QTRY_VERIFY_WITH_TIMEOUT(client.answered > 10, 10'000);
        DrillOrder order;
        order.span = 1500ms;
        const auto result = run(order);
        QVERIFY2(result.isGood() && result.measured.size() == 1, qPrintable(result.problem));
        QTRY_VERIFY2_WITH_TIMEOUT(
            client.longest >= 1300, qPrintable(QString::number(client.longest)), 10'000);
        QCOMPARE(client.failed.load(), 0);
    }

    void slowAnswersAreFelt()
    {
        FeelingClient client(m_redis.uri());
        QTRY_VERIFY_WITH_TIMEOUT(client.answered > 10, 10'000);
        DrillOrder order;
        order.kind = DrillKind::SlowAnswers;
        order.delay = 100ms;
        order.span = 2s;
        const auto result = run(order);
        QVERIFY2(result.isGood() && result.measured.size() == 1, qPrintable(result.problem));
        QVERIFY2(client.longest >= 50, qPrintable(QString::number(client.longest)));
        QCOMPARE(client.failed.load(), 0);
    }

    void memoryIsLoweredAndComesBack()
    {
        QCOMPARE(maxMemory(), std::string("0"));
        const auto evictedBefore = info("evicted_keys");
        DrillRun drill(m_settings.path());
        std::optional<DrillResult> result;
        connect(&drill, &DrillRun::ended, this, [&](const DrillResult &one) { result = one; });
        DrillOrder order;
        order.kind = DrillKind::LowMemory;
        order.span = 60s;
        order.percent = 60;
        QCOMPARE(drill.start(servers(), order), QString());
        QTRY_VERIFY_WITH_TIMEOUT(maxMemory() != "0", 10'000);
        // Noted before it was changed; and the server sees who did it.
        QCOMPARE(DrillJournal(m_settings.path()).of(d("id-1")).settings.size(), std::size_t(1));
        QCOMPARE(DrillJournal(m_settings.path()).of(d("id-1")).settings.front().process, process());
        RedisConnection looker({*RedisAddress::parse(m_redis.uri())});
        const auto list = looker.command({"CLIENT", "LIST"});
        QVERIFY(list && list->text().find("name=tierlens-drill") != std::string_view::npos);
        QVERIFY(looker.command({"SET", "one-more", "x"}));
        QTRY_VERIFY_WITH_TIMEOUT(info("evicted_keys") > evictedBefore, 10'000);
        drill.stop(); // half-way
        QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), 20'000);
        QVERIFY2(result->isGood() && !result->isLeft, qPrintable(result->problem));
        QCOMPARE(maxMemory(), std::string("0"));
        QVERIFY(DrillJournal(m_settings.path()).all().empty());
        QVERIFY2(result->measured.join(d(" ")).contains(d("Keys evicted: ")),
            qPrintable(result->measured.join(d(" "))));
    }

    void whoeverLeavesPutsItBack()
    {
        QVERIFY(fill());
        {
            DrillRun drill(m_settings.path());
            DrillOrder order;
            order.kind = DrillKind::LowMemory;
            order.span = 60s;
            QCOMPARE(drill.start(servers(), order), QString());
            QTRY_VERIFY_WITH_TIMEOUT(maxMemory() != "0", 10'000);
        }
        // As at the end of the program, which waits for the pool.
        QVERIFY(QThreadPool::globalInstance()->waitForDone(20'000));
        QCOMPARE(maxMemory(), std::string("0"));
        QVERIFY(DrillJournal(m_settings.path()).all().empty());
    }

    void whatAKilledOneLeftIsPutBack()
    {
        const DrillJournal journal(m_settings.path());
        const LeftSetting left{d("id-1"), d("maxmemory"), d("0"), d("77000000"), 1};
        QVERIFY(journal.add(left));
        RedisConnection connection({*RedisAddress::parse(m_redis.uri())});
        QVERIFY(connection.command({"CONFIG", "SET", "maxmemory", "77000000"}));
        const auto told = putBack(m_redis.uri(), left, journal);
        QVERIFY2(told.has_value(), told ? "" : told.error().text.c_str());
        QCOMPARE(maxMemory(), std::string("0"));
        QVERIFY(journal.all().empty());
        // Somebody else has decided meanwhile: theirs stays.
        QVERIFY(journal.add(left));
        QVERIFY(connection.command({"CONFIG", "SET", "maxmemory", "88000000"}));
        QVERIFY(putBack(m_redis.uri(), left, journal).has_value());
        QCOMPARE(maxMemory(), std::string("88000000"));
        QVERIFY(journal.all().empty());
        QVERIFY(connection.command({"CONFIG", "SET", "maxmemory", "0"}));
        // A server that is away: it stays noted.
        QVERIFY(journal.add(left));
        QVERIFY(!putBack("unix:///nowhere.sock", left, journal).has_value());
        QCOMPARE(journal.all().size(), std::size_t(1));
        QVERIFY(journal.remove(left));
    }

    void whatCannotBeToldIsNotForgotten()
    {
        const DrillJournal journal(m_settings.path());
        // Redis answers with nothing.
        const LeftSetting unknown{d("id-1"), d("no-such-setting"), d("0"), d("1"), 1};
        QVERIFY(journal.add(unknown));
        QVERIFY(!putBack(m_redis.uri(), unknown, journal).has_value());
        QCOMPARE(journal.all(), std::vector<LeftSetting>{unknown});
        QVERIFY(journal.remove(unknown));
        // The same value on another process than the one that was changed: not the drill's doing.
        LeftSetting left{d("id-1"), d("maxmemory"), d("0"), d("66000000"), 1, d("another")};
        RedisConnection connection({*RedisAddress::parse(m_redis.uri())});
        QVERIFY(connection.command({"CONFIG", "SET", "maxmemory", "66000000"}));
        QVERIFY(journal.add(left));
        const auto told = putBack(m_redis.uri(), left, journal);
        QVERIFY(!told && told.error().text.find("Another process") != std::string::npos);
        QCOMPARE(maxMemory(), std::string("66000000"));
        QCOMPARE(journal.all(), std::vector<LeftSetting>{left});
        QVERIFY(journal.remove(left));
        // The same process, but nothing may be changed; then it may.
        left.process = process();
        QVERIFY(!left.process.isEmpty() && journal.add(left));
        auto readOnly = servers();
        readOnly.mayChange = false;
        QVERIFY(!putBackRefusal(readOnly).isEmpty());
        QVERIFY(!putBack(readOnly, left, journal).has_value());
        QCOMPARE(maxMemory(), std::string("66000000"));
        QVERIFY(putBack(servers(), left, journal).has_value());
        QCOMPARE(maxMemory(), std::string("0"));
        QVERIFY(journal.all().empty());
    }

    void aClientIsCutAndComesBack()
    {
        FeelingClient client(m_redis.uri());
        QTRY_VERIFY_WITH_TIMEOUT(client.answered > 10, 10'000);
        const auto shops = [this] {
            auto targets = redisTargets(m_redis.uri());
            std::erase_if(
                targets.all, [](const DrillTarget &one) { return !one.who.startsWith(d("shop")); });
            return targets.all;
        };
        for (const auto &one : redisTargets(m_redis.uri()).all)
            QVERIFY2(!one.who.startsWith(d("tierlens")), qPrintable(one.who)); // none of ours
        QTRY_COMPARE_WITH_TIMEOUT(shops().size(), std::size_t(1), 5000);
        DrillOrder order;
        order.kind = DrillKind::KillClient;
        order.target = shops().front().id;
        const auto result = run(order);
        QVERIFY2(result.isGood(), qPrintable(result.problem));
        QVERIFY2(result.measured.join(d(" ")).contains(d("Somebody connected again")),
            qPrintable(result.measured.join(d(" "))));
        QVERIFY(client.failed >= 1);
        QVERIFY(shops().size() == 1 && shops().front().id != order.target);
        QVERIFY(!run(order).isGood()); // that one is gone
    }

    void aSessionIsReallyEnded()
    {
        const auto address = m_postgres.connection();
        PostgresConnection app({.connection = address, .name = "shop"});
        QVERIFY(app.run("CREATE TABLE IF NOT EXISTS orders (id int)"));
        QVERIFY(app.begin());
        QVERIFY(app.run("INSERT INTO orders VALUES (1)"));
        const auto targets = postgresTargets(address);
        QVERIFY2(targets.problem.isEmpty(), qPrintable(targets.problem));
        QCOMPARE(targets.all.size(), std::size_t(1));
        QVERIFY(targets.all.front().doing.startsWith(d("idle in transaction")));
        DrillOrder order;
        order.kind = DrillKind::EndSession;
        order.target = targets.all.front().id;
        // Another one that had the same pid before is not meant.
        order.born = "2001-01-01 00:00:00+00";
        QVERIFY(!run(order).isGood());
        QCOMPARE(postgresTargets(address).all.size(), std::size_t(1));
        order.born = targets.all.front().born;
        const auto result = run(order);
        QVERIFY2(result.isGood() && result.measured.size() == 1, qPrintable(result.problem));
        QVERIFY(postgresTargets(address).all.empty());
        QVERIFY(!app.commit());
        PostgresConnection owner({.connection = address});
        const auto left = owner.run("SELECT count(*) FROM orders");
        QVERIFY(left.has_value());
        QCOMPARE(left->number(0, 0), 0);
    }

    void settingsAreReadAgain()
    {
        PostgresConnection owner({.connection = m_postgres.connection(), .name = "admin"});
        DrillOrder order;
        order.kind = DrillKind::ReloadSettings;
        const auto same = run(order);
        QVERIFY2(same.isGood(), qPrintable(same.problem));
        QVERIFY2(same.measured.join(d(" ")).contains(d("No setting")),
            qPrintable(same.measured.join(d(" "))));
        QVERIFY(owner.run("ALTER SYSTEM SET work_mem = '7MB'"));
        QVERIFY(owner.run("ALTER SYSTEM SET max_connections = 51"));
        const auto other = run(order);
        const auto told = other.measured.join(d(" "));
        QVERIFY2(other.isGood() && told.contains(d("work_mem: 4MB → 7MB")), qPrintable(told));
        QVERIFY2(told.contains(d("wait for a restart: max_connections")), qPrintable(told));
    }
};

QTEST_GUILESS_MAIN(TestDrills)
#include "tst_drills.moc"
