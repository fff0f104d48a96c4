// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/linking.h"
#include "postgres/postgresconnection.h"
#include "support/foreignclient.h"
#include "support/testservers.h"
#include "watchpostgres/postgreswatch.h"
#include "watch/rediswatch.h"

#include <QTest>

#include <cmath>
#include <optional>
#include <set>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

ForeignKind kind(const std::string &pattern, const std::string &table, double weight)
{
    ForeignKind kind;
    kind.pattern = pattern;
    kind.table = table;
    kind.weight = weight;
    kind.keys = 300;
    kind.ttl = 2s; // so that it goes on missing
    return kind;
}

} // namespace

// Patterns, hit rates and links of an application that is not ours, seen from outside.
class TestPatternsLive : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void patternsAreFound();
    void hitRatesOfABurst();
    void linksAreRight();
    void cleanupTestCase();

private:
    void take(); // what the sources have seen
    const PatternTraffic *traffic(const std::string &pattern) const;

    TestRedis m_redis;
    TestPostgres m_postgres{{QStringLiteral("shared_preload_libraries=pg_stat_statements")}};
    std::unique_ptr<ForeignClient> m_client;
    SteadyClock m_clock;
    LookQueue m_queue;
    KeyPatterns m_patterns;
    Linking m_linking;
    Links m_links;
    std::optional<Burst> m_burst;
    std::vector<PatternTraffic> m_traffic;
    int m_intervals = 0;
    bool m_hearsMisses = false;
    std::unique_ptr<RedisWatch> m_watchRedis;
    std::unique_ptr<PostgresWatch> m_watchPostgres;
};

void TestPatternsLive::initTestCase()
{
    QVERIFY(m_redis.start());
    QVERIFY(m_postgres.start());
    PostgresConnection connection({.connection = m_postgres.connection()});
    QVERIFY(connection.run("CREATE EXTENSION pg_stat_statements").has_value());

    ForeignClient::Options options{.redis = m_redis.uri(), .postgres = m_postgres.connection()};
    options.kinds = {kind("product:%d", "products", 3), kind("profile:%d:followers", "follows", 2),
        kind("feed:%d", "feeds", 1), kind("session:%d", {}, 2), kind("cart:%d", {}, 1)};
    options.kinds[1].value = ForeignKind::Value::Hash;
    options.kinds[2].value = ForeignKind::Value::List;
    options.kinds[2].zipf = false;
    options.kinds[3].preloaded = true;
    options.kinds[3].noExpiry = true;
    options.kinds[4].writesOnly = true;
    options.rate = 500;
    m_client = std::make_unique<ForeignClient>(options);
    QVERIFY2(m_client->prepare(), m_client->error().c_str());
    m_client->start();

    m_watchRedis = std::make_unique<RedisWatch>(
        RedisWatchOptions{*RedisAddress::parse(m_redis.uri()), true, 0.5}, m_clock, m_queue);
    m_watchPostgres = std::make_unique<PostgresWatch>(
        PostgresWatchOptions{m_postgres.connection(), 0.5, 1000ms, 60000ms}, m_clock, m_queue);
}

void TestPatternsLive::cleanupTestCase()
{
    m_watchRedis.reset();
    m_watchPostgres.reset();
    m_client.reset();
}

void TestPatternsLive::take()
{
    for (auto &looked : m_queue.take()) {
        if (const auto *sampling = std::get_if<KeySampling>(&looked)) {
            m_patterns.add(*sampling);
        } else if (const auto *events = std::get_if<KeyEventBatch>(&looked)) {
            m_linking.add(*events, m_patterns);
        } else if (const auto *change = std::get_if<KeyEventsChange>(&looked)) {
            m_hearsMisses = change->listening;
        } else if (auto *burst = std::get_if<Burst>(&looked)) {
            m_burst = std::move(*burst);
            m_traffic = inferTraffic(*m_burst, m_patterns);
        } else if (const auto *look = std::get_if<PostgresLook>(&looked)) {
            if (m_hearsMisses && look->statementsSpan > Duration::zero()) {
                m_linking.add(*look, m_patterns, m_links);
                ++m_intervals;
            }
        }
    }
}

const PatternTraffic *TestPatternsLive::traffic(const std::string &pattern) const
{
    for (const auto &traffic : m_traffic) {
        if (traffic.pattern == pattern)
            return &traffic;
    }
    return nullptr;
}

void TestPatternsLive::patternsAreFound()
{
    const std::set<std::string> wanted{
        "product:*", "profile:*:followers", "feed:*", "session:*", "cart:*"};
    std::set<std::string> found;
    QTRY_VERIFY2_WITH_TIMEOUT(
        [&] {
            take();
            found.clear();
            for (const auto &figures : m_patterns.figures(m_clock.now()))
                found.insert(figures.pattern);
            return found == wanted;
        }(),
        QByteArray::number(int(found.size())).constData(), 10000);
    for (const auto &figures : m_patterns.figures(m_clock.now())) {
        if (figures.pattern == "session:*") {
            QCOMPARE(figures.withoutExpiry, 1.0);
            QVERIFY2(std::abs(figures.keys - 300) <= std::max(30.0, figures.keysError),
                QByteArray::number(figures.keys).constData());
        } else {
            QCOMPARE(figures.withoutExpiry, 0.0);
        }
    }
}

void TestPatternsLive::hitRatesOfABurst()
{
    std::vector<ForeignCounts> before, after;
    for (std::size_t i = 0; i < 5; ++i)
        before.push_back(m_client->counts(i));
    m_watchRedis->startBurst({4000ms, 50000});
    QTRY_VERIFY_WITH_TIMEOUT((take(), m_burst.has_value()), 12000);
    QCOMPARE(m_burst->problem, std::string());
    for (std::size_t i = 0; i < 5; ++i)
        after.push_back(m_client->counts(i));
    const std::vector<std::string> patterns{
        "product:*", "profile:*:followers", "feed:*", "session:*", "cart:*"};
    for (std::size_t i = 0; i < 4; ++i) {
        const auto *seen = traffic(patterns[i]);
        QVERIFY2(seen != nullptr, patterns[i].c_str());
        const auto reads = after[i].reads - before[i].reads, hits = after[i].hits - before[i].hits;
        const double truth = double(hits) / double(reads);
        QVERIFY2(std::abs(seen->hitRate() - truth) < 0.04,
            (patterns[i] + " " + std::to_string(seen->hitRate()) + " " + std::to_string(truth))
                .c_str());
        QVERIFY(!seen->readModifyWrite && !seen->neverThere);
    }
    QVERIFY(traffic("cart:*") != nullptr);
    QCOMPARE(traffic("cart:*")->hitRate(), -1.0);
    QCOMPARE(traffic("cart:*")->fills, 0U);
    QVERIFY(traffic("cart:*")->writes > 50);
}

void TestPatternsLive::linksAreRight()
{
    m_watchRedis->setKeyEvents(true, true);
    QTRY_VERIFY_WITH_TIMEOUT((take(), m_hearsMisses), 5000);
    QTRY_VERIFY_WITH_TIMEOUT((take(), m_links.links().size() >= 3 && m_intervals >= 12), 28000);
    for (const auto &link : m_links.links())
        qInfo("%s <- %s %.3f", link.pattern.c_str(), link.text.c_str(), link.confidence);
    QCOMPARE(m_links.links().size(), std::size_t(3));
    for (const auto &[pattern, kind] : {std::pair{"product:*", 0U},
             std::pair{"profile:*:followers", 1U}, std::pair{"feed:*", 2U}}) {
        const auto *link = m_links.linkOf(pattern);
        QVERIFY2(link != nullptr, pattern);
        QCOMPARE(link->text, m_client->statement(kind));
        QVERIFY(link->missCost > Duration::zero());
    }
}

QTEST_GUILESS_MAIN(TestPatternsLive)
#include "tst_patternslive.moc"
