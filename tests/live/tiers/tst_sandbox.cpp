// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/host.h"
#include "processes/processtree.h"
#include "sandbox/sandbox.h"
#include "sandbox/serverlives.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QMutex>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <cstdio>
#include <optional>

using namespace tierlens;
using namespace std::chrono_literals;
using State = ServerChange::State;

namespace {

// A sandbox on a thread of its own, as the session has it, and all that it told.
class Running
{
public:
    explicit Running(SandboxOptions options)
    {
        options.progress = [this](const Progress &step) {
            const QMutexLocker lock(&m_mutex);
            m_steps.push_back(step);
        };
        options.changed = [this](const ServerChange &change) {
            const QMutexLocker lock(&m_mutex);
            m_changes.push_back(change);
        };
        m_thread.start();
        m_sandbox = new Sandbox(std::move(options));
        m_sandbox->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_sandbox, &QObject::deleteLater);
    }
    ~Running()
    {
        m_thread.quit();
        m_thread.wait();
    }

    template <typename F> auto on(F what)
    {
        using R = std::invoke_result_t<F, Sandbox &>;
        std::optional<R> result;
        QMetaObject::invokeMethod(
            m_sandbox, [&] { result.emplace(what(*m_sandbox)); }, Qt::BlockingQueuedConnection);
        return *std::move(result);
    }
    Result<Done> start()
    {
        return on([](Sandbox &s) { return s.start(); });
    }
    Epoch epoch(Tier tier) { return m_sandbox->epoch(tier); }

    std::vector<ServerChange> changes(Tier tier)
    {
        const QMutexLocker lock(&m_mutex);
        std::vector<ServerChange> found;
        std::ranges::copy_if(m_changes, std::back_inserter(found),
            [tier](const ServerChange &change) { return change.tier == tier; });
        return found;
    }
    std::vector<State> states(Tier tier)
    {
        std::vector<State> found;
        for (const auto &change : changes(tier))
            found.push_back(change.state);
        return found;
    }
    void forget()
    {
        const QMutexLocker lock(&m_mutex);
        m_changes.clear();
    }
    std::vector<Progress> steps()
    {
        const QMutexLocker lock(&m_mutex);
        return m_steps;
    }

    QString sql(const QString &command, const QString &role = QStringLiteral("tierlens"))
    {
        return output(QStringLiteral("psql"),
            {QStringLiteral("-XAtq"), QStringLiteral("-d"),
                on([&](Sandbox &s) { return s.postgresUri(role); }), QStringLiteral("-c"),
                command});
    }
    QString redis(const QStringList &words)
    {
        return output(
            QStringLiteral("redis-cli"), QStringList{QStringLiteral("-s"), redisSocket()} + words);
    }
    QString redisSocket()
    {
        return on([](Sandbox &s) { return s.redisUri(); }).mid(int(strlen("unix://")));
    }
    QString cluster()
    {
        return on([](Sandbox &s) { return s.clusterFolder(); });
    }
    qint64 pid(Tier tier)
    {
        return tier == Tier::Redis ? redis({QStringLiteral("INFO"), QStringLiteral("server")})
                                         .split(QLatin1String("process_id:"))
                                         .value(1)
                                         .split(u'\n')
                                         .value(0)
                                         .trimmed()
                                         .toLongLong()
                                   : postmaster(cluster());
    }
    static qint64 postmaster(const QString &cluster)
    {
        QFile file(cluster + QLatin1String("/data/postmaster.pid"));
        return file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toLongLong() : 0;
    }

    static QString output(const QString &program, const QStringList &arguments)
    {
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments, QIODevice::ReadOnly);
        process.waitForFinished(20'000);
        return QString::fromUtf8(process.readAll()).trimmed();
    }

private:
    QThread m_thread;
    Sandbox *m_sandbox = nullptr;
    QMutex m_mutex;
    std::vector<Progress> m_steps;
    std::vector<ServerChange> m_changes;
};

std::string say(const Result<Done> &result)
{
    return result ? std::string() : result.error().text + " | " + result.error().detail;
}

#define START(running)                                                                             \
    do {                                                                                           \
        const auto started = (running).start();                                                    \
        QVERIFY2(started, say(started).c_str());                                                   \
    } while (false)

// What this program does when it is started a second time, by itself: owns a sandbox until it is
// killed. Says where things are, one a line.
int ownSandbox(const QString &folder, bool freeze)
{
    SandboxOptions options;
    options.folder = folder;
    Sandbox sandbox(options);
    if (const auto started = sandbox.start(); !started) {
        std::puts(started.error().text.c_str());
        return 1;
    }
    if (freeze && (!sandbox.freeze(Tier::Postgres) || !sandbox.freeze(Tier::Redis)))
        return 1;
    std::puts(qPrintable(sandbox.redisUri()));
    std::puts("ready");
    std::fflush(stdout);
    return QCoreApplication::exec();
}

} // namespace

class TestSandbox : public QObject
{
    Q_OBJECT

    SandboxOptions options() const
    {
        SandboxOptions made;
        made.folder = m_folder.path();
        return made;
    }
    QString systemIdentifier(Running &running) const
    {
        return running.sql(QStringLiteral("SELECT system_identifier FROM pg_control_system()"));
    }

    QTemporaryDir m_folder; // one cluster for most tests
    QString m_identifier;
    qint64 m_fromNothing = 0; // ms

private Q_SLOTS:
    void startsFromNothing()
    {
        QElapsedTimer time;
        time.start();
        Running running(options());
        START(running);
        qInfo("from nothing to both ready: %lld ms", time.elapsed());
        m_fromNothing = time.elapsed(); // about 2 s on an idle machine

        m_identifier = systemIdentifier(running);
        QVERIFY2(m_identifier.toULongLong() > 0, qPrintable(m_identifier));
        QCOMPARE(running.redis({QStringLiteral("PING")}), QStringLiteral("PONG"));
        QVERIFY(running.on([](Sandbox &s) { return s.isNewCluster(); }));

        const auto steps = running.steps();
        QStringList stages;
        double share = 0;
        for (const auto &step : steps) {
            stages << QString::fromStdString(step.stage);
            QVERIFY(step.share >= share && step.share <= 0.3);
            share = step.share;
        }
        QCOMPARE(stages,
            (QStringList{QStringLiteral("found"), QStringLiteral("initdb"), QStringLiteral("start"),
                QStringLiteral("ready")}));
        QVERIFY(QString::fromStdString(steps.front().text)
                    .startsWith(QLatin1String("Found PostgreSQL ")));
        for (const Tier tier : {Tier::Redis, Tier::Postgres}) {
            const auto changes = running.changes(tier);
            QCOMPARE(changes.front().state, State::Starting);
            QCOMPARE(changes.back().state, State::Up);
            QVERIFY(!changes.back().version.empty());
            QCOMPARE(running.epoch(tier), Epoch(0));
        }
    }

    void theSecondStartIsQuickAndFindsTheSameData()
    {
        {
            Running running(options());
            START(running);
            running.sql(QStringLiteral("CREATE TABLE kept AS SELECT 42 AS value"));
            QVERIFY(running.on([](Sandbox &s) { return s.markSeeded(QStringLiteral("profile")); }));
        }
        QElapsedTimer time;
        time.start();
        Running running(options());
        START(running);
        qInfo("second start: %lld ms", time.elapsed());
        QVERIFY(time.elapsed() < m_fromNothing / 2); // about 0.3 s on an idle machine
        QCOMPARE(systemIdentifier(running), m_identifier);
        QCOMPARE(running.sql(QStringLiteral("SELECT value FROM kept")), QStringLiteral("42"));
        QVERIFY(running.on([](Sandbox &s) { return s.isSeeded(QStringLiteral("profile")); }));
        QVERIFY(!running.on([](Sandbox &s) { return s.isSeeded(QStringLiteral("game")); }));
        QVERIFY(!running.on([](Sandbox &s) { return s.isNewCluster(); }));
    }

    void settingsAreDurableAndRolesAreThere()
    {
        Running running(options());
        START(running);
        const auto shows = [&](const char *setting, const char *value) {
            QCOMPARE(running.sql(QStringLiteral("SHOW ") + QLatin1String(setting)),
                QString::fromLatin1(value));
        };
        shows("fsync", "on");
        shows("synchronous_commit", "on");
        shows("full_page_writes", "on");
        shows("listen_addresses", "");
        shows("wal_level", "minimal");
        shows("shared_preload_libraries", "pg_stat_statements");
        shows("server_encoding", "UTF8");
        QCOMPARE(running.sql(QStringLiteral("SELECT rolname, rolsuper FROM pg_roles WHERE rolname "
                                            "LIKE 'tierlens%' ORDER BY 1")),
            QStringLiteral("tierlens|t\ntierlens_app|f"));
        const QString app = QStringLiteral("tierlens_app");
        QCOMPARE(
            running.sql(QStringLiteral("SELECT current_user || ' in ' || current_database()"), app),
            QStringLiteral("tierlens_app in tierlens"));
        running.sql(QStringLiteral("SELECT 1 AS counted"));
        QCOMPARE(running.sql(QStringLiteral("SELECT calls FROM pg_stat_statements WHERE query = "
                                            "'SELECT $1 AS counted'")),
            QStringLiteral("1"));

        const auto config = [&](const char *name) {
            const QString text = running.redis(
                {QStringLiteral("CONFIG"), QStringLiteral("GET"), QLatin1String(name)});
            return text.section(u'\n', 1);
        };
        QCOMPARE(config("save"), QString());
        QCOMPARE(config("appendonly"), QStringLiteral("no"));
        QCOMPARE(config("port"), QStringLiteral("0"));
        QCOMPARE(config("maxmemory"), QStringLiteral("64000000"));
        QCOMPARE(config("maxmemory-policy"), QStringLiteral("allkeys-lru"));
        const QString announced = config("notify-keyspace-events");
        for (const QChar letter : {u'E', u'x', u'e'})
            QVERIFY2(announced.contains(letter), qPrintable(announced));
    }

    void onlyTheServersAccountMayEnter()
    {
        Running running(options());
        START(running);
        const auto owner = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner;
        const auto shared = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup
            | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
        const QString sockets = QFileInfo(running.redisSocket()).path();
        for (const QString &folder : {sockets, running.cluster() + QLatin1String("/data")}) {
            QCOMPARE(QFile::permissions(folder) & shared, QFile::Permissions());
            QCOMPARE(QFile::permissions(folder) & owner, owner);
        }
        QVERIFY(QFileInfo::exists(sockets + QLatin1String("/.s.PGSQL.5432")));
    }

    void rootIsNotWhoTheServersRunAs()
    {
#ifdef Q_OS_LINUX
        if (!isRoot())
            QSKIP("Not root.");
        Running running(options());
        START(running);
        for (const Tier tier : {Tier::Redis, Tier::Postgres}) {
            QFile status(QStringLiteral("/proc/%1/status").arg(running.pid(tier)));
            QVERIFY(status.open(QIODevice::ReadOnly));
            const QByteArray text = status.readAll();
            const QByteArray uid = QByteArray::number(serverAccount()->uid);
            const QByteArray line = "\nUid:\t" + uid + '\t' + uid + '\t' + uid + '\t' + uid + '\n';
            QVERIFY2(text.contains(line), text.constData());
            QVERIFY2(text.contains("\nGroups:\t \n"), text.constData());
        }
#else
        QSKIP("Reads /proc.");
#endif
    }

    void restartsInOrder_data()
    {
        QTest::addColumn<int>("tier");
        QTest::addColumn<int>("bound");
        QTest::newRow("Redis") << int(Tier::Redis) << 300;
        QTest::newRow("Postgres") << int(Tier::Postgres) << 1000;
    }
    void restartsInOrder()
    {
        QFETCH(int, tier);
        QFETCH(int, bound);
        const auto which = static_cast<Tier>(tier);
        Running running(options());
        START(running);
        running.redis({QStringLiteral("SET"), QStringLiteral("k"), QStringLiteral("v")});
        const qint64 before = running.pid(which);
        running.forget();
        const auto took = running.on([&](Sandbox &s) { return s.restart(which); });
        QVERIFY2(took, took ? "" : took.error().text.c_str());
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(*took).count();
        qInfo("restart: %lld ms", static_cast<long long>(ms));
        QVERIFY2(ms < bound * 3, "the bound is for an idle machine; this is three times that");

        QVERIFY(!isAlive(before));
        QVERIFY(running.pid(which) > 0 && running.pid(which) != before);
        QCOMPARE(running.epoch(which), Epoch(1));
        auto states = running.states(which);
        std::erase(states, State::Loading);
        QCOMPARE(states, (std::vector{State::Stopping, State::Lost, State::Starting, State::Up}));
        const auto changes = running.changes(which);
        QCOMPARE(changes.front().epoch, Epoch(0));
        QCOMPARE(changes.back().epoch, Epoch(1));
        QVERIFY(!changes.back().version.empty());
        // The other one has not noticed.
        const Tier other = which == Tier::Redis ? Tier::Postgres : Tier::Redis;
        QVERIFY(running.changes(other).empty());
        QCOMPARE(running.epoch(other), Epoch(0));
        QCOMPARE(running.redis({QStringLiteral("EXISTS"), QStringLiteral("k")}),
            which == Tier::Redis ? QStringLiteral("0") : QStringLiteral("1"));
    }

    void aCrashKillsAllAndLosesNothingCommitted()
    {
        Running running(options());
        START(running);
        QVERIFY(running.sql(QStringLiteral("CREATE TABLE crashed (n int)")).isEmpty());
        QVERIFY(running.sql(QStringLiteral("INSERT INTO crashed SELECT generate_series(1, 50000)"))
                    .isEmpty());
        // A session that is in the middle of something.
        QProcess busy;
        busy.start(QStringLiteral("psql"),
            {QStringLiteral("-X"), QStringLiteral("-d"),
                running.on([](Sandbox &s) { return s.postgresUri(QStringLiteral("tierlens")); }),
                QStringLiteral("-c"), QStringLiteral("SELECT pg_sleep(60)")});
        QTRY_COMPARE(running.sql(QStringLiteral("SELECT count(*) FROM pg_stat_activity WHERE query "
                                                "= 'SELECT pg_sleep(60)'")),
            QStringLiteral("1"));
        const qint64 postmaster = running.pid(Tier::Postgres);
        auto before = childrenOf(postmaster);
        QVERIFY(before.size() >= 5);
        before.push_back(postmaster);
        running.forget();

        const auto took = running.on([](Sandbox &s) { return s.crash(Tier::Postgres); });
        QVERIFY2(took, took ? "" : (took.error().text + took.error().detail).c_str());
        qInfo("crash to first answer: %lld ms", static_cast<long long>(took->count() / 1'000'000));
        for (const qint64 pid : before)
            QVERIFY(!isAlive(pid));
        QVERIFY(busy.waitForFinished(5000));
        QVERIFY(busy.exitCode() != 0);
        QCOMPARE(running.epoch(Tier::Postgres), Epoch(1));
        auto states = running.states(Tier::Postgres);
        std::erase(states, State::Loading);
        QCOMPARE(states, (std::vector{State::Lost, State::Starting, State::Up}));
        QCOMPARE(
            running.sql(QStringLiteral("SELECT count(*) FROM crashed")), QStringLiteral("50000"));
        running.sql(QStringLiteral("DROP TABLE crashed"));
    }

    void aCrashedRedisIsBackEmpty()
    {
        Running running(options());
        START(running);
        running.redis({QStringLiteral("SET"), QStringLiteral("k"), QStringLiteral("v")});
        const auto took = running.on([](Sandbox &s) { return s.crash(Tier::Redis); });
        QVERIFY2(took, took ? "" : took.error().text.c_str());
        QCOMPARE(running.redis({QStringLiteral("DBSIZE")}), QStringLiteral("0"));
        QCOMPARE(running.epoch(Tier::Redis), Epoch(1));
    }

    void frozenIsSilentNotDead_data()
    {
        QTest::addColumn<int>("tier");
        QTest::newRow("Redis") << int(Tier::Redis);
        QTest::newRow("Postgres") << int(Tier::Postgres);
    }
    void frozenIsSilentNotDead()
    {
        QFETCH(int, tier);
        const auto which = static_cast<Tier>(tier);
        Running running(options());
        START(running);
        const qint64 pid = running.pid(which);
        running.forget();
        QVERIFY(running.on([&](Sandbox &s) { return s.freeze(which); }));

        QProcess client;
        if (which == Tier::Redis) {
            client.start(QStringLiteral("redis-cli"),
                {QStringLiteral("-s"), running.redisSocket(), QStringLiteral("PING")});
        } else {
            client.start(QStringLiteral("psql"),
                {QStringLiteral("-XAt"), QStringLiteral("-d"), running.on([](Sandbox &s) {
                     return s.postgresUri(QStringLiteral("tierlens"));
                 }),
                    QStringLiteral("-c"), QStringLiteral("SELECT 'PONG'")});
        }
        QVERIFY(!client.waitForFinished(400)); // no answer
        QVERIFY(isAlive(pid));
        QVERIFY(running.on([&](Sandbox &s) { return s.isRunning(which); }));
        QVERIFY(running.on([&](Sandbox &s) { return s.thaw(which); }));
        QVERIFY(client.waitForFinished(5000));
        QCOMPARE(client.readAllStandardOutput().trimmed(), QByteArrayLiteral("PONG"));
        QCOMPARE(running.states(which), (std::vector{State::Frozen, State::Up}));
        QCOMPARE(running.epoch(which), Epoch(0));

        // A restart ends a freeze as well.
        QVERIFY(running.on([&](Sandbox &s) { return s.freeze(which); }));
        const auto took = running.on([&](Sandbox &s) { return s.restart(which); });
        QVERIFY2(took, took ? "" : took.error().text.c_str());
        QVERIFY(*took < 5s);
        QVERIFY(running.pid(which) != pid);
    }

    void aServerKilledFromOutsideComesBack_data() { frozenIsSilentNotDead_data(); }
    void aServerKilledFromOutsideComesBack()
    {
        QFETCH(int, tier);
        const auto which = static_cast<Tier>(tier);
        Running running(options());
        START(running);
        const qint64 before = running.pid(which);
        running.forget();
        killAll({before}); // not its children: the worse case
        QTRY_VERIFY_WITH_TIMEOUT(
            !running.states(which).empty() && running.states(which).back() == State::Up, 15'000);
        QCOMPARE(running.epoch(which), Epoch(1));
        const auto lost = running.changes(which).front();
        QCOMPARE(lost.state, State::Lost);
        QVERIFY2(lost.text.find("was killed by signal 9") != std::string::npos, lost.text.c_str());
        QVERIFY(running.pid(which) != before);
        QVERIFY(isAlive(running.pid(which)));
    }

    void aServerThatKeepsDyingIsLeftAlone()
    {
        Running running(options());
        START(running);
        for (int times = 0; times < ServerLives::MostRevivals; ++times) {
            running.forget();
            killAll({running.pid(Tier::Redis)});
            QTRY_VERIFY_WITH_TIMEOUT(!running.states(Tier::Redis).empty()
                    && running.states(Tier::Redis).back() == State::Up,
                10'000);
        }
        running.forget();
        killAll({running.pid(Tier::Redis)});
        QTRY_VERIFY(!running.states(Tier::Redis).empty());
        const auto last = running.changes(Tier::Redis).back();
        QCOMPARE(last.state, State::Lost);
        QVERIFY2(
            last.text.find("6th time within a minute") != std::string::npos, last.text.c_str());
        QVERIFY(!running.on([](Sandbox &s) { return s.isRunning(Tier::Redis); }));
        // By hand it comes back.
        QVERIFY(running.on([](Sandbox &s) { return s.restart(Tier::Redis); }));
        QCOMPARE(running.redis({QStringLiteral("PING")}), QStringLiteral("PONG"));
    }

    void nothingOutlivesAKilledTierlens_data()
    {
        QTest::addColumn<bool>("frozen");
        QTest::newRow("running") << false;
        QTest::newRow("frozen") << true;
    }
    void nothingOutlivesAKilledTierlens()
    {
        QFETCH(bool, frozen);
        QProcess owner;
        owner.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        owner.start(QCoreApplication::applicationFilePath(),
            {frozen ? QStringLiteral("--own-frozen-sandbox") : QStringLiteral("--own-sandbox"),
                m_folder.path()});
        QByteArray said;
        while (!said.contains("ready\n") && owner.waitForReadyRead(30'000))
            said += owner.readAllStandardOutput();
        QVERIFY2(said.contains("ready\n"), said.constData());
        const QString sockets
            = QFileInfo(QString::fromLocal8Bit(said.split('\n').at(0)).mid(7)).path();
        Pids all = childrenOf(owner.processId());
        QVERIFY(all.size() >= 7); // postmaster and its children, Redis

        owner.kill();
        QVERIFY(owner.waitForFinished(2000));
        QElapsedTimer time;
        time.start();
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::none_of(all, &isAlive), 3000);
        qInfo("all gone after %lld ms", time.elapsed());

        // The next start clears up what it left and finds the data.
        QVERIFY(QFileInfo::exists(sockets));
        Running running(options());
        START(running);
        QCOMPARE(systemIdentifier(running), m_identifier);
        QVERIFY(!QFileInfo::exists(sockets));
        QVERIFY(running.cluster().endsWith(QLatin1String("-1")));
    }

    void aServerOfADeadTierlensIsEndedFirst()
    {
#ifdef Q_OS_LINUX
        // Started as a Tierlens would have, but by somebody who does not end it.
        const auto found = ProgramSearch().find();
        QVERIFY(found);
        QString cluster;
        {
            Running running(options());
            START(running);
            cluster = running.cluster();
        }
        QFile settings(cluster + QLatin1String("/postgres.conf"));
        QVERIFY(settings.open(QIODevice::Append));
        settings.write("unix_socket_directories = '" + cluster.toLocal8Bit() + "/data'\n");
        settings.close();
        QStringList command{found->postgres, QStringLiteral("-D"), cluster + QLatin1String("/data"),
            QStringLiteral("-c"), QStringLiteral("config_file=%1/postgres.conf").arg(cluster)};
        if (const auto account = serverAccount()) {
            command = QStringList{QStringLiteral("setpriv"),
                          QStringLiteral("--reuid=%1").arg(account->uid),
                          QStringLiteral("--regid=%1").arg(account->gid),
                          QStringLiteral("--clear-groups")}
                + command;
        }
        QProcess orphan;
        orphan.setWorkingDirectory(QStringLiteral("/"));
        orphan.setStandardErrorFile(QProcess::nullDevice());
        orphan.start(command.takeFirst(), command);
        QVERIFY(orphan.waitForStarted());
        QTRY_VERIFY(Running::postmaster(cluster) > 0
            && childrenOf(Running::postmaster(cluster)).size() >= 4);
        Running running(options());
        START(running);
        QVERIFY(orphan.waitForFinished(1000));
        QCOMPARE(orphan.exitStatus(), QProcess::NormalExit); // in good order, not by force
        QCOMPARE(systemIdentifier(running), m_identifier);
#else
        QSKIP("Uses setpriv.");
#endif
    }

    void twoAtOnceGetTwoSandboxes()
    {
        Running first(options());
        START(first);
        Running second(options());
        START(second);
        QVERIFY(first.cluster().endsWith(QLatin1String("-1")));
        QVERIFY(second.cluster().endsWith(QLatin1String("-2")));
        QVERIFY(systemIdentifier(first) != systemIdentifier(second));
        QVERIFY(first.redisSocket() != second.redisSocket());
        const auto steps = second.steps();
        QVERIFY(std::ranges::any_of(steps, [](const Progress &step) {
            return step.text == "Another Tierlens uses sandbox 1; this one takes number 2.";
        }));
    }

    void whatIsInTheWayIsSaid_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *what, const char *sentence) {
            QTest::newRow(what) << QString::fromLatin1(what) << QString::fromLatin1(sentence);
        };
        row("a file", "because that is a file");
        row("no right", "cannot be made");
        row("no room", "make room there");
        row("no postgres", "There is no initdb and postgres in /nowhere/bin");
        row("no redis", "There is no Redis server program at /nowhere/redis-server");
        row("closed to the account", "who may not enter");
    }
    void whatIsInTheWayIsSaid()
    {
        QFETCH(QString, what);
        QFETCH(QString, sentence);
        const QTemporaryDir folder;
        SandboxOptions there;
        there.folder = folder.path();
        if (what == QLatin1String("a file")) {
            there.folder = folder.filePath(QStringLiteral("file"));
            QFile file(there.folder);
            QVERIFY(file.open(QIODevice::WriteOnly));
        } else if (what == QLatin1String("no right")) {
            there.folder = QStringLiteral("/proc/tierlens"); // not even for root
        } else if (what == QLatin1String("no postgres")) {
            there.postgresBin = QStringLiteral("/nowhere/bin");
        } else if (what == QLatin1String("no redis")) {
            there.redisServer = QStringLiteral("/nowhere/redis-server");
        } else if (what == QLatin1String("closed to the account")) {
            if (!isRoot())
                QSKIP("Not root.");
            there.folder = folder.filePath(QStringLiteral("below")); // of a 0700 folder of root's
        } else {
            qputenv("TIERLENS_SANDBOX_MIN_FREE", "1000000000000000000");
        }
        Running running(there);
        const auto started = running.start();
        qunsetenv("TIERLENS_SANDBOX_MIN_FREE");
        QVERIFY(!started);
        const QString text = QString::fromStdString(started.error().text);
        QVERIFY2(text.contains(sentence), qPrintable(text));
        QVERIFY2(text.endsWith(u'.') && !text.contains(u'\n'), qPrintable(text));
        QVERIFY(!running.on([](Sandbox &s) { return s.isRunning(Tier::Redis); }));
        QVERIFY(!running.on([](Sandbox &s) { return s.isRunning(Tier::Postgres); }));
    }

    void stopLeavesNothingRunning()
    {
        QString sockets;
        Pids all;
        {
            Running running(options());
            START(running);
            sockets = QFileInfo(running.redisSocket()).path();
            all = childrenOf(running.pid(Tier::Postgres));
            all.push_back(running.pid(Tier::Postgres));
            all.push_back(running.pid(Tier::Redis));
            running.on([](Sandbox &s) {
                s.stop();
                return 0;
            });
            QCOMPARE(running.states(Tier::Redis).back(), State::Lost);
            QCOMPARE(running.states(Tier::Postgres).back(), State::Lost);
        }
        QVERIFY(std::ranges::none_of(all, &isAlive));
        QVERIFY(!QFileInfo::exists(sockets));
    }

    // Last, because they throw the cluster away.
    void aHalfMadeClusterIsMadeAnewAndAResetAsWell()
    {
        const QDir slot(m_folder.filePath(
            QDir(m_folder.path()).entryList({QStringLiteral("pg*-1")}, QDir::Dirs).value(0)));
        // As initdb leaves it when it is interrupted.
        QVERIFY(QFile::remove(slot.filePath(QStringLiteral("complete"))));
        QVERIFY(QFile::remove(slot.filePath(QStringLiteral("data/PG_VERSION"))));
        QString madeAnew;
        {
            Running running(options());
            START(running);
            QCOMPARE(running.cluster(), slot.path());
            madeAnew = systemIdentifier(running);
            QVERIFY(madeAnew != m_identifier);
            QVERIFY(running.on([](Sandbox &s) { return s.isNewCluster(); }));
            running.sql(QStringLiteral("CREATE TABLE kept (n int)"));
            QVERIFY(running.on([](Sandbox &s) { return s.markSeeded(QStringLiteral("profile")); }));
        }
        auto reset = options();
        reset.fresh = true;
        Running running(reset);
        START(running);
        QCOMPARE(running.cluster(), slot.path());
        QVERIFY(systemIdentifier(running) != madeAnew);
        QVERIFY(running.on([](Sandbox &s) { return s.isNewCluster(); }));
        QCOMPARE(
            running.sql(QStringLiteral("SELECT to_regclass('kept') IS NULL")), QStringLiteral("t"));
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--own-sandbox"))
        return ownSandbox(arguments.value(2), false);
    if (arguments.value(1) == QLatin1String("--own-frozen-sandbox"))
        return ownSandbox(arguments.value(2), true);
    TestSandbox test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_sandbox.moc"
