// SPDX-License-Identifier: GPL-3.0-or-later
// What a restart will do to a real Postgres, by what that Postgres is set to and who is connected.
#include "postgres/postgresconnection.h"
#include "restarts/restartforecast.h"
#include "support/testservers.h"

#include <QProcess>
#include <QTest>

using namespace tierlens;
using namespace tierlens::test;

namespace {
QString f(const char *text) { return QString::fromUtf8(text); }
} // namespace

class TestPostgresForecast : public QObject
{
    Q_OBJECT
    TestPostgres m_postgres{{f("fsync=on"), f("synchronous_commit=on"), f("wal_level=logical"),
        f("max_wal_senders=4"), f("max_replication_slots=4")}};

    QString forecast() const
    {
        const auto found = forecastPostgres(QString::fromStdString(m_postgres.connection()));
        auto text = found.problem;
        for (const auto &line : found.lines)
            text += (line.isLoss ? f("! ") : f("- ")) + line.text + f("\n");
        return text;
    }
    bool run(const char *sql) const
    {
        return PostgresConnection({.connection = m_postgres.connection()}).run(sql).has_value();
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_postgres.start()); }

    void whatIsCommittedStays()
    {
        const auto text = forecast();
        QVERIFY2(text.contains(f("- What has been committed stays: Postgres is the truth.")),
            qPrintable(text));
        QVERIFY2(!text.contains(f("! ")), qPrintable(text));
    }

    void unloggedTablesAreEmptyAfterACrash()
    {
        QVERIFY(run("CREATE UNLOGGED TABLE carts (id int)"));
        const auto text = forecast();
        QVERIFY2(text.contains(f("! Unlogged tables in this database: 1.")), qPrintable(text));
        QVERIFY2(!text.contains(f("is the truth")), qPrintable(text));
        QVERIFY(run("DROP TABLE carts"));
    }

    void whatIsConfirmedTooEarlyCanBeLost()
    {
        QVERIFY(run("CREATE ROLE hasty; ALTER ROLE hasty SET synchronous_commit = off"));
        auto text = forecast();
        QVERIFY2(text.contains(f("! synchronous_commit is off for some roles or databases")),
            qPrintable(text));
        QVERIFY2(text.contains(f("in the last 600 ms")), qPrintable(text)); // 3 × 200 ms
        QVERIFY(run("DROP ROLE hasty"));
        QVERIFY(run("ALTER ROLE demo SET synchronous_commit = off"));
        text = forecast();
        QVERIFY2(text.contains(f("! synchronous_commit is off: if Postgres is killed")),
            qPrintable(text));
        QVERIFY2(!text.contains(f("is the truth")), qPrintable(text));
        QVERIFY(run("ALTER ROLE demo RESET synchronous_commit"));
    }

    void aReaderOfALogicalSlotIsNoStandby()
    {
        const auto program = TestProcess::find(f("pg_recvlogical"));
        if (program.isEmpty())
            QSKIP("pg_recvlogical is not on this computer");
        QVERIFY(run("CREATE PUBLICATION all_of_it FOR ALL TABLES"));
        QVERIFY(run("SELECT pg_create_logical_replication_slot('capture', 'pgoutput')"));
        QProcess reader;
        reader.start(program,
            {f("-h"), m_postgres.folder(), f("-p"), m_postgres.port(), f("-U"), f("demo"), f("-d"),
                f("postgres"), f("-S"), f("capture"), f("--start"), f("-f"), f("-"), f("-o"),
                f("proto_version=1"), f("-o"), f("publication_names=all_of_it")});
        const auto isSeen = [this] {
            return forecast().contains(f("Readers of logical replication (subscriptions, change "
                                         "capture), which are cut off and have to connect "
                                         "again: 1."));
        };
        QTRY_VERIFY2_WITH_TIMEOUT(
            isSeen(), (reader.readAllStandardError() + forecast().toUtf8()).constData(), 15'000);
        const auto text = forecast();
        QVERIFY2(!text.contains(f("Replicas, which")), qPrintable(text));
        reader.terminate();
        QVERIFY(reader.waitForFinished(10'000));
    }
};

QTEST_GUILESS_MAIN(TestPostgresForecast)
#include "tst_postgresforecast.moc"
