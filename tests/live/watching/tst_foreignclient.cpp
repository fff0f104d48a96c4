// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "support/foreignclient.h"
#include "support/testservers.h"

#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

ForeignKind kind(const std::string &pattern, const std::string &table)
{
    ForeignKind kind;
    kind.pattern = pattern;
    kind.table = table;
    kind.keys = 200;
    return kind;
}

} // namespace

// What the foreign client says it did is what the servers counted. Other tests rest on it.
class TestForeignClient : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { m_redisAtStart = redisCounts(); }
    void countsEqualTheServers();
    void kindsKeepTheirPromises();
    void comesBackAfterARestart();

private:
    struct RedisCounted
    {
        std::uint64_t hits = 0, misses = 0;
    };
    RedisCounted redisCounts();
    std::uint64_t calls(const std::string &statement);

    TestRedis m_redis;
    TestPostgres m_postgres{{QStringLiteral("shared_preload_libraries=pg_stat_statements")}};
    RedisCounted m_redisAtStart;
};

void TestForeignClient::initTestCase()
{
    QVERIFY(m_redis.start());
    QVERIFY(m_postgres.start());
    PostgresConnection connection({.connection = m_postgres.connection()});
    QVERIFY(connection.run("CREATE EXTENSION pg_stat_statements").has_value());
}

TestForeignClient::RedisCounted TestForeignClient::redisCounts()
{
    RedisOptions options;
    options.address = *RedisAddress::parse(m_redis.uri());
    RedisConnection connection(options);
    const auto info = connection.command({"INFO", "stats"});
    if (!info)
        return {};
    const auto number
        = [text = QString::fromStdString(std::string(info->text()))](QStringView name) {
              const auto at = text.indexOf(name) + name.size();
              return text.mid(at, text.indexOf(QLatin1Char('\r'), at) - at).toULongLong();
          };
    return {number(u"keyspace_hits:"), number(u"keyspace_misses:")};
}

std::uint64_t TestForeignClient::calls(const std::string &statement)
{
    PostgresConnection connection({.connection = m_postgres.connection()});
    const std::vector<std::string> parameters{statement};
    const auto rows = connection.run(
        "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements WHERE query = $1",
        parameters);
    return rows ? static_cast<std::uint64_t>(rows->number(0, 0)) : 0;
}

void TestForeignClient::countsEqualTheServers()
{
    ForeignClient::Options options{.redis = m_redis.uri(), .postgres = m_postgres.connection()};
    options.kinds = {kind("product:%d", "products"), kind("profile:%d:followers", "follows"),
        kind("feed:%d", "feeds")};
    options.kinds[1].value = ForeignKind::Value::Hash;
    options.kinds[2].value = ForeignKind::Value::List;
    options.kinds[2].zipf = false;
    options.kinds[0].ttl = 300ms; // some expire meanwhile
    options.kinds[0].updates = 0.05;
    options.rate = 1500;
    ForeignClient client(options);
    QVERIFY2(client.prepare(), client.error().c_str());
    client.run(2s);

    const auto did = client.total();
    QCOMPARE(client.error(), std::string());
    QCOMPARE(did.failed, 0U);
    QVERIFY2(did.requests > 800, QByteArray::number(qulonglong(did.requests)).constData());
    QCOMPARE(did.reads, did.hits + did.misses);
    const auto redis = redisCounts();
    QCOMPARE(redis.hits - m_redisAtStart.hits, did.hits);
    QCOMPARE(redis.misses - m_redisAtStart.misses, did.misses);
    for (std::size_t i = 0; i < options.kinds.size(); ++i) {
        const auto counts = client.counts(i);
        QVERIFY(counts.misses > 50);
        QVERIFY(counts.hits > 50);
        QCOMPARE(counts.statements, counts.misses);
        QCOMPARE(counts.fills, counts.misses);
        QCOMPARE(calls(client.statement(i)), counts.statements);
    }
    QCOMPARE(calls("UPDATE products SET body = body WHERE id = $1"), client.counts(0).updates);
    QVERIFY(client.counts(0).updates > 0);
}

void TestForeignClient::kindsKeepTheirPromises()
{
    ForeignClient::Options options{.redis = m_redis.uri(), .postgres = m_postgres.connection()};
    options.kinds = {kind("nofill:%d", "nofills"), kind("export:%d", "exports"),
        kind("cart:%d", {}), kind("counter:%d", {}), kind("session:%d", {}), kind("never:%d", {})};
    options.kinds[0].noFill = true;
    options.kinds[1].neverReadAgain = true;
    options.kinds[1].noExpiry = true;
    options.kinds[2].writesOnly = true;
    options.kinds[3].readModifyWrite = true;
    options.kinds[4].preloaded = true;
    options.kinds[5].weight = 0;
    options.rate = 0; // as fast as it goes
    ForeignClient client(options);
    QVERIFY2(client.prepare(), client.error().c_str());
    client.run(500ms);

    QCOMPARE(client.total().failed, 0U);
    const auto noFill = client.counts(0);
    QVERIFY(noFill.misses > 50);
    QCOMPARE(noFill.misses, noFill.reads);
    QCOMPARE(noFill.statements, noFill.misses);
    QCOMPARE(noFill.fills, 0U);
    QCOMPARE(calls(client.statement(0)), noFill.statements);
    const auto never = client.counts(1);
    QVERIFY(never.misses > 50);
    QCOMPARE(never.hits, 0U);
    QCOMPARE(never.fills, never.misses);
    QCOMPARE(client.counts(2).reads, 0U);
    QCOMPARE(client.counts(2).writes, client.counts(2).requests);
    QCOMPARE(client.counts(3).writes, client.counts(3).reads);
    QCOMPARE(client.counts(4).misses, 0U);
    QVERIFY(client.counts(4).hits > 50);
    QCOMPARE(client.counts(5).requests, 0U);

    RedisOptions redis;
    redis.address = *RedisAddress::parse(m_redis.uri());
    RedisConnection connection(redis);
    QCOMPARE(connection.command({"TTL", "export:0"})->integer(), -1);
    QVERIFY(connection.command({"TTL", "cart:0"})->integer() > 0);
}

void TestForeignClient::comesBackAfterARestart()
{
    ForeignClient::Options options{.redis = m_redis.uri(), .postgres = m_postgres.connection()};
    options.kinds = {kind("product:%d", "products")};
    options.rate = 400;
    ForeignClient client(options);
    QVERIFY2(client.prepare(), client.error().c_str());
    client.start();
    QTRY_VERIFY(client.total().hits > 20);
    m_redis.kill();
    QVERIFY(m_redis.start());
    const auto before = client.total();
    QTRY_VERIFY(client.total().hits > before.hits + 20);
    QVERIFY(client.total().misses > before.misses);
    client.stop();
    QVERIFY(client.total().failed < 50);
}

QTEST_GUILESS_MAIN(TestForeignClient)
#include "tst_foreignclient.moc"
