// SPDX-License-Identifier: GPL-3.0-or-later
// Restarts by the real systemd (of a user) and the real Podman. Docker needs a daemon that cannot
// run where tests do; see tst_commandrun for it, and for the right that is missing.
#include "ranto.h"
#include "realcontrollers.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"
#include "restarts/restartprobe.h"

#include <QTest>

#include <unistd.h>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

std::string processAt(const std::string &uri)
{
    RedisConnection redis({*RedisAddress::parse(uri)});
    const auto info = redis.command({"INFO", "server"});
    return info ? std::string(infoLine(info->text(), "run_id")) : std::string();
}

// Restarts shop-redis, which answers at `uri`, and asks for what is not there.
void restart(RestartWay::Kind kind, const std::string &uri)
{
    QTRY_VERIFY_WITH_TIMEOUT(!processAt(uri).empty(), 10'000);
    const auto before = processAt(uri);
    RestartProbe probe(Tier::Redis, QString::fromStdString(uri));
    QTRY_VERIFY_WITH_TIMEOUT(probe.reading().isReady, 10'000);
    probe.begin();
    const auto ran = ranTo({kind, QStringLiteral("shop-redis")});
    QVERIFY(ran.end);
    QVERIFY2(ran.end->isGood(), qPrintable(ran.end->text + ran.output));
    QTRY_VERIFY_WITH_TIMEOUT(probe.reading().backAfter.has_value(), 20'000);
    QVERIFY(probe.reading().isNewProcess);
    QVERIFY(!processAt(uri).empty() && processAt(uri) != before);
    const auto missing = ranTo({kind, QStringLiteral("no-such")});
    QVERIFY(missing.end);
    QVERIFY2(missing.end->kind == CommandEnd::Kind::NotFound,
        qPrintable(missing.end->text + missing.output));
}

} // namespace

class TestControllers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        if (geteuid() != 0)
            QSKIP("Only root can give systemd and Podman what they need here.");
        if (!canHaveOwnCgroups())
            QSKIP("This computer lets nobody have control groups of their own.");
    }

    void aUnitOfAUsersSystemd()
    {
        if (!QFile::exists(QStringLiteral("/lib/systemd/systemd"))
            || TestProcess::find(QStringLiteral("systemctl")).isEmpty())
            QSKIP("systemd is not installed.");
        SystemdRedis redis;
        QVERIFY(redis.start());
        restart(RestartWay::Kind::SystemdUser, redis.uri());
    }

    void aContainerOfPodman()
    {
        if (TestProcess::find(QStringLiteral("podman")).isEmpty())
            QSKIP("Podman is not installed.");
        PodmanRedis redis;
        QVERIFY(redis.start());
        restart(RestartWay::Kind::Podman, redis.uri());
    }
};

QTEST_GUILESS_MAIN(TestControllers)
#include "tst_controllers.moc"
