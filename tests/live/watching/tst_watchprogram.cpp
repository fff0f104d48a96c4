// SPDX-License-Identifier: GPL-3.0-or-later
// The program itself, watching servers that another program uses: what it prints, writes and
// leaves alone, and where no password may ever stand.
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "support/onlyreads.h"
#include "support/testservers.h"

#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {
const QString Password = QStringLiteral("Geheim-4711");

struct Ended
{
    int code = -1;
    QByteArray out, err;
    QByteArray arguments; // as the list of processes showed them while it ran
};

QByteArray contents(const QString &file)
{
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

Ended runProgram(const QStringList &arguments, const QString &folder)
{
    QProcess program;
    program.start(qEnvironmentVariable("TIERLENS_PROGRAM"),
        QStringList{QStringLiteral("--config-dir"), folder} + arguments);
    Ended ended;
    if (!program.waitForStarted())
        return ended;
    QElapsedTimer clock;
    clock.start();
    while (!program.waitForFinished(300) && clock.elapsed() < 60'000) {
#ifdef Q_OS_LINUX // elsewhere tst_argumentcover has to do
        if (clock.elapsed() > 1000)
            ended.arguments
                += contents(QStringLiteral("/proc/%1/cmdline").arg(program.processId()));
#endif
    }
    ended.code = program.exitStatus() == QProcess::NormalExit ? program.exitCode() : -2;
    ended.out = program.readAllStandardOutput();
    ended.err = program.readAllStandardError();
    return ended;
}
} // namespace

class TestWatchProgram : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    TestRedis m_redis{{QStringLiteral("--requirepass"), Password}};
    TestPostgres m_postgres{{QStringLiteral("shared_preload_libraries=pg_stat_statements")},
        {QStringLiteral("local all all scram-sha-256")}};
    std::string m_redisUri, m_connection;

    // Settings, log, report: all that the program has written.
    void checkFilesFor(const QByteArray &secret) const
    {
        QDirIterator files(m_folder.path(), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const auto path = files.next();
            const auto bytes = path.endsWith(QStringLiteral(".tierlens"))
                ? qUncompress(contents(path))
                : contents(path);
            QVERIFY2(!bytes.contains(secret), qPrintable(path));
        }
    }
    QString file(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    QStringList servers() const
    {
        return {QStringLiteral("--watch"), QStringLiteral("--redis"),
            QString::fromStdString(m_redisUri), QStringLiteral("--postgres"),
            QString::fromStdString(m_connection)};
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY2(!qEnvironmentVariableIsEmpty("TIERLENS_PROGRAM"), "run by ctest, which sets it");
        QVERIFY(m_redis.start());
        m_redisUri = "unix://:" + Password.toStdString() + '@' + m_redis.socket().toStdString();
        // The password has to be set before it can be asked for.
        TestPostgres &postgres = m_postgres;
        postgres.setRules({QStringLiteral("local all all trust")});
        QVERIFY(postgres.start());
        {
            PostgresConnection owner({postgres.connection()});
            QVERIFY(owner.run("CREATE EXTENSION pg_stat_statements"));
            QVERIFY(owner.run("ALTER ROLE demo PASSWORD '" + Password.toStdString() + '\''));
            QVERIFY(owner.run("CREATE TABLE orders (id int PRIMARY KEY, total int)"));
            QVERIFY(owner.run("INSERT INTO orders SELECT n, n FROM generate_series(1, 1000) n"));
        }
        QVERIFY(postgres.stop());
        postgres.setRules({QStringLiteral("local all all scram-sha-256")});
        m_connection = postgres.connection(QStringLiteral("password=") + Password);
        QVERIFY(postgres.startWithoutWaiting());
        PostgresConnection owner({m_connection});
        QTRY_VERIFY_WITH_TIMEOUT(owner.open().has_value(), 10'000);
        RedisConnection redis({*RedisAddress::parse(m_redisUri)});
        for (int i = 0; i < 100; ++i) {
            const auto key = "order:" + std::to_string(i);
            QVERIFY(redis.command({"SET", key, "x", "EX", "600"}));
        }
    }

    void nothingIsWrittenAndNoPasswordIsSeen()
    {
        RedisConnection redis({*RedisAddress::parse(m_redisUri)});
        PostgresConnection owner({m_connection});
        QVERIFY(redis.command({"CONFIG", "RESETSTAT"}));
        QVERIFY(redis.command({"ACL", "LOG", "RESET"}));
        const auto before = owner.run("SELECT count(*), sum(total) FROM orders");
        const auto written = [&owner] {
            (void)owner.run("SELECT pg_stat_clear_snapshot()");
            const auto rows = owner.run("SELECT tup_inserted + tup_updated + tup_deleted FROM "
                                        "pg_stat_database WHERE datname = current_database()");
            return rows ? rows->number(0, 0) : -1;
        };
        const auto writtenBefore = written();
        const auto ended = runProgram(servers()
                + QStringList{QStringLiteral("--headless"), QStringLiteral("--duration"),
                    QStringLiteral("6s"), QStringLiteral("--burst"), QStringLiteral("1s"),
                    QStringLiteral("--report"), file("report.json"),
                    QStringLiteral("--save-snapshot"), file("seen.tierlens")},
            m_folder.path());
        QVERIFY2(ended.code == 0, (ended.err + ended.out).constData());
        QVERIFY2(ended.out.contains("redis up") && ended.out.contains("postgres up"),
            ended.out.constData());

        onlyReads(redis);
        QCOMPARE(redis.command({"ACL", "LOG"})->size(), 0u);
        QCOMPARE(redis.command({"DBSIZE"})->integer(), 100);
        // Postgres: no row was touched.
        const auto after = owner.run("SELECT count(*), sum(total) FROM orders");
        QCOMPARE(after->text(0, 0), before->text(0, 0));
        QCOMPARE(after->text(0, 1), before->text(0, 1));
        QTest::qWait(1200); // a session's counters arrive within a second
        QCOMPARE(written(), writtenBefore);

        const auto password = Password.toUtf8();
        QVERIFY(!ended.out.contains(password));
        QVERIFY(!ended.err.contains(password));
        QVERIFY(!ended.arguments.contains(password));
        QVERIFY(!contents(file("report.json")).contains(password));
        const auto snapshot = qUncompress(contents(file("seen.tierlens")));
        QVERIFY(snapshot.size() > 1000);
        QVERIFY(!snapshot.contains(password));
        checkFilesFor(password);
        QVERIFY(!contents(file("tierlens.log")).isEmpty()); // it was among them

        const auto report = QJsonDocument::fromJson(contents(file("report.json"))).object();
        QCOMPARE(report[QStringLiteral("environment")].toString(), QStringLiteral("production"));
        const auto redisServer
            = report[QStringLiteral("servers")].toObject()[QStringLiteral("redis")].toObject();
        QCOMPARE(redisServer[QStringLiteral("keys")].toInt(), 100);
        QVERIFY(redisServer[QStringLiteral("up")].toBool());
        // Nobody asked this Redis for a key: our own looks do not count.
        const auto figures = report[QStringLiteral("redis")].toObject();
        QCOMPARE(figures[QStringLiteral("hits")].toInt(), 0);
        QCOMPARE(figures[QStringLiteral("misses")].toInt(), 0);
    }

    // What goes wrong is told and logged; with which password it was tried is nobody's business.
    void aWrongPasswordIsNotRepeated()
    {
        const auto wrong = QStringLiteral("Falsch-0815");
        const auto spoiled = [&wrong](const std::string &address) {
            return QString::fromStdString(address).replace(Password, wrong);
        };
        const auto ended = runProgram(
            {QStringLiteral("--watch"), QStringLiteral("--redis"), spoiled(m_redisUri),
                QStringLiteral("--postgres"), spoiled(m_connection), QStringLiteral("--headless"),
                QStringLiteral("--duration"), QStringLiteral("3s"), QStringLiteral("--report"),
                file("refused.json")},
            m_folder.path());
        QCOMPARE(ended.code, 3);
        QVERIFY2(ended.err.contains("password"), ended.err.constData()); // that it was refused
        for (const auto *said : {&ended.out, &ended.err, &ended.arguments})
            QVERIFY(!said->contains(wrong.toUtf8()));
        checkFilesFor(wrong.toUtf8());
    }

    void aSnapshotCanBeLookedAt()
    {
        QVERIFY(QFile::exists(file("seen.tierlens")));
        const auto ended = runProgram(
            {QStringLiteral("--snapshot"), file("seen.tierlens"), QStringLiteral("--duration"),
                QStringLiteral("1s"), QStringLiteral("--grab"), file("seen.png")},
            m_folder.path());
        QVERIFY2(ended.code == 0, (ended.err + ended.out).constData());
        QVERIFY(QImage(file("seen.png")).width() > 600);
    }

    void whatIsNoSnapshotIsSaid()
    {
        QFile file(this->file("broken.tierlens"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no snapshot at all, but long enough");
        file.close();
        const auto ended = runProgram(
            {QStringLiteral("--snapshot"), file.fileName(), QStringLiteral("--headless"),
                QStringLiteral("--duration"), QStringLiteral("1s")},
            m_folder.path());
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.err.contains("no snapshot of Tierlens"), ended.err.constData());
    }

    void serversThatAreNotThere()
    {
        const auto ended
            = runProgram({QStringLiteral("--watch"), QStringLiteral("--redis"),
                             QStringLiteral("redis://localhost:1"), QStringLiteral("--headless"),
                             QStringLiteral("--duration"), QStringLiteral("2s")},
                m_folder.path());
        QCOMPARE(ended.code, 3);
        QVERIFY2(ended.err.contains("localhost:1"), ended.err.constData());
    }

    void anUnknownConnectionIsNamed()
    {
        const auto ended = runProgram(
            {QStringLiteral("--connection"), QStringLiteral("nirgends"),
                QStringLiteral("--headless"), QStringLiteral("--duration"), QStringLiteral("2s")},
            m_folder.path());
        QCOMPARE(ended.code, 2);
        QVERIFY2(ended.err.contains("nirgends"), ended.err.constData());
    }
};

QTEST_GUILESS_MAIN(TestWatchProgram)
#include "tst_watchprogram.moc"
