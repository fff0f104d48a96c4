// SPDX-License-Identifier: GPL-3.0-or-later
#include "localservers/localplaces.h"
#include "localservers/serveranswer.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace tierlens;

namespace {

QString s(const char *text) { return QString::fromUtf8(text); }

// Never the environment and the files of whoever runs the tests.
struct Home
{
    QTemporaryDir folder;
    ImportSources sources{QProcessEnvironment(), folder.path()};

    void write(const char *name, const QByteArray &text) const
    {
        QFile file(folder.filePath(s(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write");
    }
    std::vector<ServerPlace> named() const // by the environment and the files
    {
        auto places = localPlaces(sources);
        std::erase_if(places, [](const ServerPlace &place) { return place.source.isEmpty(); });
        return places;
    }
};

QByteArray postgresMessage(char letter, const QByteArray &content)
{
    const auto length = static_cast<char>(content.size() + 4);
    return QByteArray(1, letter) + QByteArray("\0\0\0", 3) + QByteArray(1, length) + content;
}

QByteArray authentication(char kind)
{
    return postgresMessage('R', QByteArray("\0\0\0", 3) + QByteArray(1, kind));
}

} // namespace

class TestLocalPlaces : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        for (const auto *name : {"PGHOST", "PGPORT", "PGUSER", "PGDATABASE", "PGSERVICE"})
            qunsetenv(name);
    }

    void theUsualPlacesAreOnThisComputer()
    {
        const auto places = usualPlaces();
        QStringList shown;
        for (const auto &place : places) {
            shown << place.shown();
            QVERIFY(!place.socket.isEmpty() || place.host == s("127.0.0.1"));
            QVERIFY2(withoutSecrets(place.tier, place.address), qPrintable(place.address));
        }
        for (const auto *port : {"6379", "5432", "5433", "5434"})
            QVERIFY(shown.contains(s("localhost:") + s(port)));
#ifndef Q_OS_WIN
        QVERIFY(shown.contains(s("/var/run/postgresql/.s.PGSQL.5433")));
        QVERIFY(shown.contains(s("/tmp/.s.PGSQL.5432")));
        QVERIFY(shown.contains(s("/var/run/redis/redis-server.sock")));
#endif
        QVERIFY(places.size() <= MostPlaces);
    }

    void whatTheEnvironmentNamesComesFirst()
    {
        Home home;
        home.sources.environment.insert(s("REDIS_URL"), s("redis://:s3cret@localhost:6379/2"));
        home.sources.environment.insert(s("DATABASE_URL"), s("postgresql://ann@[::1]:5433/shop"));
        const auto places = localPlaces(home.sources);
        QCOMPARE(places[0].address, s("redis://localhost/2")); // without what goes without saying
        QCOMPARE(places[0].secrets.password, s("s3cret"));
        QCOMPARE(places[0].source, s("REDIS_URL, DATABASE_URL"));
        QCOMPARE(places[1].shown(), s("[::1]:5433"));
        QCOMPARE(places[1].user, s("ann"));
        QCOMPARE(places[1].database, s("shop"));
        // The usual place that is the same is not asked twice.
        QCOMPARE(std::count_if(places.begin(), places.end(),
                     [](const ServerPlace &place) {
                         return place.port == 6379 && place.socket.isEmpty();
                     }),
            1);
    }

    void otherComputersAreLeftAlone_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("value");
        QTest::newRow("a name") << s("REDIS_URL") << s("redis://cache");
        QTest::newRow("a number") << s("REDIS_URL") << s("redis://10.0.0.7");
        QTest::newRow("TLS, which does not understand a PING")
            << s("REDIS_URL") << s("rediss://localhost");
        QTest::newRow("Postgres") << s("DATABASE_URL") << s("postgresql://db/shop");
        QTest::newRow("several") << s("DATABASE_URL") << s("postgresql://localhost,db/shop");
        QTest::newRow("PGHOST") << s("PGHOST") << s("db.example.org");
        QTest::newRow("nonsense") << s("REDIS_URL") << s("redis://localhost:port");
    }
    void otherComputersAreLeftAlone()
    {
        QFETCH(QString, variable);
        QFETCH(QString, value);
        Home home;
        home.sources.environment.insert(variable, value);
        QVERIFY(home.named().empty());
    }

    void filesOfPostgresAreRead()
    {
        Home home;
        home.write(
            ".pgpass", "db:5432:*:ann:s3cret\nlocalhost:5499:shop:ann:s3cret\n*:*:*:ann:s3cret\n");
        home.write(".pg_service.conf",
            "[far]\nhost=db\n[near]\nhost=/srv/pg\nport=5444\nuser=bob\ndbname=cart\n");
        const auto named = home.named();
        QCOMPARE(named.size(), std::size_t(2));
        QCOMPARE(named[0].socket, s("/srv/pg/.s.PGSQL.5444"));
        QCOMPARE(named[0].user, s("bob"));
        QVERIFY(named[0].address.contains(s("near"))); // by its name, since the file may change
        QCOMPARE(named[1].shown(), s("localhost:5499"));
        QCOMPARE(named[1].database, s("shop"));
        for (const auto &place : named)
            QVERIFY(!place.address.contains(s("s3cret")));
    }

    void longFilesAreCutOff()
    {
        Home home;
        QByteArray lines;
        for (int port = 6000; port < 6400; ++port)
            lines += "localhost:" + QByteArray::number(port) + ":shop:ann:s3cret\n";
        home.write(".pgpass", lines);
        QCOMPARE(localPlaces(home.sources).size(), MostPlaces);
    }

    void redisAnswers_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("state"); // -1: no Redis
        const auto row = [](const char *line, int state) {
            QTest::newRow(line) << QByteArray(line) + "\r\n" << state;
        };
        row("+PONG", int(LocalState::Open));
        row("-NOAUTH Authentication required.", int(LocalState::WantsPassword));
        row("-LOADING Redis is loading the dataset in memory", int(LocalState::NotReady));
        row("-NOPERM this user has no permissions", int(LocalState::OtherUser));
        row("-ERR max number of clients reached", int(LocalState::Full));
        row("HTTP/1.1 400 Bad Request", -1);
        row("+OK POP3 ready", -1);
        row("220 mail ESMTP", -1);
    }
    void redisAnswers()
    {
        QFETCH(QByteArray, line);
        QFETCH(int, state);
        const auto whole = redisAnswer(line);
        QVERIFY(whole.isOver);
        QCOMPARE(whole.state ? int(*whole.state) : -1, state);
        const auto half = redisAnswer(line.left(3));
        QVERIFY(!half.isOver && !half.state);
    }

    void postgresAnswers()
    {
        const auto stateOf = [](const QByteArray &bytes) { return postgresAnswer(bytes).state; };
        QCOMPARE(stateOf(authentication(5)), LocalState::WantsPassword);
        QCOMPARE(stateOf(authentication(10)), LocalState::WantsPassword);
        QCOMPARE(stateOf(authentication(7)), LocalState::OtherUser);
        const auto error = [](const QByteArray &code) {
            return postgresMessage('E', QByteArray("SFATAL\0C", 8) + code + QByteArray("\0\0", 2));
        };
        QCOMPARE(stateOf(error("57P03")), LocalState::NotReady);
        QCOMPARE(stateOf(error("28000")), LocalState::OtherUser);
        QCOMPARE(stateOf(error("53300")), LocalState::Full);
        QCOMPARE(stateOf(authentication(0) + error("3D000")), LocalState::Open);
        QCOMPARE(stateOf(authentication(0) + error("53300")), LocalState::Full);
        const auto in = postgresAnswer(authentication(0));
        QCOMPARE(in.state, LocalState::Open);
        QVERIFY(!in.isOver); // the server still has things to say, and hears a farewell after them
        const auto ready = postgresAnswer(authentication(0) + postgresMessage('Z', "I"));
        QVERIFY(ready.isOver);
        QCOMPARE(ready.goodbye, QByteArray("X\0\0\0\x04", 5));
        for (const auto &other : {QByteArray("HTTP/1.1 400"), QByteArray("-ERR unknown command"),
                 QByteArray(20'000, 'R'), QByteArray(40, '\0')}) {
            QVERIFY(!stateOf(other));
            QVERIFY(postgresAnswer(other).isOver);
        }
        // In pieces, at every place.
        const auto all = authentication(0) + postgresMessage('Z', "I");
        for (qsizetype size = 0; size < all.size(); ++size)
            QVERIFY(!postgresAnswer(all.left(size)).isOver);
    }
};

QTEST_GUILESS_MAIN(TestLocalPlaces)
#include "tst_localplaces.moc"
