// SPDX-License-Identifier: GPL-3.0-or-later
// Commands that really restart servers. Neither the systemd of a whole computer nor Docker's daemon
// can run where the tests do, so that for these two only, programs of that name stand first in
// PATH; they do what they are told with a server of the test. A user's systemd and Podman are real
// in tst_controllers.
#include "postgres/postgresconnection.h"
#include "ranto.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"
#include "restartedservers.h"
#include "restarts/commandrun.h"
#include "restarts/restartforecast.h"
#include "restarts/restartprobe.h"
#include "support/testservers.h"

#include <QScopeGuard>
#include <QTest>
#include <QThreadPool>

#include <unistd.h>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {
QString q(const char *text) { return QString::fromUtf8(text); }
} // namespace

class TestCommandRun : public QObject
{
    Q_OBJECT
    ScriptedRedis m_redis;
    QTemporaryDir m_bin;

    std::string runId() const
    {
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        const auto info = redis.command({"INFO", "server"});
        return info ? std::string(infoLine(info->text(), "run_id")) : std::string();
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_redis.start());
        qputenv("PATH", m_bin.path().toLocal8Bit() + ':' + qgetenv("PATH"));
        // Each takes down how it was called.
        QVERIFY(writeScript(m_bin.filePath(q("systemctl")),
            q("#!/bin/sh\necho \"systemctl $*\" >> %1/called\n"
              "[ \"$2\" = shop-redis ] && exec %2\n"
              "[ \"$2\" = locked ] && { echo 'Failed to restart locked.service: Access denied' "
              ">&2; "
              "exit 4; }\n"
              "echo \"Failed to restart $2.service: Unit $2.service not found.\" >&2; exit 5\n")
                .arg(m_bin.path(), m_redis.script())));
        QVERIFY(writeScript(m_bin.filePath(q("docker")),
            q("#!/bin/sh\necho \"docker $*\" >> %1/called\n"
              "[ \"$2\" = shop-redis ] && { %2 && echo $2; exit 0; }\n"
              "echo \"Error response from daemon: No such container: $2\" >&2; exit 1\n")
                .arg(m_bin.path(), m_redis.script())));
    }

    void aTypedCommandRestartsRedis()
    {
        const auto before = runId();
        QVERIFY(!before.empty());
        RestartProbe probe(Tier::Redis, QString::fromStdString(m_redis.uri()));
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().isReady, 10'000);
        QVERIFY(!probe.reading().backAfter);
        probe.begin();
        const auto ran = ranTo({RestartWay::Kind::Command, m_redis.script() + q(" && echo done")});
        QVERIFY(ran.end);
        QVERIFY2(ran.end->isGood(), qPrintable(ran.end->text));
        QVERIFY2(ran.output.contains(q("stopping")) && ran.output.contains(q("done")),
            qPrintable(ran.output));
        QVERIFY(!runId().empty() && runId() != before);
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().backAfter.has_value(), 10'000);
        QVERIFY(probe.reading().isNewProcess);
        QVERIFY(*probe.reading().backAfter > 0ns && *probe.reading().backAfter < 30s);
    }

    void unitsAndContainers()
    {
        for (const auto kind : {RestartWay::Kind::Systemd, RestartWay::Kind::Docker}) {
            const auto before = runId();
            const auto ran = ranTo({kind, q("shop-redis")});
            QVERIFY(ran.end);
            QVERIFY2(ran.end->isGood(), qPrintable(ran.end->text));
            QVERIFY(!runId().empty() && runId() != before);
            const auto missing = ranTo({kind, q("no-such")});
            QVERIFY(missing.end);
            QCOMPARE(int(missing.end->kind), int(CommandEnd::Kind::NotFound));
        }
        const auto locked = ranTo({RestartWay::Kind::Systemd, q("locked")});
        QVERIFY(locked.end);
        QCOMPARE(int(locked.end->kind), int(CommandEnd::Kind::NoRights));
        QVERIFY2(locked.end->text.contains(q("sudo")), qPrintable(locked.end->text));
        QFile called(m_bin.filePath(q("called")));
        QVERIFY(called.open(QIODevice::ReadOnly));
        QCOMPARE(called.readAll(),
            QByteArray("systemctl restart shop-redis\nsystemctl restart no-such\n"
                       "docker restart shop-redis\ndocker restart no-such\n"
                       "systemctl restart locked\n"));
    }

    void aProgramThatIsNotThere()
    {
        const auto path = qgetenv("PATH");
        qputenv("PATH", "/nowhere");
        const auto ran = ranTo({RestartWay::Kind::Podman, q("shop-redis")});
        qputenv("PATH", path);
        QVERIFY(ran.end);
        QCOMPARE(int(ran.end->kind), int(CommandEnd::Kind::NotFound));
        const auto typed = ranTo({RestartWay::Kind::Command, q("no-such-program-here")});
        QVERIFY(typed.end);
        QCOMPARE(int(typed.end->kind), int(CommandEnd::Kind::NotFound));
    }

    void aLimitEndsItWithAllItStarted()
    {
        const auto note = m_bin.filePath(q("child"));
        const auto ran = ranTo(
            {RestartWay::Kind::Command, q("sleep 60 & echo $! > %1; echo waits; wait").arg(note)},
            1500ms);
        QVERIFY(ran.end);
        QCOMPARE(int(ran.end->kind), int(CommandEnd::Kind::TookTooLong));
        QVERIFY(ran.output.contains(q("waits")));
        QFile file(note);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto child = file.readAll().trimmed();
        QVERIFY(child.toInt() > 1);
        // Gone, or waiting to be reaped by whoever runs this machine.
        const auto isGone = [&] {
            QFile stat(q("/proc/%1/stat").arg(QString::fromLatin1(child)));
            if (!stat.open(QIODevice::ReadOnly))
                return true;
            const auto text = stat.readAll();
            return text.mid(text.lastIndexOf(')') + 2, 1) == "Z";
        };
        QTRY_VERIFY_WITH_TIMEOUT(isGone(), 5000);
    }

    void stoppedAndStubborn()
    {
        CommandRun command;
        std::optional<CommandEnd> ended;
        QString said;
        connect(&command, &CommandRun::said, this, [&](const QString &text) { said += text; });
        connect(&command, &CommandRun::ended, this, [&](const CommandEnd &end) { ended = end; });
        command.start(
            {RestartWay::Kind::Command, q("trap '' TERM; echo armed; while :; do sleep 1; done")},
            60s);
        QVERIFY(command.isRunning());
        QTRY_VERIFY_WITH_TIMEOUT(said.contains(q("armed")), 10'000);
        command.stop();
        QTRY_VERIFY_WITH_TIMEOUT(ended.has_value(), 15'000);
        QCOMPARE(int(ended->kind), int(CommandEnd::Kind::Stopped));
        QVERIFY(!command.isRunning());
    }

    void oneThatIsLetFinishDoesSo()
    {
        const auto done = m_bin.filePath(q("done"));
        {
            CommandRun command;
            QString said;
            connect(&command, &CommandRun::said, this, [&](const QString &text) { said += text; });
            command.start(
                {RestartWay::Kind::Command, q("echo begun; sleep 1; touch %1").arg(done)}, 60s);
            QTRY_VERIFY_WITH_TIMEOUT(said.contains(q("begun")), 10'000);
            command.letFinish();
            QVERIFY(!command.isRunning());
        }
        // As at the end of the program, which waits for the pool.
        QVERIFY(QThreadPool::globalInstance()->waitForDone(20'000));
        QVERIFY(QFile::exists(done));
    }

    void theEndOfMuchOutputIsShown()
    {
        const auto ran = ranTo(
            {RestartWay::Kind::Command, q("head -c 3000000 /dev/zero | tr '\\0' x; echo END")});
        QVERIFY(ran.end && ran.end->isGood());
        QVERIFY(ran.output.endsWith(q("END\n")));
    }

    void whatWillBeLostIsSaid()
    {
        RedisConnection redis({*RedisAddress::parse(m_redis.uri())});
        for (int i = 0; i < 12; ++i)
            QVERIFY(redis.command({"SET", "k" + std::to_string(i), "v"}));
        const auto text = [&] {
            QString all;
            for (const auto &line : forecastRedis(QString::fromStdString(m_redis.uri())).lines)
                all += line.text + q("\n");
            return all;
        };
        QVERIFY2(text().contains(q("all it holds is lost (12 keys)")), qPrintable(text()));
        QVERIFY(redis.command({"CONFIG", "SET", "save", "3600 1"}));
        QVERIFY(redis.command({"SET", "another", "v"}));
        QVERIFY2(text().contains(q("saves a snapshot"))
                && !text().contains(q("all it holds is lost"))
                && text().contains(q("If it is killed")),
            qPrintable(text()));
        QVERIFY(redis.command({"CONFIG", "SET", "appendonly", "yes"}));
        QVERIFY2(text().contains(q("append-only file and read back")), qPrintable(text()));
        QVERIFY(redis.command({"CONFIG", "SET", "appendonly", "no"}));
        QVERIFY(redis.command({"CONFIG", "SET", "save", ""}));
        QVERIFY(!forecastRedis(q("unix:///nowhere.sock")).problem.isEmpty());
    }

    void whereItRunsIsSaid()
    {
        Connection connection;
        connection.redis = q("redis://cache-1:6379");
        connection.restartRedis = q("systemd:redis");
        QVERIFY(restartPlaceNote(connection, Tier::Redis).contains(q("cache-1")));
        connection.restartRedis = q("ssh cache-1 sudo -n systemctl restart redis");
        QVERIFY(restartPlaceNote(connection, Tier::Redis).isEmpty());
        connection.restartRedis = q("systemd:redis");
        connection.redis = q("redis://localhost:6379");
        QVERIFY(restartPlaceNote(connection, Tier::Redis).isEmpty());
        connection.redisTunnel.destination = q("ann@bastion");
        QVERIFY(restartPlaceNote(connection, Tier::Redis).contains(q("ann@bastion")));
    }

    void postgresIsRestartedByPgCtl()
    {
        TestPostgres postgres;
        QVERIFY(postgres.start());
        const auto address = postgres.connection();
        PostgresConnection app({.connection = address, .name = "shop"});
        QVERIFY(app.begin());
        QVERIFY(app.run("CREATE TABLE half_done (id int)"));
        QString forecast;
        for (const auto &line : forecastPostgres(QString::fromStdString(address)).lines)
            forecast += line.text + q("\n");
        QVERIFY2(forecast.contains(q("1 session is ended")), qPrintable(forecast));
        QVERIFY2(forecast.contains(q("1 transaction is under way")), qPrintable(forecast));
        RestartProbe probe(Tier::Postgres, QString::fromStdString(address));
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().isReady, 10'000);
        const auto control = TestProcess::find(q("pg_ctl"));
        QVERIFY(!control.isEmpty());
        const auto as = getuid() == 0 ? q("runuser -u postgres -- ") : QString();
        const auto order = [&](const char *what) {
            return as
                + q("%1 -D %2 -m fast -w %3 %4")
                      .arg(control, postgres.dataFolder(), q(what),
                          q(what) == q("restart")
                              ? q("-l %1/restart.log").arg(postgres.dataFolder())
                              : QString());
        };
        probe.begin();
        const auto ran = ranTo({RestartWay::Kind::Command, order("restart")});
        const auto stop = qScopeGuard([&] {
            QProcess::execute(q("/bin/sh"), {q("-c"), order("stop")});
        });
        QVERIFY(ran.end);
        QVERIFY2(ran.end->isGood(), qPrintable(ran.end->text + ran.output));
        QTRY_VERIFY_WITH_TIMEOUT(probe.reading().backAfter.has_value(), 20'000);
        QVERIFY(probe.reading().isNewProcess);
        // What was not committed is undone, as was said.
        PostgresConnection again({.connection = address});
        const auto found = again.run("SELECT to_regclass('half_done')::text");
        QVERIFY2(found.has_value(), found ? "" : found.error().text.c_str());
        QVERIFY(found->text(0, 0).empty());
    }
};

QTEST_GUILESS_MAIN(TestCommandRun)
#include "tst_commandrun.moc"
