// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redisconnection.h"
#include "support/talkingserver.h"
#include "support/testservers.h"

#include <QElapsedTimer>
#include <QTest>

#include <thread>
#include <vector>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {

RedisOptions optionsFor(const std::string &uri)
{
    const auto address = RedisAddress::parse(uri);
    if (!address)
        qFatal("%s", address.error().text.c_str());
    RedisOptions options;
    options.address = *address;
    return options;
}

bool contains(const std::string &text, const char *part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

class TestRedisConnection : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        m_port = freePort();
        m_server.arguments = {QStringLiteral("--port"), QString::number(m_port),
            QStringLiteral("--bind"), QStringLiteral("127.0.0.1")};
        QVERIFY(m_server.start());
    }

    void commandsAndReplies_data();
    void commandsAndReplies();
    void pipeline();
    void pipelineWithRefusalKeepsOrder();
    void nameAndDatabaseAreVisible();
    void frozenServerFailsInTimeAndComesBack();
    void connectingToFrozenServerIsBounded();
    void pauseFailsAtOnceWithTheSameError();
    void killedServerComesBackByItself();
    void lostPipelineIsNotMixedWithTheNextConnection();
    void epochBelongsToTheProcessThatAnswers();
    void otherServersBehindThePort_data();
    void otherServersBehindThePort();
    void notThere_data();
    void notThere();

private:
    TestRedis m_server;
    quint16 m_port = 0;
};

void TestRedisConnection::commandsAndReplies_data()
{
    QTest::addColumn<QString>("uri");
    QTest::newRow("socket") << QString::fromStdString(m_server.uri());
    QTest::newRow("tcp") << QStringLiteral("redis://127.0.0.1:%1").arg(m_port);
    QTest::newRow("by name") << QStringLiteral("redis://localhost:%1/1").arg(m_port);
}

void TestRedisConnection::commandsAndReplies()
{
    QFETCH(QString, uri);
    RedisConnection redis(optionsFor(uri.toStdString()));
    QVERIFY(!redis.isOpen());
    QVERIFY(redis.command({"FLUSHDB"}).has_value());
    QVERIFY(redis.isOpen());

    const std::string binary("a\0\r\n$5\r\nb", 10);
    const auto set = redis.command({"SET", "key", binary});
    QVERIFY(set.has_value());
    QCOMPARE(set->type(), RedisReply::Type::Text);
    QCOMPARE(std::string(set->text()), std::string("OK"));
    const auto got = redis.command({"GET", "key"});
    QVERIFY(got.has_value());
    QVERIFY(got->text() == binary);

    const auto missing = redis.command({"GET", "nothing"});
    QVERIFY(missing.has_value());
    QVERIFY(missing->isNil());
    QVERIFY(missing->text().empty());

    QCOMPARE(redis.command({"INCRBY", "n", "-41"})->integer(), -41);
    QCOMPARE(redis.command({"GET", "n"})->integer(), -41); // a text that is a number
    QCOMPARE(redis.command({"GET", "key"})->integer(), 0);

    QVERIFY(redis.command({"RPUSH", "list", "one", "", "three"}).has_value());
    const auto list = redis.command({"LRANGE", "list", "0", "-1"});
    QVERIFY(list.has_value());
    QCOMPARE(list->type(), RedisReply::Type::Array);
    QCOMPARE(list->size(), std::size_t(3));
    QCOMPARE(std::string((*list)[0].text()), std::string("one"));
    QCOMPARE((*list)[1].type(), RedisReply::Type::Text);
    QVERIFY((*list)[3].isNil()); // there is none

    const std::string large(5'000'000, 'x');
    QVERIFY(redis.command({"SET", "large", large}).has_value());
    QVERIFY(redis.command({"GET", "large"})->text() == large);

    const auto refused = redis.command({"INCR", "list"});
    QVERIFY(!refused.has_value());
    QCOMPARE(refused.error().code, std::string("WRONGTYPE"));
    QCOMPARE(refused.error().kind, ErrorKind::Refused);
    QVERIFY(!redis.lastWasSent()); // it was answered
    QVERIFY(redis.isOpen());
}

void TestRedisConnection::pipeline()
{
    RedisConnection redis(optionsFor(m_server.uri()));
    for (int i = 0; i < 1000; ++i)
        QVERIFY(redis.append({"SET", "p" + std::to_string(i), std::to_string(i)}).has_value());
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(std::string(redis.reply()->text()), std::string("OK"));
    for (int i = 0; i < 1000; ++i)
        QVERIFY(redis.append({"GET", "p" + std::to_string(i)}).has_value());
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(redis.reply()->integer(), i);
    QVERIFY(!redis.reply().has_value()); // none is owed; must not wait for one
    QVERIFY(redis.isOpen());
}

void TestRedisConnection::pipelineWithRefusalKeepsOrder()
{
    RedisConnection redis(optionsFor(m_server.uri()));
    QVERIFY(redis.append({"SET", "a", "text"}).has_value());
    QVERIFY(redis.append({"LPUSH", "a", "x"}).has_value());
    QVERIFY(redis.append({"GET", "a"}).has_value());
    QVERIFY(redis.reply().has_value());
    QCOMPARE(redis.reply().error().code, std::string("WRONGTYPE"));
    QCOMPARE(std::string(redis.reply()->text()), std::string("text"));
}

void TestRedisConnection::nameAndDatabaseAreVisible()
{
    auto options = optionsFor(m_server.uri() + "?db=3");
    options.name = "tierlens-test-7";
    RedisConnection redis(options);
    const auto client = redis.command({"CLIENT", "INFO"});
    QVERIFY(client.has_value());
    QVERIFY(contains(std::string(client->text()), " name=tierlens-test-7 "));
    QVERIFY(contains(std::string(client->text()), " db=3 "));
}

void TestRedisConnection::frozenServerFailsInTimeAndComesBack()
{
    auto options = optionsFor(m_server.uri());
    options.commandTimeout = 200ms;
    options.connectTimeout = 200ms;
    RedisConnection redis(options);
    QVERIFY(redis.command({"SET", "frozen", "1"}).has_value());
    m_server.pause();
    QElapsedTimer timer;
    timer.start();
    const auto answer = redis.command({"GET", "frozen"});
    const auto took = timer.elapsed();
    m_server.resume();
    QVERIFY(!answer.has_value());
    QCOMPARE(answer.error().kind, ErrorKind::Timeout);
    QVERIFY2(contains(answer.error().text, "200 ms"), answer.error().text.c_str());
    QVERIFY(redis.lastWasSent());
    QVERIFY(!redis.isOpen());
    QVERIFY2(took >= 190 && took < 600, qPrintable(QString::number(took)));
    QTRY_VERIFY_WITH_TIMEOUT(redis.command({"GET", "frozen"}).has_value(), 2000);
}

void TestRedisConnection::connectingToFrozenServerIsBounded()
{
    auto options = optionsFor(m_server.uri());
    options.connectTimeout = 200ms;
    m_server.pause();
    RedisConnection redis(options);
    QElapsedTimer timer;
    timer.start();
    const auto answer = redis.command({"GET", "frozen"}); // the kernel accepts for the server
    const auto took = timer.elapsed();
    m_server.resume();
    QVERIFY(!answer.has_value());
    QCOMPARE(answer.error().kind, ErrorKind::Timeout);
    QVERIFY2(contains(answer.error().text, "takes connections"), answer.error().text.c_str());
    QVERIFY(!redis.lastWasSent()); // GET was not, only the log-in
    QVERIFY2(took >= 190 && took < 600, qPrintable(QString::number(took)));
    QTRY_VERIFY_WITH_TIMEOUT(redis.command({"PING"}).has_value(), 2000);
}

void TestRedisConnection::pauseFailsAtOnceWithTheSameError()
{
    auto options = optionsFor("redis://127.0.0.1:" + std::to_string(freePort()));
    RedisConnection redis(options);
    const auto first = redis.command({"PING"});
    QCOMPARE(first.error().kind, ErrorKind::Unreachable);
    // Pauses grow to half a second; most of many calls must find one running.
    QElapsedTimer timer;
    timer.start();
    int calls = 0;
    while (timer.elapsed() < 300) {
        const auto again = redis.command({"PING"});
        QCOMPARE(again.error().text, first.error().text);
        ++calls;
    }
    QVERIFY2(calls > 5000, qPrintable(QString::number(calls)));
}

void TestRedisConnection::killedServerComesBackByItself()
{
    for (const auto &uri : {m_server.uri(), "redis://127.0.0.1:" + std::to_string(m_port)}) {
        std::atomic<Epoch> epoch{3};
        auto options = optionsFor(uri);
        options.epoch = &epoch;
        RedisConnection redis(options);
        QVERIFY(redis.command({"SET", "a", "1"}).has_value());
        QCOMPARE(redis.epoch(), Epoch(3));
        m_server.kill();
        const auto lost = redis.command({"GET", "a"});
        QVERIFY(!lost.has_value());
        QCOMPARE(lost.error().kind, ErrorKind::Unreachable);
        QVERIFY(!redis.isOpen());
        QCOMPARE(redis.epoch(), Epoch(3)); // of the last connection
        const auto refused = redis.command({"GET", "a"});
        QVERIFY(!refused.has_value());
        QVERIFY(!redis.lastWasSent());
        ++epoch;
        QVERIFY(m_server.start());
        QTRY_VERIFY_WITH_TIMEOUT(redis.command({"GET", "a"}).has_value(), 1000);
        QVERIFY(redis.command({"GET", "a"})->isNil()); // it was memory
        QCOMPARE(redis.epoch(), Epoch(4));
    }
}

void TestRedisConnection::lostPipelineIsNotMixedWithTheNextConnection()
{
    RedisConnection redis(optionsFor(m_server.uri()));
    QVERIFY(redis.command({"PING"}).has_value());
    for (int i = 0; i < 3; ++i)
        QVERIFY(redis.append({"INCR", "mixed"}).has_value());
    m_server.kill();
    for (int i = 0; i < 3; ++i) {
        const auto answer = redis.reply();
        QVERIFY(!answer.has_value());
        QCOMPARE(answer.error().kind, ErrorKind::Unreachable);
        QVERIFY(redis.lastWasSent()); // some of it may have been
    }
    QVERIFY(m_server.start());
    QTRY_VERIFY_WITH_TIMEOUT(redis.command({"PING"}).has_value(), 1000);
    QCOMPARE(std::string(redis.command({"ECHO", "mine"})->text()), std::string("mine"));
    QVERIFY(redis.command({"GET", "mixed"})->isNil());
}

void TestRedisConnection::epochBelongsToTheProcessThatAnswers()
{
    // Each process is told its number; whoever gets an answer from it must carry that number.
    std::atomic<Epoch> epoch{0};
    std::atomic<bool> isOver{false};
    std::atomic<int> answered{0}, wrong{0};
    const auto uri = m_server.uri();
    std::vector<std::thread> clients;
    for (int i = 0; i < 4; ++i) {
        clients.emplace_back([&] {
            auto options = optionsFor(uri);
            options.epoch = &epoch;
            RedisConnection redis(options);
            while (!isOver) {
                const auto number = redis.command({"GET", "epoch"});
                if (number && !number->isNil()) {
                    ++answered;
                    wrong += number->integer() != redis.epoch();
                }
            }
        });
    }
    int rounds = 0;
    for (int round = 0; round < 6; ++round) {
        m_server.kill();
        ++epoch;
        if (!m_server.start())
            break;
        RedisConnection own(optionsFor(uri));
        const int before = answered;
        if (!own.command({"SET", "epoch", std::to_string(epoch)}))
            break;
        rounds += QTest::qWaitFor([&] { return answered > before + 100; }, 3000);
    }
    isOver = true;
    for (auto &client : clients)
        client.join();
    QCOMPARE(rounds, 6);
    QCOMPARE(wrong.load(), 0);
}

void TestRedisConnection::otherServersBehindThePort_data()
{
    QTest::addColumn<QByteArray>("greeting");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("hangsUp");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("says");
    const QString notRedis = QStringLiteral("does not speak like Redis");
    const int protocol = int(ErrorKind::Protocol), timeout = int(ErrorKind::Timeout);
    QTest::newRow("HTTP") << QByteArray()
                          << QByteArray("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                          << true << protocol << notRedis;
    QTest::newRow("SSH greets") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n") << QByteArray() << false
                                << protocol << notRedis;
    QTest::newRow("hangs up") << QByteArray() << QByteArray() << true << int(ErrorKind::Unreachable)
                              << QStringLiteral("closed the connection");
    QTest::newRow("TLS alert") << QByteArray() << QByteArray("\x15\x03\x01\x00\x02\x02\x46", 7)
                               << true << protocol << QStringLiteral("rediss://");
    QTest::newRow("says nothing") << QByteArray() << QByteArray() << false << timeout
                                  << QStringLiteral("or it is no Redis");
    QTest::newRow("protected mode")
        << QByteArray("-DENIED Redis is running in protected mode\r\n") << QByteArray() << false
        << int(ErrorKind::Denied) << QStringLiteral("protected mode");
}

void TestRedisConnection::otherServersBehindThePort()
{
    QFETCH(QByteArray, greeting);
    QFETCH(QByteArray, answer);
    QFETCH(bool, hangsUp);
    TalkingServer other({greeting, answer, hangsUp});
    auto options = optionsFor("redis://:s3cret@127.0.0.1:" + std::to_string(other.port()));
    options.connectTimeout = 300ms;
    RedisConnection redis(options);
    const auto done = redis.open();
    QVERIFY(!done.has_value());
    QTEST(int(done.error().kind), "kind");
    QFETCH(QString, says);
    const auto text = QString::fromStdString(done.error().text);
    QVERIFY2(text.contains(says), qPrintable(text));
    QVERIFY(!text.contains(QLatin1String("s3cret")));
    QVERIFY(!redis.isOpen());
}

void TestRedisConnection::notThere_data()
{
    QTest::addColumn<QString>("uri");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("says");
    const int unreachable = int(ErrorKind::Unreachable);
    QTest::newRow("unknown host") << QStringLiteral("redis://:s3cret@no-such-host.invalid")
                                  << unreachable << QStringLiteral("no host named");
    QTest::newRow("refused") << QStringLiteral("redis://:s3cret@127.0.0.1:%1").arg(freePort())
                             << unreachable << QStringLiteral("Nothing listens at");
    QTest::newRow("refused IPv6") << QStringLiteral("redis://:s3cret@[::1]:%1").arg(freePort())
                                  << unreachable << QStringLiteral("[::1]");
    QTest::newRow("no socket") << QStringLiteral("unix://:s3cret@/nowhere/r.sock") << unreachable
                               << QStringLiteral("no socket /nowhere/r.sock");
    // One that this user may open, whoever that is.
    const auto program = QCoreApplication::applicationFilePath();
    QTest::newRow("a file") << QStringLiteral("unix://") + program << unreachable << program;
}

void TestRedisConnection::notThere()
{
    QFETCH(QString, uri);
    RedisConnection redis(optionsFor(uri.toStdString()));
    const auto done = redis.open();
    QVERIFY(!done.has_value());
    QTEST(int(done.error().kind), "kind");
    QFETCH(QString, says);
    const auto text = QString::fromStdString(done.error().text);
    QVERIFY2(text.contains(says), qPrintable(text));
    QVERIFY(
        !(text + QString::fromStdString(done.error().detail)).contains(QLatin1String("s3cret")));
    QVERIFY(!done.error().detail.empty());
}

QTEST_GUILESS_MAIN(TestRedisConnection)
#include "tst_redisconnection.moc"
