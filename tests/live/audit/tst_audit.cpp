// SPDX-License-Identifier: GPL-3.0-or-later
// An audit of real servers that a foreign client and pgbench have used: its figures one by one
// against what the servers themselves say.
#include "audit/auditfile.h"
#include "audit/auditpages.h"
#include "audit/auditpdf.h"
#include "audit/postgresaudit.h"
#include "audit/redisaudit.h"
#include "live/audit/auditedservers.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"
#include "support/foreignclient.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>
#include <QTextBrowser>

#include <algorithm>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestAudit : public QObject, private AuditedServers
{
    Q_OBJECT
    std::string value(const std::string &sql)
    {
        PostgresConnection owner({m_postgres.connection()});
        const auto rows = owner.run(sql);
        return rows && !rows->empty() ? std::string(rows->text(0, 0)) : "?";
    }
    std::string info(const char *section, const char *name)
    {
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        const auto reply = redis.command({"INFO", section});
        return reply ? std::string(infoLine(reply->text(), name)) : "?";
    }
    const AuditTableFacts *table(const char *name) const
    {
        for (const auto &one : m_run->facts().postgres.tables) {
            if (one.name == name)
                return &one;
        }
        return nullptr;
    }

private Q_SLOTS:
    void initTestCase()
    {
        startServers();
        if (QTest::currentTestFailed())
            return;
        PostgresConnection owner({m_postgres.connection()});
        QVERIFY(owner.run("CREATE UNLOGGED TABLE scratch (id int)"));
        QVERIFY(owner.run("INSERT INTO scratch SELECT generate_series(1, 500)"));
        QVERIFY(owner.run("CREATE TABLE letters (id int PRIMARY KEY, body text)"));
        QVERIFY(owner.run("ALTER TABLE letters ALTER body SET STORAGE EXTERNAL"));
        QVERIFY(owner.run("INSERT INTO letters SELECT n, repeat('x', 50000) FROM "
                          "generate_series(1, 100) n"));
        owner.close(); // only then are its counts sure to have been reported
        const auto pgbench = TestProcess::find(QStringLiteral("pgbench"));
        if (!pgbench.isEmpty()) {
            QProcess program;
            program.start(pgbench,
                {QStringLiteral("-i"), QStringLiteral("-q"), QStringLiteral("-s"),
                    QStringLiteral("1"), QString::fromStdString(m_postgres.connection())});
            QVERIFY(program.waitForFinished(60'000));
        }
        ForeignClient::Options options;
        options.redis = m_redis.uri();
        options.postgres = m_postgres.connection();
        ForeignKind product;
        product.pattern = "product:%d";
        product.table = "products";
        product.keys = 200;
        ForeignKind counter; // lives nowhere else
        counter.pattern = "visitor:%d";
        counter.keys = 30;
        counter.writesOnly = counter.noExpiry = counter.preloaded = true;
        counter.weight = 0.1;
        options.kinds = {product, counter};
        options.rate = 200;
        ForeignClient client(options);
        QVERIFY2(client.prepare(), client.error().c_str());
        client.start();
        QVERIFY(audit(6s, 2s));
        client.stop();
    }
    void cleanupTestCase() { m_run.reset(); }

    void settingsAreThoseOfTheServer()
    {
        const auto &postgres = m_run->facts().postgres;
        for (const char *name : {"fsync", "synchronous_commit", "full_page_writes", "wal_level",
                 "data_checksums", "archive_mode"})
            QCOMPARE(postgres.setting(name), value(std::string("SHOW ") + name));
        QCOMPARE(std::to_string(postgres.sharedBuffers),
            value("SELECT setting::bigint * 8192 FROM pg_settings WHERE name = 'shared_buffers'"));
        QCOMPARE(postgres.database, value("SELECT current_database()"));
        QCOMPARE(postgres.version,
            value("SELECT split_part(current_setting('server_version'), ' ', 1)"));
        QVERIFY(postgres.hasStatements);
        QVERIFY(!postgres.isStandby && postgres.standbys.empty() && postgres.slots.empty());
        QCOMPARE(postgres.baseBackups, 0);
        QVERIFY(postgres.unseen.empty());
        // The test's server is quick, not durable; that is said, and first.
        QVERIFY(postgres.isOff("fsync"));
        QVERIFY(advises(AuditRule::FsyncOff));
        QCOMPARE(m_run->document()->advice.front().level, AuditLevel::Danger);
        QVERIFY(advises(AuditRule::NoCopy));
    }

    void tablesOneByOne()
    {
        for (const auto &one : m_run->facts().postgres.tables) {
            const auto name = "'" + one.fullName() + "'::regclass";
            QVERIFY2(!one.isSizeEstimated, one.name.c_str());
            if (one.isCounted)
                QCOMPARE(std::to_string(one.rows), value("SELECT count(*) FROM " + one.fullName()));
            // Nobody has written to these since.
            if (one.name != "letters" && one.name != "scratch")
                continue;
            QCOMPARE(std::to_string(one.bytes), value("SELECT pg_table_size(" + name + ")"));
            QCOMPARE(std::to_string(one.indexBytes), value("SELECT pg_indexes_size(" + name + ")"));
            QCOMPARE(std::to_string(one.inserted),
                value("SELECT n_tup_ins FROM pg_stat_all_tables WHERE relid = " + name));
        }
        QCOMPARE(std::to_string(m_run->facts().postgres.tables.size()),
            value("SELECT count(*) FROM pg_stat_user_tables"));
        QVERIFY(table("scratch") && table("scratch")->isUnlogged && table("scratch")->isCounted);
        QCOMPARE(table("scratch")->rows, 500u);
        QVERIFY(advises(AuditRule::UnloggedTable, "public.scratch"));
        QVERIFY(table("letters") && !table("letters")->isUnlogged);
        // More than a megabyte: told by the server's own estimate, and said to be one.
        QVERIFY(!table("letters")->isCounted);
        QVERIFY(table("letters")->toastBytes > 5'000'000);
        if (const auto *accounts = table("pgbench_accounts")) {
            QVERIFY(!accounts->isCounted);
            // The server's own, which can be off when rows came in just before a VACUUM.
            QCOMPARE(std::to_string(accounts->rows),
                value("SELECT n_live_tup FROM pg_stat_all_tables WHERE relname = "
                      "'pgbench_accounts'"));
            QVERIFY(accounts->rows >= 95'000);
        }
    }

    void redisOneByOne()
    {
        const auto &redis = m_run->facts().redis;
        QCOMPARE(redis.servers.size(), std::size_t(1));
        const auto &server = redis.servers[0];
        QCOMPARE(server.version, info("server", "redis_version"));
        QCOMPARE(server.policy, info("memory", "maxmemory_policy"));
        QCOMPARE(std::to_string(server.maxMemory), info("memory", "maxmemory"));
        QCOMPARE(std::to_string(server.lastSave), info("persistence", "rdb_last_save_time"));
        QVERIFY(server.savePoints && server.savePoints->empty() && !server.hasAof);
        QVERIFY(server.keepsNothing());
        RedisConnection client({*RedisAddress::parse(m_redis.uri())});
        const auto left = client.command({"DBSIZE"});
        QVERIFY(left);
        // It went on for a moment; keys live for a minute, so none has gone.
        QVERIFY2(server.keys > 30 && std::int64_t(server.keys) <= left->integer(),
            qPrintable(QString::number(server.keys)));
        QCOMPARE(server.keys - server.keysWithExpiry, 30u); // visitor:*
    }

    void whatIsCachedAndWhatIsAtRisk()
    {
        const auto *visitors = pattern("visitor:*");
        QVERIFY(visitors);
        // The rest grew while they were looked at, so shares of it are not exact.
        QVERIFY2(visitors->keys >= 27 && visitors->keys <= 33,
            qPrintable(QString::number(visitors->keys)));
        QCOMPARE(visitors->withoutExpiry, 1.0);
        QVERIFY(visitors->table.empty());
        QVERIFY(advises(AuditRule::OnlyInRedis, "visitor:*"));
        const auto *products = pattern("product:*");
        QVERIFY(products);
        QCOMPARE(products->table, std::string("public.products"));
        QCOMPARE(products->withoutExpiry, 0.0);
        QVERIFY(products->ttlMost <= 60s && products->ttlMost > 30s);
        QVERIFY(products->reads > 50 && products->hitRate > 0);
        QVERIFY(!advises(AuditRule::OnlyInRedis, "product:*"));
        // A key that is not sampled yet is not in it, none is invented.
        QVERIFY(products->keys <= 200 && products->keys > 20);
        const auto &traffic = m_run->facts().traffic;
        QVERIFY(traffic.burst >= 1900ms);
        QVERIFY(traffic.commandsPerSecond > 20);
        QVERIFY(traffic.hitRate > 0 && traffic.hitRate < 1);
    }

    // TIERLENS_AUDIT_FOLDER keeps the page, to be looked at.
    void thePageHoldsAllOfIt()
    {
        const auto html = auditHtml(*m_run->document());
        for (const char *words : {"public.letters", "public.scratch", "visitor:*", "product:*",
                 "Switch fsync on.", "SHOW fsync", "MONITOR"})
            QVERIFY2(html.contains(QLatin1String(words)), words);
        QTextBrowser browser;
        browser.setStyleSheet(QStringLiteral("background:#FFFFFF"));
        browser.resize(1040, 2600);
        browser.setHtml(html);
        QVERIFY(browser.toPlainText().contains(QStringLiteral("visitor:*")));
        const auto folder = qEnvironmentVariable("TIERLENS_AUDIT_FOLDER");
        if (folder.isEmpty())
            return;
        for (const char *name : {"/audit.html", "/audit.pdf", "/audit.md", "/audit.json"})
            QVERIFY2(
                writeAudit(folder + QLatin1String(name), *m_run->document(), writeAuditPdf), name);
        QVERIFY(browser.grab().save(folder + QStringLiteral("/audit.png")));
    }
};

QTEST_MAIN(TestAudit)
#include "tst_audit.moc"
