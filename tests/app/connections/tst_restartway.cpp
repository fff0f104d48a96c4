// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionlist.h"
#include "connections/restartway.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;

namespace {
using WayKind = RestartWay::Kind;
QString words(const char *text) { return QString::fromUtf8(text); }
} // namespace

class TestRestartWay : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsWhatIsKept_data();
    void readsWhatIsKept();
    void aCommandThatLooksLikeAPrefixStaysACommand();
    void namesThatWouldBeOptionsAreRefused();
    void theListStaysAsItWas();
};

void TestRestartWay::readsWhatIsKept_data()
{
    QTest::addColumn<QString>("kept");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *kept, WayKind kind, const char *name, const char *shown) {
        QTest::newRow(kept) << words(kept) << int(kind) << words(name) << words(shown);
    };
    row("", WayKind::None, "", "");
    row("systemd:redis-server", WayKind::Systemd, "redis-server", "systemctl restart redis-server");
    row("systemd-user:redis@2.service", WayKind::SystemdUser, "redis@2.service",
        "systemctl --user restart redis@2.service");
    row("docker:shop-redis", WayKind::Docker, "shop-redis", "docker restart shop-redis");
    row("podman:shop_redis.1", WayKind::Podman, "shop_redis.1", "podman restart shop_redis.1");
    row("ssh db-1 sudo systemctl restart redis", WayKind::Command,
        "ssh db-1 sudo systemctl restart redis", "ssh db-1 sudo systemctl restart redis");
}

void TestRestartWay::readsWhatIsKept()
{
    QFETCH(QString, kept);
    QFETCH(int, kind);
    QFETCH(QString, name);
    QFETCH(QString, shown);
    const auto way = RestartWay::read(kept);
    QCOMPARE(int(way.kind), kind);
    QCOMPARE(way.name, name);
    QCOMPARE(way.shown(), shown);
    QCOMPARE(way.kept(), kept);
    QCOMPARE(way.problem(), QString());
    QCOMPARE(way.canRun(), way.kind != WayKind::None);
}

void TestRestartWay::aCommandThatLooksLikeAPrefixStaysACommand()
{
    const RestartWay way{WayKind::Command, words("docker:x y")};
    QCOMPARE(way.kept(), words("command:docker:x y"));
    QCOMPARE(RestartWay::read(way.kept()), way);
    // Only a command is given to a shell.
    QCOMPARE(way.arguments().last(), way.name);
    const RestartWay unit{WayKind::Systemd, words("redis")};
    QCOMPARE(unit.program(), words("systemctl"));
    QCOMPARE(unit.arguments(), QStringList({words("restart"), words("redis")}));
}

void TestRestartWay::namesThatWouldBeOptionsAreRefused()
{
    for (const auto *name : {"", "--all", "-H", "a b", "a;reboot", "$(id)", "a\nb", "a\n"}) {
        for (const auto kind :
            {WayKind::Systemd, WayKind::SystemdUser, WayKind::Docker, WayKind::Podman}) {
            const RestartWay way{kind, words(name)};
            QVERIFY2(!way.problem().isEmpty() && !way.canRun(), name);
        }
    }
    QVERIFY(!RestartWay({WayKind::Command, {}}).problem().isEmpty());
}

void TestRestartWay::theListStaysAsItWas()
{
    // A file as it was written before there was a choice, and one with a choice, through the list.
    QTemporaryDir folder;
    const auto name = ConnectionList::file(folder.path());
    auto list = ConnectionList::load(name);
    Connection connection;
    connection.id = words("id-1");
    connection.name = words("shop");
    connection.redis = words("redis://cache");
    connection.restartRedis = words("systemctl restart redis");
    connection.restartPostgres = words("docker:shop-db");
    list.keep(connection);
    QVERIFY(list.save());
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto text = file.readAll();
    QVERIFY(text.contains("\"restart_redis\": \"systemctl restart redis\""));
    QVERIFY(text.contains("\"format\": 1"));
    const auto again = ConnectionList::load(name);
    const auto *found = again.find(words("id-1"));
    QVERIFY(found);
    QCOMPARE(int(RestartWay::read(found->restartRedis).kind), int(WayKind::Command));
    QCOMPARE(RestartWay::read(found->restartPostgres).name, words("shop-db"));
}

QTEST_GUILESS_MAIN(TestRestartWay)
#include "tst_restartway.moc"
