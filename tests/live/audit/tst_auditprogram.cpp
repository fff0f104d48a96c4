// SPDX-License-Identifier: GPL-3.0-or-later
// tierlens --audit as it is started: files, exit codes, no password anywhere.
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "support/testservers.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;
using namespace tierlens::test;

class TestAuditProgram : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    TestRedis m_redis{{QStringLiteral("--requirepass"), QStringLiteral("Geheim-4711")}};
    TestPostgres m_postgres;
    QString m_redisUri;

    struct Ended
    {
        int code = -1;
        QByteArray words;
    };
    Ended run(const QStringList &arguments) const
    {
        QProcess program;
        program.setProcessChannelMode(QProcess::MergedChannels);
        program.start(qEnvironmentVariable("TIERLENS_PROGRAM"),
            QStringList{QStringLiteral("--config-dir"), m_folder.path(), QStringLiteral("--audit")}
                + arguments);
        if (!program.waitForFinished(60'000))
            return {};
        return {program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -2,
            program.readAll()};
    }
    QString file(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    Ended audit(const QString &report) const
    {
        return run({QStringLiteral("--redis"), m_redisUri, QStringLiteral("--postgres"),
            QString::fromStdString(m_postgres.connection()), QStringLiteral("--for"),
            QStringLiteral("2s"), QStringLiteral("--report"), report});
    }
    static QByteArray contents(const QString &file)
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(!qEnvironmentVariableIsEmpty("TIERLENS_PROGRAM"), "run by ctest, which sets it");
        QVERIFY(m_redis.start());
        QVERIFY(m_postgres.start());
        m_redisUri = QStringLiteral("unix://:Geheim-4711@") + m_redis.socket();
        PostgresConnection owner({m_postgres.connection()});
        QVERIFY(owner.run("CREATE TABLE orders (id int PRIMARY KEY)"));
        QVERIFY(owner.run("INSERT INTO orders SELECT generate_series(1, 77)"));
        RedisConnection redis({*RedisAddress::parse(m_redisUri.toStdString())});
        for (int i = 0; i < 10; ++i)
            QVERIFY(redis.command({"SET", "order:" + std::to_string(i), "x", "EX", "600"}));
    }

    void writesWhatIsAskedFor()
    {
        const auto ended = audit(file("audit.json"));
        QVERIFY2(ended.code == 0, ended.words.constData());
        QVERIFY2(
            ended.words.contains("Where does our permanent data live?"), ended.words.constData());
        const auto json = QJsonDocument::fromJson(contents(file("audit.json"))).object();
        QCOMPARE(json[QStringLiteral("kind")].toString(), QStringLiteral("tierlens-audit"));
        QCOMPARE(json[QStringLiteral("environment")].toString(), QStringLiteral("production"));
        const auto tables = json[QStringLiteral("sections")]
                                .toArray()[0]
                                .toObject()[QStringLiteral("tables")]
                                .toArray()[0]
                                .toObject()[QStringLiteral("rows")]
                                .toArray();
        QCOMPARE(tables.size(), 1);
        QCOMPARE(tables[0].toObject()[QStringLiteral("rows")].toInt(), 77);
        const auto patterns = json[QStringLiteral("sections")]
                                  .toArray()[1]
                                  .toObject()[QStringLiteral("tables")]
                                  .toArray()[0]
                                  .toObject()[QStringLiteral("rows")]
                                  .toArray();
        QCOMPARE(patterns.size(), 1);
        QCOMPARE(patterns[0].toObject()[QStringLiteral("pattern")].toString(),
            QStringLiteral("order:*"));
        QCOMPARE(patterns[0].toObject()[QStringLiteral("keys")].toInt(), 10);
        QCOMPARE(patterns[0].toObject()[QStringLiteral("table")].toString(),
            QStringLiteral("public.orders"));
    }

    void aPdfWithoutADisplay()
    {
        const auto ended = audit(file("audit.pdf"));
        QVERIFY2(ended.code == 0, ended.words.constData());
        const auto pdf = contents(file("audit.pdf"));
        QVERIFY(pdf.startsWith("%PDF-") && pdf.size() > 5000);
        // Columns as narrow as a letter would fill a dozen.
        const auto pages = pdf.count("/Type /Page\n");
        QVERIFY2(pages >= 1 && pages <= 5, qPrintable(QString::number(pages)));
    }

    void tablesIntoAFolder()
    {
        const auto ended = audit(file("tables/"));
        QVERIFY2(ended.code == 0, ended.words.constData());
        QVERIFY(contents(file("tables/tables.csv")).contains("public.orders,77,counted,"));
        QVERIFY(QFile::exists(file("tables/advice.csv")));
        QDir folder(m_folder.path());
        for (const auto &entry : folder.entryInfoList(QDir::Files))
            QVERIFY2(!contents(entry.filePath()).contains("Geheim"), qPrintable(entry.fileName()));
        QVERIFY(!ended.words.contains("Geheim"));
    }

    void mistakesAreSaidInASentence()
    {
        const auto redis = QStringLiteral("--redis");
        struct Case
        {
            QStringList arguments;
            int code;
            const char *words;
        };
        const std::vector<Case> cases{
            {{redis, m_redisUri}, 2, "--audit needs --report"},
            {{redis, m_redisUri, QStringLiteral("--report"), file("a.doc")}, 2, ".html, .md"},
            {{redis, m_redisUri, QStringLiteral("--report"), file("a.md"),
                 QStringLiteral("--watch")},
                2, "--audit and --watch"},
            {{redis, m_redisUri, QStringLiteral("--report"), file("a.md"), QStringLiteral("--for"),
                 QStringLiteral("soon")},
                2, "soon"},
            {{QStringLiteral("--report"), file("a.md")}, 2, "of what?"},
            {{redis, QStringLiteral("redis://localhost:1"), QStringLiteral("--for"),
                 QStringLiteral("1s"), QStringLiteral("--report"), file("a.md")},
                3, "localhost:1"},
        };
        for (const auto &one : cases) {
            const auto ended = run(one.arguments);
            QVERIFY2(ended.code == one.code && ended.words.contains(one.words),
                (QByteArray::number(ended.code) + ' ' + ended.words).constData());
        }
    }
};

QTEST_GUILESS_MAIN(TestAuditProgram)
#include "tst_auditprogram.moc"
