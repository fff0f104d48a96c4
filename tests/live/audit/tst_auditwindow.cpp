// SPDX-License-Identifier: GPL-3.0-or-later
// The audit in its window: shown, asked again, saved, exported.
#include "audit/auditwindow.h"
#include "audit/exportdialog.h"
#include "dump/dumpprogram.h"
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "support/testservers.h"

#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

class TestAuditWindow : public QObject
{
    Q_OBJECT
    TestRedis m_redis;
    TestPostgres m_postgres;
    QTemporaryDir m_folder;
    LiveServers m_servers;
    std::unique_ptr<WatchSession> m_session;

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_redis.start());
        QVERIFY(m_postgres.start());
        PostgresConnection owner({m_postgres.connection()});
        QVERIFY(owner.run("CREATE TABLE orders (id int PRIMARY KEY)"));
        QVERIFY(owner.run("INSERT INTO orders SELECT generate_series(1, 77)"));
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        for (int i = 0; i < 10; ++i)
            QVERIFY(redis.command({"SET", "order:" + std::to_string(i), "x", "EX", "600"}));
        m_servers.connection.name = QStringLiteral("shop");
        m_servers.redis = QString::fromStdString(m_redis.uri());
        m_servers.postgres = QString::fromStdString(m_postgres.connection());
        WatchOptions options;
        options.connection = m_servers.connection;
        options.redis = m_servers.redis;
        options.postgres = m_servers.postgres;
        options.budget = 0.1;
        m_session = std::make_unique<WatchSession>(options);
        m_session->start();
        QTRY_VERIFY_WITH_TIMEOUT(!m_session->patternRows().empty(), 15'000);
    }
    void cleanupTestCase() { m_session.reset(); }

    void showsSavesAndAsksAgain()
    {
        AuditWindow window(m_servers, m_session.get());
        QSignalSpy shown(&window, &AuditWindow::shown);
        window.show();
        QTRY_COMPARE_WITH_TIMEOUT(shown.size(), 1, 20'000);
        const auto text = window.findChild<QTextBrowser *>()->toPlainText();
        QVERIFY2(text.contains(QStringLiteral("rows: 77, tables: 1")), qPrintable(text));
        QVERIFY(text.contains(QStringLiteral("order:*")));
        QSignalSpy saved(&window, &AuditWindow::saved);
        for (const auto *name : {"a.html", "a.pdf", "a.md", "a.json", "a.csv"})
            window.saveTo(m_folder.filePath(QLatin1String(name)));
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 5, 20'000);
        for (const auto *name : {"a.html", "a.pdf", "a.md", "a.json", "a-tables.csv"})
            QVERIFY2(QFile::exists(m_folder.filePath(QLatin1String(name))), name);
        PostgresConnection owner({m_postgres.connection()});
        QVERIFY(owner.run("INSERT INTO orders VALUES (78)"));
        window.refresh();
        QTRY_COMPARE_WITH_TIMEOUT(shown.size(), 2, 20'000);
        QVERIFY(window.findChild<QTextBrowser *>()->toPlainText().contains(
            QStringLiteral("rows: 78, tables: 1")));
    }

    void exportsWithProgressAndASentence()
    {
        if (!findDumpProgram())
            QSKIP("pg_dump is not on this computer");
        ExportDialog dialog(m_servers, 1);
        dialog.show();
        const auto file = m_folder.filePath(QStringLiteral("shop.dump"));
        QSignalSpy finished(&dialog.exporting(), &DatabaseExport::finished);
        dialog.begin(file);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
        QVERIFY(QFile::exists(file));
        QString words;
        for (const auto *label : dialog.findChildren<QLabel *>())
            words += label->text();
        QVERIFY2(
            words.contains(QStringLiteral("tables: 1")) && words.contains(file), qPrintable(words));
    }
};

QTEST_MAIN(TestAuditWindow)
#include "tst_auditwindow.moc"
