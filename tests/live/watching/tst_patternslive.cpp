// SPDX-License-Identifier: GPL-3.0-or-later
// An application we know nothing about, on real servers: which patterns its keys have, and which
// statement fills which.
#include "live/watchsession.h"
#include "postgres/postgresconnection.h"
#include "support/foreignclient.h"
#include "support/testservers.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

ForeignKind cached(const std::string &pattern, const std::string &table, double weight)
{
    ForeignKind kind;
    kind.pattern = pattern;
    kind.table = table;
    kind.keys = 2000;
    kind.zipf = false;
    kind.ttl = 2000ms; // so that misses go on
    kind.weight = weight;
    return kind;
}

ForeignKind kept(const std::string &pattern, int keys)
{
    ForeignKind kind;
    kind.pattern = pattern;
    kind.keys = keys;
    kind.valueSize = 20;
    kind.preloaded = kind.noExpiry = true;
    kind.weight = 0;
    return kind;
}

std::string starred(std::string pattern) { return pattern.replace(pattern.find("%d"), 2, "*"); }

} // namespace

class TestPatternsLive : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void patternsAreThoseOfTheApplication();
    void aBurstLinksThem();
    void keyEventsLinkThem();
    void whatHasNothingToDoWithItIsNotLinked();
    void cleanupTestCase();

private:
    std::unique_ptr<WatchSession> watch(const TestRedis &redis) const;
    ForeignClient::Options application(const TestRedis *redis) const;
    const PatternRow *row(const std::string &pattern) const;
    bool isLinked(std::size_t kind) const;
    void checkLinks(PatternLink::Evidence evidence);
    std::string told() const;

    TestRedis m_redis;
    TestPostgres m_postgres{{QStringLiteral("shared_preload_libraries=pg_stat_statements")}};
    // Two tables are called after what is cached, one is not.
    const std::vector<ForeignKind> m_kinds{cached("product:%d", "products", 3),
        cached("feed:%d:top", "posts", 2), cached("price:%d", "prices", 2), kept("page:%d", 2500),
        kept("user:%d:settings", 6000)};
    static constexpr std::size_t Cached = 3;
    std::unique_ptr<ForeignClient> m_shop;
    std::unique_ptr<WatchSession> m_session;
};

void TestPatternsLive::initTestCase()
{
    QVERIFY(m_redis.start());
    QVERIFY(m_postgres.start());
    PostgresConnection owner({.connection = m_postgres.connection()});
    QVERIFY(owner.run("CREATE EXTENSION pg_stat_statements").has_value());
    auto options = application(&m_redis);
    options.kinds = m_kinds;
    m_shop = std::make_unique<ForeignClient>(options);
    QVERIFY2(m_shop->prepare(), m_shop->error().c_str());
    m_shop->start();
    m_session = watch(m_redis);
}

void TestPatternsLive::cleanupTestCase()
{
    m_session.reset();
    m_shop.reset();
}

ForeignClient::Options TestPatternsLive::application(const TestRedis *redis) const
{
    ForeignClient::Options options;
    options.redis = redis->uri();
    options.postgres = m_postgres.connection();
    options.rate = 200;
    options.clients = 3;
    return options;
}

std::unique_ptr<WatchSession> TestPatternsLive::watch(const TestRedis &redis) const
{
    WatchOptions options;
    options.connection.environment = Environment::Development;
    options.redis = QString::fromStdString(redis.uri());
    options.postgres = QString::fromStdString(m_postgres.connection());
    options.budget = 0.05; // what a look costs on a machine that is busy with other tests
    auto session = std::make_unique<WatchSession>(options);
    session->start();
    return session;
}

const PatternRow *TestPatternsLive::row(const std::string &pattern) const
{
    for (const auto &row : m_session->patternRows()) {
        if (row.figures.pattern == pattern)
            return &row;
    }
    return nullptr;
}

std::string TestPatternsLive::told() const
{
    std::string text;
    for (const auto &row : m_session->patternRows()) {
        text += row.figures.pattern + " " + std::to_string(row.figures.keys) + " ± "
            + std::to_string(row.figures.keysError) + ", misses/s "
            + std::to_string(row.missesPerSecond);
        if (row.link)
            text += ", " + std::to_string(row.link->confidence) + " of "
                + std::to_string(row.link->observations) + ": " + row.link->text;
        text += '\n';
    }
    return text;
}

bool TestPatternsLive::isLinked(std::size_t kind) const
{
    const auto *found = row(starred(m_kinds[kind].pattern));
    return found && found->link.has_value();
}

void TestPatternsLive::checkLinks(PatternLink::Evidence evidence)
{
    for (std::size_t kind = 0; kind < Cached; ++kind) {
        const auto &link = *row(starred(m_kinds[kind].pattern))->link;
        QCOMPARE(link.text, m_shop->statement(kind));
        QCOMPARE(link.evidence, evidence);
        QVERIFY2(link.confidence > 0.6 && link.confidence <= 1, told().c_str());
        QVERIFY(link.observations >= 8);
        QVERIFY(link.missCost > 0us && link.missCost < 100ms);
    }
    for (std::size_t kind = Cached; kind < m_kinds.size(); ++kind)
        QVERIFY2(!isLinked(kind), told().c_str());
}

void TestPatternsLive::patternsAreThoseOfTheApplication()
{
    const auto areKnown = [&] {
        return std::all_of(m_kinds.begin(), m_kinds.end(), [&](const ForeignKind &kind) {
            const auto *found = row(starred(kind.pattern));
            return found && found->figures.sampled >= 20;
        });
    };
    QTRY_VERIFY2_WITH_TIMEOUT(areKnown(), told().c_str(), 20'000);
    QCOMPARE(m_session->patternRows().size(), m_kinds.size());
    // Those that expire all the time are not as many when we look as when they were counted.
    const auto check = [&] {
        for (std::size_t kind = Cached; kind < m_kinds.size(); ++kind) {
            const auto &figures = row(starred(m_kinds[kind].pattern))->figures;
            // The error is that of 19 of 20 looks, this one of 999 of 1000. Shares are scaled up by
            // DBSIZE, which also counts keys whose time is over until Redis comes round to them.
            QVERIFY2(std::abs(figures.keys - m_kinds[kind].keys)
                    <= 1.7 * figures.keysError + 0.05 * m_kinds[kind].keys,
                told().c_str());
        }
    };
    check();
    QTRY_VERIFY2_WITH_TIMEOUT(row("page:*")->figures.keysError == 0, told().c_str(), 40'000);
    check();
}

void TestPatternsLive::aBurstLinksThem()
{
    QVERIFY2(!isLinked(0) && !isLinked(1) && !isLinked(2), told().c_str());
    const auto areLinked = [&] { return isLinked(0) && isLinked(1) && isLinked(2); };
    // One is enough, unless the machine is so busy that statements are hardly read meanwhile.
    int bursts = 0;
    while (!areLinked() && bursts < 5) {
        ++bursts;
        m_session->startBurst({5000ms, 50'000});
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->burstProgress(), 20'000);
        QVERIFY2(m_session->lastBurst()->problem.empty(), m_session->lastBurst()->problem.c_str());
        (void)QTest::qWaitFor(areLinked, 4000);
    }
    QVERIFY2(areLinked(), told().c_str());
    qInfo("linked after %d burst(s)", bursts);
    checkLinks(PatternLink::Evidence::Wire);
    // What a miss costs the caller, and what hits save Postgres.
    for (std::size_t kind = 0; kind < Cached; ++kind) {
        const auto *found = row(starred(m_kinds[kind].pattern));
        QVERIFY(found->missesPerSecond > 5);
        QVERIFY(found->traffic && found->traffic->fillAfter > 0us);
        QVERIFY(found->savedPerSecond >= 0);
    }
}

void TestPatternsLive::keyEventsLinkThem()
{
    m_session = watch(m_redis); // one that knows nothing
    m_session->setKeyEvents(true, true);
    QTRY_VERIFY2_WITH_TIMEOUT(isLinked(0) && isLinked(1) && isLinked(2), told().c_str(), 55'000);
    checkLinks(PatternLink::Evidence::Correlation);
}

void TestPatternsLive::whatHasNothingToDoWithItIsNotLinked()
{
    m_shop->stop();
    m_session.reset();
    TestRedis one, two;
    QVERIFY(one.start() && two.start());
    // One application fills its cache from elsewhere; another, with a cache that is not watched,
    // asks Postgres as often, and of tables of those names.
    auto filling = application(&one), asking = application(&two);
    filling.postgres.clear();
    filling.kinds = {cached("order:%d", "", 1), cached("cart:%d", "", 1)};
    asking.kinds = {cached("o:%d", "orders", 1), cached("c:%d", "carts", 1)};
    asking.seed = 77;
    ForeignClient filler(filling), asker(asking);
    QVERIFY2(filler.prepare(), filler.error().c_str());
    QVERIFY2(asker.prepare(), asker.error().c_str());
    filler.start();
    asker.start();
    m_session = watch(one);
    QTRY_VERIFY2_WITH_TIMEOUT(row("order:*") && row("cart:*"), told().c_str(), 20'000);
    m_session->setKeyEvents(true, true);
    m_session->startBurst({4000ms, 50'000});
    QTRY_VERIFY_WITH_TIMEOUT(m_session->lastBurst(), 15'000);
    QVERIFY(row("order:*")->traffic && row("order:*")->traffic->fills > 40);
    for (int i = 0; i < 10; ++i) {
        QTest::qWait(1000);
        QVERIFY2(m_session->links().links().empty(), told().c_str());
    }
    QVERIFY(row("cart:*")->missesFromEvents && row("cart:*")->missesPerSecond > 10);
    m_session.reset();
}

QTEST_GUILESS_MAIN(TestPatternsLive)
#include "tst_patternslive.moc"
