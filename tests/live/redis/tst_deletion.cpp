// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/deletion.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"
#include "support/redisgroups.h"
#include "support/testservers.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

// What a deletion says it deleted is what the server has lost.
class TestDeletion : public QObject
{
    Q_OBJECT
    using State = DeletionProgress::State;
    TestRedis m_redis;
    std::unique_ptr<RedisConnection> m_owner;

    Result<RedisReply> order(std::initializer_list<std::string_view> words)
    {
        return m_owner->command(words);
    }
    std::int64_t size()
    {
        const auto reply = order({"DBSIZE"});
        return reply ? reply->integer() : -99;
    }
    bool fill(const std::string &prefix, int count)
    {
        return order(
            {"EVAL", "for i = 1, tonumber(ARGV[2]) do redis.call('SET', ARGV[1] .. i, i) end", "0",
                prefix, std::to_string(count)})
            .has_value();
    }
    QString uri() const { return QString::fromStdString(m_redis.uri()); }
    // The server's own record of UNLINK.
    std::int64_t unlinks()
    {
        const auto stats = order({"INFO", "commandstats"});
        const auto line = stats ? infoLine(stats->text(), "cmdstat_unlink") : std::string_view{};
        return line.starts_with("calls=") ? std::atoll(line.data() + 6) : 0;
    }

private Q_SLOTS:
    void initTestCase();
    void init();
    void deletesWhatMatches();
    void byName();
    void stoppedHalfWay();
    void pausesAndGoesOn();
    void keepsThePace();
    void keysThatComeMeanwhile();
    void endsWithItsOwner();
    void doesNotHoldUpItsOwner();
    void silentServer();
    void killedServer();
    void refusal();
    void byNodeInACluster();
};

void TestDeletion::initTestCase()
{
    QVERIFY(m_redis.start());
    RedisOptions options{*RedisAddress::parse(m_redis.uri())};
    options.commandTimeout = 10s;
    m_owner = std::make_unique<RedisConnection>(options);
}

void TestDeletion::init()
{
    QVERIFY(m_owner->open());
    QVERIFY(order({"FLUSHALL"}));
    QVERIFY(order({"CONFIG", "RESETSTAT"}));
}

void TestDeletion::deletesWhatMatches()
{
    QVERIFY(fill("old:", 3000) && fill("new:", 500));
    Deletion deletion(uri(), {0, "old:*", {}}, {100, 1e6}, 3000);
    QSignalSpy finished(&deletion, &Deletion::finished);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
    const auto &progress = deletion.progress();
    QCOMPARE(progress.state, State::Done);
    QCOMPARE(progress.deleted, 3000);
    QCOMPARE(progress.gone, 0);
    QCOMPARE(progress.unsure, 0);
    QCOMPARE(size(), 500);
    QVERIFY2(progress.text().contains(QStringLiteral("that was all")), qPrintable(progress.text()));
    QTest::qWait(250);
    QCOMPARE(finished.count(), 1);
}

void TestDeletion::byName()
{
    const std::string binary("\0\xff\r\n", 4);
    QVERIFY(order({"SET", "a", "1"}) && order({"SET", binary, "2"}) && order({"SET", "keep", "3"}));
    Deletion deletion(uri(), {0, {}, {"a", binary, "never there"}}, {});
    QSignalSpy finished(&deletion, &Deletion::finished);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 10'000);
    QCOMPARE(deletion.progress().deleted, 2);
    QCOMPARE(deletion.progress().gone, 1);
    QCOMPARE(size(), 1);
}

void TestDeletion::stoppedHalfWay()
{
    QVERIFY(fill("old:", 20'000));
    Deletion deletion(uri(), {0, "old:*", {}}, {100, 5000}, 20'000);
    QSignalSpy finished(&deletion, &Deletion::finished);
    QTRY_VERIFY_WITH_TIMEOUT(deletion.progress().deleted > 2000, 20'000);
    deletion.stop();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 10'000);
    const auto progress = deletion.progress();
    QCOMPARE(progress.state, State::Stopped);
    QVERIFY(progress.deleted < 20'000);
    QCOMPARE(progress.deleted, 20'000 - size());
    QCOMPARE(progress.unsure, 0);
    const auto calls = unlinks(); // of a hundred keys at most
    QVERIFY2(calls > 0 && calls * 100 >= progress.deleted && calls * 50 < progress.deleted,
        qPrintable(QString::number(calls)));
    QVERIFY2(
        progress.text().endsWith(QStringLiteral("stopped by you.")), qPrintable(progress.text()));
    QTest::qWait(300);
    QCOMPARE(size(), 20'000 - progress.deleted); // and nothing goes on
}

void TestDeletion::pausesAndGoesOn()
{
    QVERIFY(fill("old:", 5000));
    Deletion deletion(uri(), {0, "old:*", {}}, {50, 3000}, 5000);
    QSignalSpy finished(&deletion, &Deletion::finished);
    QTRY_VERIFY_WITH_TIMEOUT(deletion.progress().deleted > 200, 10'000);
    deletion.pause();
    QTRY_COMPARE_WITH_TIMEOUT(deletion.progress().state, State::Paused, 10'000);
    const auto before = size();
    QCOMPARE(before, 5000 - deletion.progress().deleted);
    QTest::qWait(500);
    QCOMPARE(size(), before);
    deletion.resume();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
    QCOMPARE(deletion.progress().deleted, 5000);
    QCOMPARE(size(), 0);
}

void TestDeletion::keepsThePace()
{
    QVERIFY(fill("old:", 1500));
    QElapsedTimer clock;
    clock.start();
    Deletion deletion(uri(), {0, "old:*", {}}, {100, 1000});
    QSignalSpy finished(&deletion, &Deletion::finished);
    QSignalSpy progressed(&deletion, &Deletion::progressed);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
    QVERIFY2(clock.elapsed() >= 1350, qPrintable(QString::number(clock.elapsed())));
    QVERIFY(progressed.count() <= clock.elapsed() / 100 + 2);
    // SCAN may name some keys twice while the table shrinks: one batch more, of none that is there.
    QVERIFY2(unlinks() == 15 || unlinks() == 16, qPrintable(QString::number(unlinks())));
}

// One round of SCAN: it comes to an end however much is added, and what it says stays true.
void TestDeletion::keysThatComeMeanwhile()
{
    QVERIFY(fill("old:", 3000));
    Deletion deletion(uri(), {0, "old:*", {}}, {100, 3000});
    QSignalSpy finished(&deletion, &Deletion::finished);
    std::int64_t added = 0;
    while (finished.count() == 0 && added < 100'000) {
        QVERIFY(order({"SET", "old:later:" + std::to_string(added++), "x"}));
        QTest::qWait(1);
    }
    QCOMPARE(finished.count(), 1);
    QVERIFY(deletion.progress().deleted >= 3000);
    QCOMPARE(deletion.progress().deleted, 3000 + added - size());
    QCOMPARE(order({"EVAL", "return #redis.call('KEYS', 'old:[0-9]*')", "0"})->integer(), 0);
}

void TestDeletion::endsWithItsOwner()
{
    QVERIFY(fill("old:", 20'000));
    {
        Deletion deletion(uri(), {0, "old:*", {}}, {100, 2000});
        QTRY_VERIFY_WITH_TIMEOUT(deletion.progress().deleted > 0, 10'000);
    }
    QTest::qWait(300); // the batch that was under way
    const auto left = size();
    QVERIFY(left > 0);
    QTest::qWait(300);
    QCOMPARE(size(), left);
    { // while it is paused, too
        Deletion deletion(uri(), {0, "old:*", {}}, {});
        deletion.pause();
        QTRY_COMPARE_WITH_TIMEOUT(deletion.progress().state, State::Paused, 10'000);
    }
}

// Whoever owns it, a window, does not hang on a server that is silent: three seconds a command.
void TestDeletion::doesNotHoldUpItsOwner()
{
    QVERIFY(fill("old:", 20'000));
    auto deletion = std::make_unique<Deletion>(
        uri(), InvalidationTarget{0, "old:*", {}}, Deletion::Pace{100, 5000});
    QTRY_VERIFY_WITH_TIMEOUT(deletion->progress().deleted > 500, 10'000);
    m_redis.pause();
    QTest::qWait(300); // it waits for an answer by now
    QElapsedTimer clock;
    clock.start();
    deletion.reset();
    const auto took = clock.elapsed();
    m_redis.resume();
    QVERIFY2(took < 1500, qPrintable(QString::number(took)));
    QTest::qWait(300);
    const auto left = size();
    QVERIFY(left > 0);
    QTest::qWait(300);
    QCOMPARE(size(), left);
}

// The server hears the command, but nobody hears the answer.
void TestDeletion::silentServer()
{
    QVERIFY(fill("old:", 20'000));
    Deletion deletion(uri(), {0, "old:*", {}}, {100, 5000}, 20'000);
    QSignalSpy finished(&deletion, &Deletion::finished);
    QTRY_VERIFY_WITH_TIMEOUT(deletion.progress().deleted > 500, 10'000);
    m_redis.pause();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
    m_redis.resume();
    const auto progress = deletion.progress();
    QCOMPARE(progress.state, State::Failed);
    QVERIFY(!progress.error.text.empty());
    QVERIFY(m_owner->open());
    const auto lost = 20'000 - size();
    // Frozen in the middle of a batch, or of a SCAN, which deletes nothing.
    QVERIFY(progress.unsure == 0 || progress.unsure == 100);
    QVERIFY2(lost >= progress.deleted && lost <= progress.deleted + progress.unsure,
        qPrintable(
            QStringLiteral("%1, %2 + %3").arg(lost).arg(progress.deleted).arg(progress.unsure)));
    QCOMPARE(progress.text().contains(QStringLiteral("may be gone or not")), progress.unsure > 0);
}

void TestDeletion::killedServer()
{
    QVERIFY(fill("old:", 20'000));
    Deletion deletion(uri(), {0, "old:*", {}}, {100, 5000}, 20'000);
    QSignalSpy finished(&deletion, &Deletion::finished);
    QTRY_VERIFY_WITH_TIMEOUT(deletion.progress().deleted > 500, 10'000);
    m_redis.kill();
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 20'000);
    QCOMPARE(deletion.progress().state, State::Failed);
    QVERIFY(deletion.progress().deleted + deletion.progress().unsure < 20'000);
    QVERIFY(m_redis.start());
    m_owner->close();
    QTRY_VERIFY(m_owner->open());
}

// A user without the right: an error that says so, and no keys that may be gone.
void TestDeletion::refusal()
{
    QVERIFY(fill("old:", 100));
    QVERIFY(order({"ACL", "SETUSER", "reader", "on", ">pw", "~*", "+@read", "+@connection", "+info",
        "+ping"}));
    Deletion deletion(
        QStringLiteral("unix://reader:pw@%1").arg(m_redis.socket()), {0, "old:*", {}}, {});
    QSignalSpy finished(&deletion, &Deletion::finished);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 10'000);
    QCOMPARE(deletion.progress().state, State::Failed);
    QCOMPARE(deletion.progress().error.code, std::string("NOPERM"));
    QCOMPARE(deletion.progress().unsure, 0);
    QCOMPARE(size(), 100);
}

void TestDeletion::byNodeInACluster()
{
    TestRedisCluster cluster(3, 0);
    QVERIFY(cluster.start());
    std::vector<std::unique_ptr<RedisConnection>> nodes;
    for (int i = 0; i < cluster.size(); ++i)
        nodes.push_back(
            std::make_unique<RedisConnection>(RedisOptions{*RedisAddress::parse(cluster.uri(i))}));
    const auto all = [&] {
        std::int64_t sum = 0;
        for (auto &node : nodes)
            sum += node->command({"DBSIZE"})->integer();
        return sum;
    };
    std::vector<std::string> keys;
    for (int i = 0; i < 600; ++i) {
        keys.push_back("old:" + std::to_string(i));
        for (auto &node : nodes) {
            if (node->command({"SET", keys.back(), "x"}))
                break;
        }
    }
    QCOMPARE(all(), 600);
    {
        Deletion some(QString::fromStdString(cluster.uri(0)),
            {0, {}, {keys.begin(), keys.begin() + 50}}, {20, 1e6});
        QSignalSpy finished(&some, &Deletion::finished);
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 10'000);
        QCOMPARE(some.progress().deleted, 50);
        QCOMPARE(all(), 550);
    }
    Deletion deletion(QString::fromStdString(cluster.uri(2)), {0, "old:*", {}}, {20, 1e6}, 550);
    QSignalSpy finished(&deletion, &Deletion::finished);
    QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 10'000);
    QCOMPARE(deletion.progress().state, State::Done);
    QCOMPARE(deletion.progress().deleted, 550);
    QCOMPARE(all(), 0);
}

QTEST_GUILESS_MAIN(TestDeletion)
#include "tst_deletion.moc"
