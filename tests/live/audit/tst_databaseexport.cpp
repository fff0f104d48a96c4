// SPDX-License-Identifier: GPL-3.0-or-later
// An export by the real pg_dump: whole, equal when restored, never over a file, stopped cleanly.
#include "dump/databaseexport.h"
#include "dump/dumpprogram.h"
#include "postgres/postgresconnection.h"
#include "support/testservers.h"

#include <QFileInfo>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThreadPool>

using namespace tierlens;
using namespace tierlens::test;

class TestDatabaseExport : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    TestPostgres m_postgres;

    QString file(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    QString address(const char *database) const
    {
        return QString::fromStdString(m_postgres.connection())
            .replace(QStringLiteral("dbname=postgres"),
                QStringLiteral("dbname=") + QLatin1String(database));
    }
    std::string digest(const char *database)
    {
        PostgresConnection owner({address(database).toStdString()});
        const auto rows = owner.run(
            "SELECT (SELECT md5(string_agg(p::text, '|' ORDER BY id)) FROM people p) || "
            "(SELECT md5(string_agg(o::text, '|' ORDER BY id)) FROM \"Odd Name\" o)");
        return rows && !rows->empty() ? std::string(rows->text(0, 0)) : "?";
    }
    bool run(DatabaseExport &exporting, const QString &to)
    {
        QSignalSpy finished(&exporting, &DatabaseExport::finished);
        exporting.start(address("shop"), to);
        return QTest::qWaitFor([&] { return finished.size() == 1; }, 60'000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (!findDumpProgram())
            QSKIP("pg_dump is not on this computer");
        QVERIFY(m_postgres.start());
        PostgresConnection owner({m_postgres.connection()});
        QVERIFY(owner.run("CREATE DATABASE shop"));
        QVERIFY(owner.run("CREATE DATABASE copy"));
        PostgresConnection shop({address("shop").toStdString()});
        QVERIFY(shop.run("CREATE TABLE people (id int PRIMARY KEY, name text, born date)"));
        QVERIFY(shop.run("INSERT INTO people SELECT n, md5(n::text), '2000-01-01'::date + n FROM "
                         "generate_series(1, 20000) n"));
        QVERIFY(shop.run("CREATE TABLE \"Odd Name\" (id int PRIMARY KEY, body text)"));
        QVERIFY(shop.run("INSERT INTO \"Odd Name\" VALUES (1, E'a\\nb'), (2, NULL), (3, 'ß€')"));
    }

    void restoresIntoAnotherDatabaseEqual()
    {
        DatabaseExport exporting;
        QVERIFY(run(exporting, file("shop.dump")));
        QVERIFY2(
            exporting.result(), exporting.result() ? "" : exporting.result().error().text.c_str());
        QCOMPARE(exporting.result()->tables, std::size_t(2));
        QCOMPARE(qint64(exporting.result()->bytes), QFileInfo(file("shop.dump")).size());
        QVERIFY(!QFile::exists(file("shop.dump.part")));
        QCOMPARE(QFile::permissions(file("shop.dump"))
                & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
            QFileDevice::Permissions());
        QProcess restore;
        restore.start(TestProcess::find(QStringLiteral("pg_restore")),
            {QStringLiteral("--exit-on-error"), QStringLiteral("--dbname=") + address("copy"),
                file("shop.dump")});
        QVERIFY(restore.waitForFinished(60'000));
        QVERIFY2(restore.exitCode() == 0, restore.readAllStandardError().constData());
        QVERIFY(digest("shop").size() == 64);
        QCOMPARE(digest("copy"), digest("shop"));
    }

    void aTextForPsql()
    {
        DatabaseExport exporting;
        QVERIFY(run(exporting, file("shop.sql")));
        QVERIFY(exporting.result());
        QFile text(file("shop.sql"));
        QVERIFY(text.open(QIODevice::ReadOnly));
        QVERIFY(text.readAll().contains("COPY public.people"));
    }

    void neverOverAFile()
    {
        QFile there(file("there.dump"));
        QVERIFY(there.open(QIODevice::WriteOnly) && there.write("mine") == 4);
        there.close();
        DatabaseExport exporting;
        QVERIFY(run(exporting, there.fileName()));
        QVERIFY(!exporting.result());
        QCOMPARE(exporting.result().error().kind, ErrorKind::Refused);
        QVERIFY(there.open(QIODevice::ReadOnly));
        QCOMPARE(there.readAll(), QByteArray("mine"));
    }

    void stoppedItLeavesNothing()
    {
        PostgresConnection shop({address("shop").toStdString()});
        QVERIFY(shop.begin()); // pg_dump waits for the table, so it is stopped in the middle
        QVERIFY(shop.run("LOCK TABLE people IN ACCESS EXCLUSIVE MODE"));
        DatabaseExport exporting;
        QSignalSpy finished(&exporting, &DatabaseExport::finished);
        exporting.start(address("shop"), file("stopped.dump"));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file("stopped.dump.part")), 10'000);
        exporting.cancel();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 10'000);
        shop.rollback();
        QVERIFY(!exporting.result());
        QVERIFY(exporting.result().error().text.find("cancelled") != std::string::npos);
        QVERIFY(!QFile::exists(file("stopped.dump")) && !QFile::exists(file("stopped.dump.part")));
    }

    void whoeverLeavesLeavesNothingEither()
    {
        PostgresConnection shop({address("shop").toStdString()});
        QVERIFY(shop.begin());
        QVERIFY(shop.run("LOCK TABLE people IN ACCESS EXCLUSIVE MODE"));
        {
            DatabaseExport exporting;
            exporting.start(address("shop"), file("left.dump"));
            QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file("left.dump.part")), 10'000);
        }
        // As at the end of the program, which waits for the pool.
        QVERIFY(QThreadPool::globalInstance()->waitForDone(20'000));
        QVERIFY(!QFile::exists(file("left.dump")) && !QFile::exists(file("left.dump.part")));
        shop.rollback();
    }

    void theServersWordsWhenItFails()
    {
        DatabaseExport exporting;
        QSignalSpy finished(&exporting, &DatabaseExport::finished);
        exporting.start(address("nowhere"), file("nowhere.dump"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 20'000);
        QVERIFY(!exporting.result());
        QVERIFY2(exporting.result().error().text.find("nowhere") != std::string::npos,
            exporting.result().error().text.c_str());
        QVERIFY(!QFile::exists(file("nowhere.dump")) && !QFile::exists(file("nowhere.dump.part")));
    }

    void noPasswordAmongTheArguments()
    {
        for (const auto *address :
            {"postgres://u:Geheim-4711@h/db", "host=h user=u dbname=db password='Geheim-4711'"}) {
            const auto order
                = DatabaseExport::orderFor(QString::fromLatin1(address), QStringLiteral("x.dump"));
            QVERIFY(order);
            QVERIFY(!order->arguments.join(QLatin1Char(' ')).contains(QStringLiteral("Geheim")));
            QVERIFY(order->environment.contains(QStringLiteral("PGPASSWORD=Geheim-4711")));
        }
    }
};

QTEST_GUILESS_MAIN(TestDatabaseExport)
#include "tst_databaseexport.moc"
