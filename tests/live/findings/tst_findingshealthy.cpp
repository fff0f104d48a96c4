// SPDX-License-Identifier: GPL-3.0-or-later
// Real servers that do their work well give no finding.
#include "support/foreignclient.h"
#include "support/testservers.h"
#include "support/watchedservers.h"

#include <QProcess>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestFindingsHealthy : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        for (const auto *name : {"PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGPASSWORD",
                 "PGSERVICE", "PGOPTIONS", "PGAPPNAME"})
            qunsetenv(name);
        m_postgres.settings = {QStringLiteral("shared_preload_libraries=pg_stat_statements")};
        QVERIFY(m_postgres.start());
        QVERIFY(m_redis.start());
        PostgresOptions owner;
        owner.connection = m_postgres.connection();
        PostgresConnection connection(owner);
        QVERIFY(connection.run("CREATE EXTENSION pg_stat_statements").has_value());
    }

    void anApplicationWithACache()
    {
        ForeignKind product, session, feed;
        product.pattern = "product:%d";
        product.table = "product";
        product.keys = 2000;
        product.preloaded = true;
        product.ttl = 1h; // written all at once: in a minute they would be a cliff, and said to be
        product.updates = 0.02;
        session.pattern = "session:%d";
        session.keys = 500;
        session.preloaded = true;
        session.ttl = 1h;
        session.weight = 0.5;
        feed.pattern = "feed:%d:page";
        feed.table = "feed";
        feed.keys = 300;
        feed.ttl = 3s;
        feed.weight = 0.3;
        ForeignClient::Options options;
        options.redis = m_redis.socket().toStdString();
        options.postgres = m_postgres.connection();
        options.kinds = {product, session, feed};
        options.rate = 600;
        ForeignClient shop(options);
        QVERIFY2(shop.prepare(), shop.error().c_str());
        shop.start();
        WatchedServers watched;
        watched.watchRedis(m_redis.uri());
        watched.watchPostgres(m_postgres.connection());
        watched.watchFor(20s);
        QVERIFY(watched.history().total({}, watched.now()).redis.hits > 1000);
        QVERIFY(watched.history().total({}, watched.now()).postgres.queries > 100);
        QVERIFY2(watched.findings().all().empty(), watched.sentences().c_str());
    }

    void benchmarks()
    {
        const auto pgbench = TestProcess::find(QStringLiteral("pgbench"));
        const auto redisBenchmark = TestProcess::find(QStringLiteral("redis-benchmark"));
        if (pgbench.isEmpty() || redisBenchmark.isEmpty())
            QSKIP("pgbench and redis-benchmark are not here");
        const QStringList server{QStringLiteral("-h"), m_postgres.folder(), QStringLiteral("-p"),
            m_postgres.port(), QStringLiteral("-U"), QStringLiteral("demo"),
            QStringLiteral("postgres")};
        QCOMPARE(QProcess::execute(pgbench,
                     QStringList{QStringLiteral("-i"), QStringLiteral("-q"), QStringLiteral("-s"),
                         QStringLiteral("2")}
                         + server),
            0);
        QProcess redis, postgres;
        redis.start(redisBenchmark,
            {QStringLiteral("-s"), m_redis.socket(), QStringLiteral("-t"),
                QStringLiteral("set,get"), QStringLiteral("-r"), QStringLiteral("2000"),
                QStringLiteral("-n"), QStringLiteral("100000000"), QStringLiteral("-c"),
                QStringLiteral("4"), QStringLiteral("-q")});
        postgres.start(pgbench,
            QStringList{QStringLiteral("-T"), QStringLiteral("60"), QStringLiteral("-c"),
                QStringLiteral("2"), QStringLiteral("-R"), QStringLiteral("100")}
                + server);
        WatchedServers watched;
        watched.watchRedis(m_redis.uri());
        watched.watchPostgres(m_postgres.connection());
        watched.watchFor(18s);
        for (auto *process : {&redis, &postgres}) {
            process->kill();
            process->waitForFinished(5000);
        }
        QVERIFY(watched.history().total({}, watched.now()).redis.commands > 10'000);
        QVERIFY2(watched.findings().all().empty(), watched.sentences().c_str());
    }

private:
    TestRedis m_redis;
    TestPostgres m_postgres;
};

QTEST_GUILESS_MAIN(TestFindingsHealthy)
#include "tst_findingshealthy.moc"
