// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/processtree.h"
#include "sandbox/sandbox.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {

// What a client prints, with nothing of the tester's own settings.
QString clientSays(const QString &program, const QStringList &arguments)
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("PGPASSWORD"));
    environment.remove(QStringLiteral("REDISCLI_AUTH"));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments, QIODevice::ReadOnly);
    process.waitForFinished(20'000);
    return QString::fromUtf8(process.readAll()).trimmed();
}

QString loopbackSql(const QString &connection, const char *command)
{
    return clientSays(QStringLiteral("psql"),
        {QStringLiteral("-wXAtq"), QStringLiteral("-d"), connection, QStringLiteral("-c"),
            QString::fromLatin1(command)});
}

// Not by the address as it is: redis-cli takes the empty name before the colon for a user's.
QStringList redisCli(const QString &address, bool withPassword = true)
{
    const QUrl url(address);
    QStringList words{QStringLiteral("--no-auth-warning"), QStringLiteral("-h"), url.host(),
        QStringLiteral("-p"), QString::number(url.port())};
    if (withPassword)
        words << QStringLiteral("-a") << url.password();
    return words;
}

QString loopbackRedis(const QString &address, const QStringList &words, bool withPassword = true)
{
    return clientSays(QStringLiteral("redis-cli"), redisCli(address, withPassword) + words);
}

qint64 loopbackPid(const Sandbox &sandbox, Tier tier)
{
    if (tier == Tier::Redis) {
        static const QRegularExpression number(QStringLiteral("process_id:(\\d+)"));
        const QString info
            = loopbackRedis(sandbox.redisUri(), {QStringLiteral("INFO"), QStringLiteral("server")});
        return number.match(info).captured(1).toLongLong();
    }
    QFile file(sandbox.clusterFolder() + QLatin1String("/data/postmaster.pid"));
    return file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toLongLong() : 0;
}

std::string loopbackError(const Result<Done> &result)
{
    return result ? std::string() : result.error().text + " | " + result.error().detail;
}

} // namespace

// The way Windows needs, taken here: loopback, passwords, pg_ctl. All but what its own files do.
class TestLoopbackSandbox : public QObject
{
    Q_OBJECT

    SandboxOptions options()
    {
        SandboxOptions made;
        made.folder = m_folder.path();
        made.loopback = true;
        made.changed = [this](const ServerChange &change) { m_changes.push_back(change); };
        return made;
    }
    const QString m_owner = QStringLiteral("tierlens"), m_client = QStringLiteral("tierlens_app");
    QTemporaryDir m_folder; // one cluster for all
    std::vector<ServerChange> m_changes;

private Q_SLOTS:
    void init() { m_changes.clear(); }

    void asksForAPasswordThatIsOnNoCommandLine()
    {
        Sandbox sandbox(options());
        const auto started = sandbox.start();
        QVERIFY2(started, loopbackError(started).c_str());

        static const QRegularExpression form(
            QStringLiteral("^redis://:([0-9a-f]{40})@127\\.0\\.0\\.1:(\\d+)$"));
        const auto match = form.match(sandbox.redisUri());
        QVERIFY2(match.hasMatch(), qPrintable(sandbox.redisUri()));
        const QString password = match.captured(1);
        QCOMPARE(
            loopbackRedis(sandbox.redisUri(), {QStringLiteral("PING")}), QStringLiteral("PONG"));
        const QString refused = loopbackRedis(sandbox.redisUri(), {QStringLiteral("PING")}, false);
        QVERIFY2(refused.contains(QLatin1String("NOAUTH")), qPrintable(refused));

        for (const QString &role : {m_owner, m_client}) {
            QString uri = sandbox.postgresUri(role);
            QCOMPARE(loopbackSql(uri, "SELECT current_user"), role);
            uri.remove(QLatin1String("password=") + password);
            const QString words = loopbackSql(uri, "SELECT 1");
            QVERIFY2(words.contains(QLatin1String("no password supplied")), qPrintable(words));
        }
        const QString owner = sandbox.postgresUri(m_owner);
        QCOMPARE(loopbackSql(owner, "SHOW listen_addresses"), QStringLiteral("127.0.0.1"));
        QCOMPARE(loopbackSql(owner, "SHOW unix_socket_directories"), QString());
        QCOMPARE(loopbackSql(owner, "SHOW fsync"), QStringLiteral("on"));
        QCOMPARE(
            loopbackSql(owner, "SELECT count(*) > 0 FROM pg_stat_statements"), QStringLiteral("t"));
        QCOMPARE(loopbackSql(owner,
                     "SELECT rolname, rolsuper FROM pg_roles WHERE rolname LIKE 'tierlens%' "
                     "ORDER BY 1"),
            QStringLiteral("tierlens|t\ntierlens_app|f"));

        for (const Tier tier : {Tier::Redis, Tier::Postgres}) {
            const QString line = commandLine(loopbackPid(sandbox, tier));
            QVERIFY(!line.isEmpty());
            QVERIFY2(!line.contains(password), qPrintable(line));
        }
        const auto others
            = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
        const QString kept = sandbox.clusterFolder() + QLatin1String("/password");
        QVERIFY(QFile::exists(kept));
        QCOMPARE(QFile::permissions(kept) & others, QFile::Permissions());
        loopbackSql(owner, "CREATE TABLE kept AS SELECT 42 AS value");
    }

    void theSecondStartFindsTheSameData()
    {
        Sandbox sandbox(options());
        const auto started = sandbox.start();
        QVERIFY2(started, loopbackError(started).c_str());
        QCOMPARE(loopbackSql(sandbox.postgresUri(m_owner), "SELECT value FROM kept"),
            QStringLiteral("42"));
    }

    void restartsCrashesAndFreezes_data()
    {
        QTest::addColumn<int>("tier");
        QTest::newRow("Redis") << int(Tier::Redis);
        QTest::newRow("Postgres") << int(Tier::Postgres);
    }
    void restartsCrashesAndFreezes()
    {
        QFETCH(int, tier);
        const auto which = static_cast<Tier>(tier);
        Sandbox sandbox(options());
        const auto started = sandbox.start();
        QVERIFY2(started, loopbackError(started).c_str());

        qint64 before = loopbackPid(sandbox, which);
        QVERIFY(before > 1);
        for (const bool orderly : {true, false}) {
            const auto took = orderly ? sandbox.restart(which) : sandbox.crash(which);
            QVERIFY2(took, took ? "" : (took.error().text + took.error().detail).c_str());
            const qint64 now = loopbackPid(sandbox, which);
            QVERIFY(!isAlive(before));
            QVERIFY(now > 0 && now != before);
            before = now;
        }
        QCOMPARE(sandbox.epoch(which), Epoch(2));
        QCOMPARE(loopbackSql(sandbox.postgresUri(m_owner), "SELECT value FROM kept"),
            QStringLiteral("42"));

        QVERIFY(sandbox.freeze(which));
        QProcess client;
        if (which == Tier::Redis) {
            client.start(QStringLiteral("redis-cli"),
                redisCli(sandbox.redisUri()) + QStringList{QStringLiteral("PING")});
        } else {
            client.start(QStringLiteral("psql"),
                {QStringLiteral("-XAt"), QStringLiteral("-d"), sandbox.postgresUri(m_owner),
                    QStringLiteral("-c"), QStringLiteral("SELECT 'PONG'")});
        }
        QVERIFY(!client.waitForFinished(400)); // no answer
        QVERIFY(sandbox.isRunning(which));
        QVERIFY(sandbox.thaw(which));
        QVERIFY(client.waitForFinished(10'000));
        QCOMPARE(client.readAllStandardOutput().trimmed(), QByteArrayLiteral("PONG"));
    }

    void aServerKilledFromOutsideComesBack_data() { restartsCrashesAndFreezes_data(); }
    void aServerKilledFromOutsideComesBack()
    {
        QFETCH(int, tier);
        const auto which = static_cast<Tier>(tier);
        Sandbox sandbox(options());
        const auto started = sandbox.start();
        QVERIFY2(started, loopbackError(started).c_str());
        const qint64 before = loopbackPid(sandbox, which);
        QVERIFY(before > 1);
        m_changes.clear();
        killAll({before});
        QTRY_VERIFY_WITH_TIMEOUT(
            !m_changes.empty() && m_changes.back().state == ServerChange::State::Up, 30'000);
        QCOMPARE(m_changes.front().state, ServerChange::State::Lost);
        QVERIFY(loopbackPid(sandbox, which) != before);
    }

    void stoppingLeavesNothing()
    {
        Pids all;
        QString sockets;
        {
            Sandbox sandbox(options());
            const auto started = sandbox.start();
            QVERIFY2(started, loopbackError(started).c_str());
            for (const Tier tier : {Tier::Redis, Tier::Postgres}) {
                all.push_back(loopbackPid(sandbox, tier));
                QVERIFY(all.back() > 1);
                for (const qint64 child : childrenOf(all.back()))
                    all.push_back(child);
            }
            QVERIFY(all.size() >= 5);
            sandbox.stop();
        }
        for (const qint64 pid : all)
            QTRY_VERIFY(!isAlive(pid));
    }

    // Nobody can get in any more without it, so the cluster is made anew.
    void aLostPasswordMeansANewCluster()
    {
        QString folder;
        {
            Sandbox sandbox(options());
            const auto started = sandbox.start();
            QVERIFY2(started, loopbackError(started).c_str());
            folder = sandbox.clusterFolder();
        }
        QVERIFY(QFile::remove(folder + QLatin1String("/password")));
        Sandbox sandbox(options());
        const auto started = sandbox.start();
        QVERIFY2(started, loopbackError(started).c_str());
        const QString words = loopbackSql(sandbox.postgresUri(m_owner), "SELECT value FROM kept");
        QVERIFY2(words.contains(QLatin1String("does not exist")), qPrintable(words));
    }

    // The same folder, used the other way: made anew as well, without a password.
    void socketsDoNotMeetIts()
    {
        auto given = options();
        given.loopback = false;
        Sandbox sandbox(given);
        const auto started = sandbox.start();
        QVERIFY2(started, loopbackError(started).c_str());
        QVERIFY(sandbox.redisUri().startsWith(QLatin1String("unix://")));
        QCOMPARE(loopbackSql(sandbox.postgresUri(m_owner), "SELECT 1"), QStringLiteral("1"));
        QVERIFY(!QFile::exists(sandbox.clusterFolder() + QLatin1String("/password")));
    }
};

QTEST_GUILESS_MAIN(TestLoopbackSandbox)
#include "tst_loopbacksandbox.moc"
