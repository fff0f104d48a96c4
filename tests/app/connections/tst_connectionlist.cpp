// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionimport.h"
#include "connections/connectionlist.h"
#include "connections/secrets.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {

QString s(const char *text) { return QString::fromUtf8(text); }

Connection shop()
{
    Connection connection;
    connection.id = s("id-1");
    connection.name = s("shop-prod");
    connection.redis = s("redis://ann:@cache:6380");
    connection.postgres = s("postgresql://ann@db/shop");
    connection.environment = Environment::Development;
    connection.color = s("#ff5c77");
    connection.redisTunnel = {s("ann@bastion"), 2222};
    connection.restartRedis = s("systemctl restart redis");
    connection.links.push_back({s("product:*"), s("SELECT 1"), true});
    return connection;
}

QByteArray contentOf(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString &name, const QByteArray &content)
{
    QFile file(name);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
}

template <typename T> bool waitFor(const QFuture<T> &future)
{
    return QTest::qWaitFor([&future] { return future.isFinished(); }, 10'000);
}

} // namespace

class TestConnectionList : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void keepsEverything();
    void onlyTheUserMayReadIt();
    void neverAPassword();
    void damagedIsPutAside_data();
    void damagedIsPutAside();
    void listsOfEarlierVersionsAreKept();
    void unknownEnvironmentIsProduction();
    void importsWhatIsThere();
    void importsNothingFromNothing();
    void secretsOfThisRun();
    void slowKeychain();
};

void TestConnectionList::initTestCase()
{
    // Not the keychain of whoever runs the tests: a bus that is not there.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
}

void TestConnectionList::keepsEverything()
{
    QTemporaryDir folder;
    const auto file = ConnectionList::file(folder.filePath(s("deep/config")));
    QVERIFY(file.endsWith(s("deep/config/connections.json")));
    auto list = ConnectionList::load(file);
    QVERIFY(list.all().empty() && list.told().isEmpty());
    list.keep(shop());
    auto other = shop();
    other.id = ConnectionList::newId();
    other.redis.clear();
    list.keep(other);
    auto changed = shop();
    changed.name = s("shop");
    list.keep(changed);
    QVERIFY(list.save().has_value());

    auto again = ConnectionList::load(file);
    QCOMPARE(again.all().size(), std::size_t(2));
    const auto *found = again.find(s("id-1"));
    QVERIFY(found);
    QCOMPARE(found->name, s("shop"));
    QCOMPARE(found->redis, shop().redis);
    QCOMPARE(found->postgres, shop().postgres);
    QCOMPARE(found->environment, Environment::Development);
    QVERIFY(!found->isReadOnly());
    QCOMPARE(found->color, s("#ff5c77"));
    QCOMPARE(found->redisTunnel.destination, s("ann@bastion"));
    QCOMPARE(found->redisTunnel.port, 2222);
    QVERIFY(found->postgresTunnel.destination.isEmpty());
    QCOMPARE(found->restartRedis, s("systemctl restart redis"));
    QCOMPARE(found->links.size(), std::size_t(1));
    QCOMPARE(found->links[0].pattern, s("product:*"));
    QVERIFY(found->links[0].refused);
    again.remove(s("id-1"));
    QVERIFY(again.save().has_value());
    QCOMPARE(ConnectionList::load(file).all().size(), std::size_t(1));
}

void TestConnectionList::onlyTheUserMayReadIt()
{
    QTemporaryDir folder;
    auto list = ConnectionList::load(ConnectionList::file(folder.path()));
    list.keep(shop());
    QVERIFY(list.save().has_value());
    const auto permissions = QFile::permissions(ConnectionList::file(folder.path()));
    QVERIFY(!(permissions & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther)));
}

void TestConnectionList::neverAPassword()
{
    QTemporaryDir folder;
    const auto file = ConnectionList::file(folder.path());
    auto list = ConnectionList::load(file);
    list.keep(shop());
    QVERIFY(list.save().has_value());
    for (const auto &[redis, postgres] : {std::pair{s("redis://ann:s3cret@cache"), QString()},
             std::pair{QString(), s("host=db password=s3cret")},
             std::pair{s("redis:/s3cret@cache"), QString()}}) {
        auto careless = ConnectionList::load(file);
        auto connection = shop();
        connection.redis = redis;
        connection.postgres = postgres;
        careless.keep(connection);
        const auto saved = careless.save();
        QVERIFY(!saved.has_value());
        QVERIFY(saved.error().text.find("s3cret") == std::string::npos);
        QVERIFY(saved.error().text.find("shop-prod") != std::string::npos);
        QVERIFY(!contentOf(file).contains("s3cret"));
    }
    // Written in by hand: taken out, and told.
    write(file,
        R"({"format":1,"connections":[{"id":"x","name":"n","redis":"redis://:s3cret@cache"}]})");
    auto byHand = ConnectionList::load(file);
    QCOMPARE(byHand.all()[0].redis, s("redis://cache"));
    QVERIFY(!byHand.told().isEmpty() && !byHand.told().contains(s("s3cret")));
    QVERIFY(byHand.save().has_value());
    QVERIFY(!contentOf(file).contains("s3cret"));
}

void TestConnectionList::damagedIsPutAside_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("word"); // of its new name
    QTest::newRow("half") << QByteArray("{\"format\": 1, \"connections\": [{\"na") << s("damaged");
    QTest::newRow("something else") << QByteArray("[1, 2]") << s("damaged");
    QTest::newRow("empty") << QByteArray() << s("damaged");
    QTest::newRow("from the future")
        << QByteArray("{\"format\": 99, \"connections\": []}") << s("newer");
}

void TestConnectionList::damagedIsPutAside()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, word);
    QTemporaryDir folder;
    const auto file = ConnectionList::file(folder.path());
    for (int time = 0; time < 2; ++time) { // the second may not overwrite the first
        write(file, content);
        auto list = ConnectionList::load(file);
        QVERIFY(list.all().empty());
        QVERIFY(!list.told().isEmpty());
        QVERIFY(!QFile::exists(file));
        const auto aside
            = QDir(folder.path()).entryList({s("connections.json.%1-*").arg(word)}, QDir::Files);
        QCOMPARE(aside.size(), time + 1);
        QCOMPARE(contentOf(folder.filePath(aside.last())), content);
        QVERIFY(list.told().contains(aside[0]) || list.told().contains(aside.last()));
        list.keep(shop());
        QVERIFY(list.save().has_value());
        QCOMPARE(ConnectionList::load(file).all().size(), std::size_t(1));
    }
}

// As 0.1.0 wrote it. When the format changes, a file of the version before is added beside it.
void TestConnectionList::listsOfEarlierVersionsAreKept()
{
    QTemporaryDir folder;
    const auto file = ConnectionList::file(folder.path());
    QVERIFY(QFile::copy(s(TIERLENS_SOURCE "/tests/app/connections/saved/0.1.0.json"), file));
    auto list = ConnectionList::load(file);
    for (int time = 0; time < 2; ++time) { // the second as it was saved again
        QCOMPARE(list.told(), QString());
        QCOMPARE(list.all().size(), std::size_t(2));
        const auto &shop = list.all()[0];
        QCOMPARE(shop.name, s("shop-prod"));
        QCOMPARE(shop.redis, s("redis://ann:@cache:6380/1"));
        QCOMPARE(shop.postgres, s("postgresql://ann@db/shop"));
        QCOMPARE(shop.postgresTunnel.destination, s("ann@jump"));
        QCOMPARE(shop.postgresTunnel.port, 2222);
        QCOMPARE(shop.restartRedis, s("ssh cache-1 sudo -n systemctl restart redis"));
        QCOMPARE(shop.color, s("#ff5c77"));
        QCOMPARE(shop.links.size(), std::size_t(1));
        QCOMPARE(shop.links[0].statement, s("SELECT * FROM users WHERE id = $1"));
        QVERIFY(shop.isReadOnly() && !list.all()[1].isReadOnly());
        QVERIFY(list.save().has_value());
        list = ConnectionList::load(file);
    }
}

void TestConnectionList::unknownEnvironmentIsProduction()
{
    QTemporaryDir folder;
    const auto file = ConnectionList::file(folder.path());
    write(file,
        R"({"format":1,"kept":7,"connections":[{"name":"n","redis":"redis://c","environment":"staging"}]})");
    auto list = ConnectionList::load(file);
    QCOMPARE(list.all()[0].environment, Environment::Production);
    QVERIFY(list.all()[0].isReadOnly());
    QVERIFY(!list.all()[0].id.isEmpty());
    QVERIFY(list.save().has_value());
    QVERIFY(contentOf(file).contains("\"kept\": 7")); // what we do not know stays
}

void TestConnectionList::importsWhatIsThere()
{
    QTemporaryDir home;
    write(home.filePath(s(".pgpass")),
        "# host:port:db:user:password\n"
        "db-1:5432:shop:ann:s3cret\n"
        "db-2:6432:*:bob:s3c\\:ret\n"
        "*:*:*:any:s3cret\n"
        "broken line\n");
    write(home.filePath(s(".pg_service.conf")),
        "[shop]\nhost=db-1\ndbname=shop\n\n# [off]\n[my orders]\nhost=db-9\n");
    QProcessEnvironment environment;
    environment.insert(s("REDIS_URL"), s("redis://:s3cret@cache:6380"));
    environment.insert(s("DATABASE_URL"), s("postgres://ann:s3cret@db-3/app"));
    environment.insert(s("PGHOST"), s("db-4"));
    environment.insert(s("PGDATABASE"), s("orders"));
    environment.insert(s("PGPASSWORD"), s("s3cret"));
    const auto found = importProposals({environment, home.path()});
    QStringList all;
    for (const auto &one : found) {
        const auto text
            = one.connection.name + one.connection.redis + one.connection.postgres + one.source;
        QVERIFY2(!text.contains(s("s3c")), qPrintable(text));
        QCOMPARE(one.connection.environment, Environment::Production);
        all << one.connection.redis + QLatin1Char('|') + one.connection.postgres;
    }
    QCOMPARE(all,
        QStringList({s("redis://cache:6380|postgresql://ann@db-3/app"),
            s("|postgresql://db-4/orders"), s("|service=shop"), s("|service='my orders'"),
            s("|postgresql://ann@db-1/shop"), s("|postgresql://bob@db-2:6432/postgres")}));
    QCOMPARE(found[0].redis.password, s("s3cret"));
    QCOMPARE(found[0].postgres.password, s("s3cret"));
    QCOMPARE(found[0].source, s("REDIS_URL, DATABASE_URL"));
    QCOMPARE(found[1].postgres.password, s("s3cret"));
    QVERIFY(found[4].postgres.isEmpty()); // libpq reads the file itself
    QCOMPARE(found[4].source, home.filePath(s(".pgpass")));
}

void TestConnectionList::importsNothingFromNothing()
{
    QTemporaryDir home;
    QProcessEnvironment environment;
    environment.insert(s("DATABASE_URL"), s("mysql://root:s3cret@db/app"));
    environment.insert(s("REDIS_URL"), s("not an address"));
    environment.insert(s("PGUSER"), s("ann"));
    QVERIFY(importProposals({environment, home.path()}).empty());
}

void TestConnectionList::secretsOfThisRun()
{
    Secrets secrets;
    const auto kept = secrets.write(s("id/redis"), s("s3cret"), true);
    QVERIFY(waitFor(kept));
    QCOMPARE(kept.result(), Secrets::Kept::ThisRun); // there is no keychain on that bus
    if (Secrets::hasKeychain())
        QVERIFY(!secrets.problem().isEmpty());
    QVERIFY(!secrets.problem().contains(s("s3cret")));
    const auto read = secrets.read(s("id/redis"));
    QVERIFY(waitFor(read));
    QCOMPARE(read.result(), s("s3cret"));
    const auto gone = secrets.remove(s("id/redis"));
    QVERIFY(waitFor(gone));
    const auto after = secrets.read(s("id/redis"));
    QVERIFY(waitFor(after));
    QVERIFY(after.result().isEmpty());
}

// A bus on which the keychain's service is being started and never is: for 25 s nobody answers.
void TestConnectionList::slowKeychain()
{
    const auto program = QStandardPaths::findExecutable(s("dbus-daemon"));
    if (!Secrets::hasKeychain() || program.isEmpty())
        return; // memory alone has nothing that could be slow
    QTemporaryDir folder;
    const auto config = folder.filePath(s("bus.conf"));
    // Whichever of them the library prefers here.
    for (const QByteArray name :
        {"org.freedesktop.secrets", "org.kde.kwalletd5", "org.kde.kwalletd6"})
        write(folder.filePath(QString::fromLatin1(name) + s(".service")),
            "[D-BUS Service]\nName=" + name + "\nExec=/bin/sleep 10\n");
    write(config,
        "<busconfig><type>session</type><listen>unix:path=" + folder.path().toUtf8()
            + "/bus</listen><servicedir>" + folder.path().toUtf8()
            + "</servicedir><policy context=\"default\"><allow send_destination=\"*\"/><allow "
              "eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>");
    QProcess bus;
    bus.start(program, {s("--config-file=") + config, s("--nofork"), s("--nopidfile")});
    QVERIFY(bus.waitForStarted());
    QTRY_VERIFY(QFile::exists(folder.filePath(s("bus"))));

    // In a process of its own: the library asks for the bus once and keeps it.
    QProcess self;
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(s("DBUS_SESSION_BUS_ADDRESS"), s("unix:path=") + folder.filePath(s("bus")));
    environment.insert(s("TIERLENS_TEST_BUS"), s("1"));
    self.setProcessEnvironment(environment);
    self.setProcessChannelMode(QProcess::MergedChannels);
    self.start(QCoreApplication::applicationFilePath(), {});
    QVERIFY(self.waitForFinished(15'000));
    const auto said = self.readAll();
    bus.kill();
    bus.waitForFinished();
    QVERIFY2(self.exitCode() == 0, said.constData());
}

namespace {
// What slowKeychain() runs.
int readFromSlowKeychain()
{
    Secrets secrets(nullptr, 500ms);
    QElapsedTimer clock;
    clock.start();
    const auto read = secrets.read(QStringLiteral("id/redis"));
    const bool blocked = clock.elapsed() > 300;
    const bool came = waitFor(read);
    const auto took = clock.elapsed();
    std::printf("blocked %d, came %d after %lld ms, \"%s\"\n", blocked, came,
        static_cast<long long>(took), qPrintable(secrets.problem()));
    return !blocked && came && took >= 400 && took < 2000 && read.result().isEmpty()
            && !secrets.problem().isEmpty()
        ? 0
        : 1;
}
} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (qEnvironmentVariableIsSet("TIERLENS_TEST_BUS"))
        return readFromSlowKeychain();
    TestConnectionList test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_connectionlist.moc"
