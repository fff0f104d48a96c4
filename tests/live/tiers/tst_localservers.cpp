// SPDX-License-Identifier: GPL-3.0-or-later
#include "localservers/localservers.h"
#include "support/talkingserver.h"
#include "support/testprocess.h"
#include "support/testservers.h"

#include <QElapsedTimer>
#include <QFile>
#include <QLocalSocket>
#include <QTest>

#include <chrono>
#include <memory>
#include <utility>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

// A slow machine needs longer to fork a server process than the window would wait.
constexpr auto Patience = 5s;

QString str(const char *text) { return QString::fromUtf8(text); }

ServerPlace portPlace(Tier tier, std::uint16_t port)
{
    ServerPlace place;
    place.tier = tier;
    place.host = str("127.0.0.1");
    place.port = port;
    place.user = str("demo");
    place.database = str("postgres");
    return place;
}

ServerPlace socketPlace(const TestRedis &redis)
{
    ServerPlace place;
    place.socket = redis.socket();
    return place;
}

ServerPlace socketPlace(const TestPostgres &postgres, const char *user = "demo")
{
    ServerPlace place;
    place.tier = Tier::Postgres;
    place.port = postgres.port().toUShort();
    place.socket = postgres.folder() + str("/.s.PGSQL.") + postgres.port();
    place.user = str(user);
    place.database = str("postgres");
    return place;
}

std::vector<LocalServer> found(
    const std::vector<ServerPlace> &places, std::chrono::milliseconds patience = Patience)
{
    const auto future = findLocalServers([places] { return places; }, patience);
    if (!QTest::qWaitFor([&future] { return future.isFinished(); }, 30'000))
        qFatal("the search did not end");
    return future.result();
}

// -1: not found.
int stateAt(const ServerPlace &place)
{
    const auto servers = found({place});
    return servers.empty() ? -1 : int(servers.front().state);
}

// The one that asked whether the server was up may not be gone yet.
bool takesTheOnlyConnection(QLocalSocket &socket, const TestRedis &redis)
{
    socket.abort();
    socket.connectToServer(redis.socket());
    if (!socket.waitForConnected(1000))
        return false;
    socket.write("PING\r\n");
    return socket.waitForReadyRead(1000) && socket.readAll().startsWith("+PONG");
}

QByteArray logOf(const TestPostgres &postgres)
{
    QFile file(postgres.folder() + str("/postgres.log"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestLocalServers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nobodyIsThere()
    {
        ServerPlace noSocket;
        noSocket.socket = str("/nonexistent/redis.sock");
        ServerPlace longSocket;
        longSocket.socket = str("/tmp/") + QString(300, u'x');
        QVERIFY(found({portPlace(Tier::Redis, freePort()), portPlace(Tier::Postgres, freePort()),
                          noSocket, longSocket})
                    .empty());
        QVERIFY(found({}).empty());
    }

    void redisOnPortAndSocket()
    {
        const auto port = freePort();
        TestRedis redis({str("--port"), QString::number(port)});
        QVERIFY(redis.start());
        const auto servers = found({socketPlace(redis), portPlace(Tier::Redis, port)});
        QCOMPARE(servers.size(), std::size_t(2));
        QCOMPARE(servers[0].place.shown(), str("localhost:") + QString::number(port)); // likelier
        QCOMPARE(servers[1].place.shown(), redis.socket());
        QCOMPARE(servers[0].state, LocalState::Open);
    }

    void redisThatWantsAPassword()
    {
        TestRedis redis({str("--requirepass"), str("s3cret")});
        QVERIFY(redis.start());
        QCOMPARE(stateAt(socketPlace(redis)), int(LocalState::WantsPassword));
    }

    void redisThatIsFull()
    {
        TestRedis redis({str("--maxclients"), str("1")});
        QVERIFY(redis.start());
        QLocalSocket only;
        QTRY_VERIFY_WITH_TIMEOUT(takesTheOnlyConnection(only, redis), 10'000);
        QCOMPARE(stateAt(socketPlace(redis)), int(LocalState::Full));
    }

    // Also: that it is asked leaves nothing in the server's log and no session behind.
    void postgresThatLetsOneIn()
    {
        const auto port = freePort();
        TestPostgres postgres({str("port=%1").arg(port), str("listen_addresses=127.0.0.1")});
        QVERIFY(postgres.start());
        const auto before = logOf(postgres);
        QElapsedTimer time;
        time.start();
        QCOMPARE(stateAt(socketPlace(postgres)), int(LocalState::Open));
        QCOMPARE(stateAt(portPlace(Tier::Postgres, port)), int(LocalState::Open));
        QVERIFY(std::chrono::milliseconds(time.elapsed()) < Patience); // it hung up by itself
        QCOMPARE(logOf(postgres), before);
    }

    void postgresThatWantsAPassword()
    {
        TestPostgres postgres({}, {str("local all all scram-sha-256")});
        QVERIFY(postgres.start());
        const auto before = logOf(postgres);
        QCOMPARE(stateAt(socketPlace(postgres)), int(LocalState::WantsPassword));
        QCOMPARE(logOf(postgres), before);
    }

    void postgresThatDoesNotKnowTheUser()
    {
        TestPostgres postgres;
        QVERIFY(postgres.start());
        QCOMPARE(stateAt(socketPlace(postgres, "stranger")), int(LocalState::OtherUser));
    }

    void postgresThatStartsUp()
    {
        // Recovers from a crash, and waits in it for a file that is never there.
        TestPostgres postgres(
            {str("wal_level=replica"), str("restore_command=false"), str("hot_standby=off")});
        QVERIFY(postgres.start());
        QVERIFY(postgres.stop());
        QFile signal(postgres.dataFolder() + str("/standby.signal"));
        QVERIFY(signal.open(QIODevice::WriteOnly));
        signal.close();
        QVERIFY(postgres.startWithoutWaiting());
        QTRY_COMPARE_WITH_TIMEOUT(
            stateAt(socketPlace(postgres)), int(LocalState::NotReady), 20'000);
    }

    // No real server does this on purpose; one that is stopped by a debugger or whose disk hangs
    // does, and neither can be had in a test for every kind of server. A socket that listens and
    // never answers is all that is seen of them from outside.
    void whoNeverAnswersHoldsUpNobody()
    {
        TestRedis redis;
        QVERIFY(redis.start());
        std::vector<std::unique_ptr<TalkingServer>> silent;
        std::vector<ServerPlace> places;
        for (int i = 0; i < 12; ++i) {
            silent.push_back(std::make_unique<TalkingServer>(TalkingServer::Manners{}));
            places.push_back(
                portPlace(i % 2 == 0 ? Tier::Redis : Tier::Postgres, silent.back()->port()));
        }
        QElapsedTimer time;
        time.start();
        QVERIFY(found(places, ProbePatience).empty());
        // One after another they would take 3.6 s; together it is the patience of one.
        QVERIFY2(time.elapsed() >= ProbePatience.count() - 50 && time.elapsed() < 2000,
            qPrintable(QString::number(time.elapsed())));
        places.push_back(socketPlace(redis));
        QCOMPARE(found(places, 1s).size(), std::size_t(1)); // the one that answers is found
    }

    // A real one, which is only held up.
    void aFrozenRedisIsNotFound()
    {
        TestRedis redis;
        QVERIFY(redis.start());
        redis.pause();
        QVERIFY(found({socketPlace(redis)}, ProbePatience).empty());
        redis.resume();
        QCOMPARE(stateAt(socketPlace(redis)), int(LocalState::Open));
    }

    void whoSpeaksSomethingElseIsNotFound()
    {
        TalkingServer http({{}, "HTTP/1.1 400 Bad Request\r\n\r\n", true});
        TalkingServer mail({"220 mail ESMTP\r\n", "500 what?\r\n", false});
        TalkingServer rude({{}, {}, true});
        std::vector<ServerPlace> places;
        for (const auto *server : {&http, &mail, &rude}) {
            places.push_back(portPlace(Tier::Redis, server->port()));
            places.push_back(portPlace(Tier::Postgres, server->port()));
        }
        QVERIFY(found(places, 1s).empty());
        TestRedis redis; // a Redis is no Postgres, and the other way round
        TestPostgres postgres;
        QVERIFY(redis.start() && postgres.start());
        auto asPostgres = socketPlace(redis), asRedis = socketPlace(postgres);
        std::swap(asPostgres.tier, asRedis.tier);
        QVERIFY(found({asPostgres, asRedis}, 1s).empty());
    }

    // The likeliest first: what the user's environment names, then what lets one in.
    void theOrder()
    {
        TestRedis locked({str("--requirepass"), str("s3cret")});
        TestRedis open, named;
        QVERIFY(locked.start() && open.start() && named.start());
        auto byName = socketPlace(named);
        byName.source = str("REDIS_URL");
        const auto servers = found({socketPlace(locked), socketPlace(open), byName});
        QCOMPARE(servers.size(), std::size_t(3));
        QCOMPARE(servers[0].place.socket, named.socket());
        QCOMPARE(servers[1].place.socket, open.socket());
        QCOMPARE(servers[2].place.socket, locked.socket());
    }
};

QTEST_GUILESS_MAIN(TestLocalServers)
#include "tst_localservers.moc"
