// SPDX-License-Identifier: GPL-3.0-or-later
// The audit as a document: the same statements in every format, and nothing that breaks one.
#include "audit/auditdocument.h"
#include "audit/auditfile.h"
#include "audit/auditpages.h"
#include "audit/judging.h"
#include "audit/redisaudit.h"
#include "audit/trafficaudit.h"

#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
AuditFacts awkwardFacts()
{
    AuditFacts facts;
    facts.name = QStringLiteral("<shop> & %1");
    facts.takenAt = 1'700'000'000'000;
    auto &postgres = facts.postgres;
    postgres.isWanted = postgres.isReached = true;
    postgres.at = facts.takenAt;
    postgres.version = "15.4";
    postgres.database = "shop";
    postgres.databaseBytes = 123'000'000;
    postgres.settings = {{"fsync", "off"}, {"archive_mode", "off"}};
    AuditTableFacts table;
    table.schema = "public";
    table.name = "a|b,\"c\"<script>";
    table.rows = 42;
    table.isCounted = true;
    table.bytes = 16'384;
    table.indexBytes = 8'192;
    postgres.tables = {table};
    auto &redis = facts.redis;
    redis.isWanted = redis.isReached = true;
    redis.at = facts.takenAt;
    AuditRedisServer server;
    server.address = "cache:6379";
    server.savePoints = "";
    server.keys = 3;
    redis.servers = {server};
    AuditPatternFacts pattern;
    pattern.pattern = "=cmd|'/c calc'!*";
    pattern.keys = 3;
    pattern.withoutExpiry = 1;
    facts.patterns = {pattern};
    return facts;
}

QString textOfSection(const AuditDocument &document, const char *id)
{
    QString text;
    for (const auto &section : document.sections) {
        if (section.id != QLatin1String(id))
            continue;
        for (const auto &statement : section.statements)
            text += statement.text + QLatin1Char('\n');
    }
    return text;
}
} // namespace

class TestAuditPages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void thePageIsWholeAndHoldsNoMarkupOfTheData()
    {
        const auto html = auditHtml(makeAuditDocument(awkwardFacts()));
        QVERIFY(!html.contains(QStringLiteral("<script>")));
        QVERIFY(html.contains(QStringLiteral("&lt;script&gt;")));
        QVERIFY(html.contains(QStringLiteral("&lt;shop&gt; &amp; %1")));
        QVERIFY(!html.contains(QStringLiteral("http"))); // nothing from elsewhere
        QVERIFY(html.contains(QStringLiteral("@media print")));
        // Every tag that opens closes: read as XML, without the two that need not.
        auto page = html;
        page.remove(QStringLiteral("<!doctype html>"));
        page.remove(QStringLiteral("<meta charset=\"utf-8\">"));
        QXmlStreamReader xml(page);
        while (!xml.atEnd())
            xml.readNext();
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    }

    void everyFormatSaysTheSame()
    {
        const auto document = makeAuditDocument(awkwardFacts());
        QCOMPARE(document.sections.size(), std::size_t(4));
        const auto html = auditHtml(document), markdown = auditMarkdown(document);
        const auto json = auditJson(document);
        for (const auto &advice : document.advice)
            QVERIFY2(html.contains(advice.what.toHtmlEscaped()), qPrintable(advice.what));
        QCOMPARE(
            json[QStringLiteral("advice")].toArray().size(), qsizetype(document.advice.size()));
        QCOMPARE(json[QStringLiteral("advice")]
                     .toArray()[0]
                     .toObject()[QStringLiteral("level")]
                     .toString(),
            QStringLiteral("danger"));
        QVERIFY(markdown.contains(QStringLiteral("a\\|b,\"c\"\\<script\\>")));
        // The figures of a table, as numbers.
        const auto permanent = json[QStringLiteral("sections")].toArray()[0].toObject();
        const auto row = permanent[QStringLiteral("tables")]
                             .toArray()[0]
                             .toObject()[QStringLiteral("rows")]
                             .toArray()[0]
                             .toObject();
        QCOMPARE(row[QStringLiteral("rows")].toInt(), 42);
        QCOMPARE(row[QStringLiteral("rows_are")].toString(), QStringLiteral("counted"));
        QCOMPARE(row[QStringLiteral("bytes")].toInt(), 24'576);
        QVERIFY(row[QStringLiteral("last_vacuum")].isNull());
    }

    // On paper a column takes what its longest word needs, and no word is longer than a column.
    void longNamesCanBeBroken()
    {
        auto facts = awkwardFacts();
        facts.postgres.tables[0].name
            = "accounting.invoices_of_the_northern_region_2026_partition_07";
        facts.postgres.tables[0].lastVacuum = 1'796'029'272;
        const auto document = makeAuditDocument(facts);
        const auto html = auditHtml(document);
        QVERIFY2(
            html.contains(QStringLiteral("<td>public.accounting.<wbr/>invoices_of_the_<wbr/>")),
            qPrintable(html));
        QVERIFY(html.contains(QStringLiteral("<span class=\"d\">2026-11-30</span> <span "
                                             "class=\"d\">09:01:12 UTC</span>")));
        const auto paper = auditPaperHtml(document);
        QVERIFY(!paper.contains(QStringLiteral("<wbr")));
        QVERIFY(paper.contains(QStringLiteral("<td>public.accounting.&#8203;invoices_of")));
        // Nobody who copies a name gets more than the name.
        QVERIFY(!html.contains(QChar(0x200b)) && !html.contains(QStringLiteral("&#8203;")));
    }

    void spansForReaders()
    {
        QCOMPARE(auditSpan(0), QStringLiteral("0.0 s"));
        QCOMPARE(auditSpan(55.46), QStringLiteral("55.5 s"));
        QCOMPARE(auditSpan(345), QStringLiteral("5.8 minutes"));
        QCOMPARE(auditSpan(3000), QStringLiteral("50 minutes"));
        QCOMPARE(auditSpan(8000), QStringLiteral("2.2 hours"));
        QCOMPARE(auditSpan(200'000), QStringLiteral("2.3 days"));
    }

    void tablesAsCsv()
    {
        const auto files = auditCsv(makeAuditDocument(awkwardFacts()));
        QStringList names;
        for (const auto &[name, bytes] : files)
            names.append(name);
        QVERIFY(names.contains(QStringLiteral("tables"))
            && names.contains(QStringLiteral("patterns"))
            && names.contains(QStringLiteral("advice")));
        QVERIFY(files[0].second.startsWith("table,rows,rows_are,bytes,"));
        QVERIFY2(
            files[0].second.contains("\"public.a|b,\"\"c\"\"<script>\",42,counted,24576,8192,"),
            files[0].second.constData());
        // No formula for a spreadsheet.
        for (const auto &[name, bytes] : files)
            QVERIFY(!bytes.contains("\n=") && !bytes.contains(",=") && !bytes.contains("\"="));
    }

    void filesByTheirEnding()
    {
        QTemporaryDir folder;
        const auto document = makeAuditDocument(awkwardFacts());
        for (const auto *name : {"a.html", "a.md", "a.json", "a.csv", "tables/"})
            QVERIFY2(writeAudit(folder.filePath(QLatin1String(name)), document), name);
        for (const auto *name :
            {"a.html", "a.md", "a.json", "a-tables.csv", "a-advice.csv", "tables/patterns.csv"})
            QVERIFY2(QFile::exists(folder.filePath(QLatin1String(name))), name);
        const auto unknown = writeAudit(folder.filePath(QStringLiteral("a.doc")), document);
        QVERIFY(!unknown && unknown.error().kind == ErrorKind::Usage);
        const auto nowhere
            = writeAudit(folder.filePath(QStringLiteral("no/such/a.html")), document);
        QVERIFY(!nowhere && nowhere.error().kind == ErrorKind::Refused);
    }

    void whatIsNotThereIsSaid()
    {
        AuditFacts facts;
        auto document = makeAuditDocument(facts);
        QVERIFY(
            textOfSection(document, "permanent").contains(QStringLiteral("No database was given")));
        QVERIFY(textOfSection(document, "cached").contains(QStringLiteral("No Redis was given")));
        QVERIFY(textOfSection(document, "lost").contains(QStringLiteral("Nothing: there is none")));
        QVERIFY(textOfSection(document, "worth").contains(QStringLiteral("There is no cache")));
        facts.redis.isWanted = true;
        facts.redis.problem = "Nobody listens there.";
        document = makeAuditDocument(facts);
        QVERIFY(
            textOfSection(document, "cached").contains(QStringLiteral("Nobody listens there.")));
        QCOMPARE(document.advice.front().rule, AuditRule::NotReached);

        document = makeAuditDocument(awkwardFacts());
        QVERIFY(
            textOfSection(document, "lost").contains(QStringLiteral("a restart loses all 3 keys")));
        QVERIFY(textOfSection(document, "lost").contains(QStringLiteral("At risk: 3 keys")));
        QVERIFY(textOfSection(document, "permanent")
                    .contains(QStringLiteral("can destroy the database")));
    }

    void whatExpiresMayStillBeThereAlone()
    {
        auto facts = awkwardFacts();
        auto &pattern = facts.patterns.front();
        pattern.pattern = "cart:*";
        pattern.withoutExpiry = 0;
        const auto lost = [&facts] { return textOfSection(makeAuditDocument(facts), "lost"); };
        QVERIFY2(
            lost().contains(QStringLiteral("no counterpart that was found in Postgres: cart:*")),
            qPrintable(lost()));
        QVERIFY(!lost().contains(QStringLiteral("not data")));
        pattern.table = "public.carts";
        QVERIFY2(lost().contains(QStringLiteral("costs time, not data")), qPrintable(lost()));
        facts.postgres.isReached = false;
        QVERIFY2(lost().contains(QStringLiteral("cannot be told")), qPrintable(lost()));
    }

    void infoOfRedisIsRead()
    {
        AuditRedisServer server;
        takeRedisInfo("# Server\r\nredis_version:7.0.15\r\nuptime_in_seconds:77\r\n"
                      "used_memory:1000\r\nused_memory_rss:2000\r\nmaxmemory:5000\r\n"
                      "maxmemory_policy:volatile-ttl\r\nrdb_changes_since_last_save:12\r\n"
                      "rdb_last_save_time:1700000000\r\nrdb_last_bgsave_status:err\r\n"
                      "aof_enabled:1\r\naof_last_write_status:ok\r\nkeyspace_hits:8\r\n"
                      "keyspace_misses:9\r\nevicted_keys:3\r\nrole:master\r\nconnected_slaves:2\r\n"
                      "db0:keys=10,expires=4,avg_ttl=1\r\ndb3:keys=5,expires=1,avg_ttl=0\r\n",
            server);
        QCOMPARE(server.version, std::string("7.0.15"));
        QCOMPARE(server.keys, 15u);
        QCOMPARE(server.keysWithExpiry, 5u);
        QCOMPARE(server.usedMemory, 1000u);
        QCOMPARE(server.maxMemory, 5000u);
        QCOMPARE(server.changesSinceSave, 12u);
        QCOMPARE(server.lastSave, 1'700'000'000);
        QVERIFY(server.hasAof && server.lastSaveFailed && !server.lastAofWriteFailed);
        QVERIFY(!server.isReplica);
        QCOMPARE(server.replicas, 2);
    }

    void counterpartsByStatementAndByName()
    {
        AuditFacts facts;
        for (const auto *name : {"order_items", "orders", "users"}) {
            AuditTableFacts table;
            table.schema = "public";
            table.name = name;
            facts.postgres.tables.push_back(table);
        }
        for (const auto *name : {"order:*", "basket:*", "u:*"}) {
            AuditPatternFacts pattern;
            pattern.pattern = name;
            facts.patterns.push_back(pattern);
        }
        facts.patterns[2].statement = "SELECT name FROM users WHERE id = $1";
        findCounterparts(facts);
        QCOMPARE(facts.patterns[0].table, std::string("public.orders"));
        QVERIFY(facts.patterns[0].isTableByName);
        QVERIFY(facts.patterns[1].table.empty());
        QCOMPARE(facts.patterns[2].table, std::string("public.users"));
        QVERIFY(!facts.patterns[2].isTableByName);
    }
};

QTEST_GUILESS_MAIN(TestAuditPages)
#include "tst_auditpages.moc"
