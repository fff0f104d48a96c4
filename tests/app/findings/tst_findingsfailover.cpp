// SPDX-License-Identifier: GPL-3.0-or-later
// What is said while another server takes over, and after it.
#include "app/findings/watchedworld.h"

#include <QTest>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;
using Level = Finding::Level;

class TestFindingsFailover : public QObject
{
    Q_OBJECT

    static void takeAway(WatchedWorld &world)
    {
        world.redis.health = ServerChange::State::Lost;
        world.redis.failover
            = Failover{Failover::By::Sentinels, world.now, SinceStart{-1}, "10.0.0.5:6379", {}};
    }
    static void bringBack(WatchedWorld &world)
    {
        world.redis.health = ServerChange::State::Up;
        world.redis.failover.reset();
    }

private Q_SLOTS:
    void goesOnAndIsOver()
    {
        WatchedWorld world;
        world.pass(30);
        takeAway(world);
        world.pass(1); // at once
        QVERIFY(world.goesOn(Kind::Failover));
        QCOMPARE(world.find(Kind::Failover)->level, Level::Problem);
        world.pass(6);
        QVERIFY2(world.sentences().find("Redis is failing over. The old primary 10.0.0.5:6379 does "
                                        "not answer; waiting for the Sentinels to name a new one, "
                                        "for 7 s now.")
                != std::string::npos,
            world.sentences().c_str());
        const auto story = world.findings.story();
        QCOMPARE(story.size(), std::size_t(2));
        QCOMPARE(story[0].kind, Kind::RedisAway); // first it is gone, then it is replaced
        QCOMPARE(story[1].kind, Kind::Failover);

        world.redis.failover->until = world.now;
        world.redis.failover->to = "10.0.0.6:6379";
        world.redis.health = ServerChange::State::Up;
        world.pass(1);
        world.redis.failover.reset(); // is told once
        const auto *over = world.find(Kind::Failover);
        QCOMPARE(over->sentence,
            QStringLiteral("Redis failed over from 10.0.0.5:6379 to 10.0.0.6:6379; it took 7 s."));
        QCOMPARE(over->level, Level::Warning);
        QCOMPARE(over->evidence.size(), std::size_t(2));
        QVERIFY(over->next.contains(QStringLiteral("may be lost")));
        world.pass(120);
        QCOMPARE(std::count_if(world.findings.all().begin(), world.findings.all().end(),
                     [](const Finding &one) { return one.kind == Kind::Failover; }),
            std::ptrdiff_t(1)); // and not again when it is forgotten
        QVERIFY(world.find(Kind::Failover)->isOver());
        QVERIFY(world.find(Kind::Failover)->sentence.endsWith(QStringLiteral("it took 7 s.")));
    }

    void betweenTwoLooksOfTheRules()
    {
        WatchedWorld world;
        world.pass(30);
        const auto at = world.now;
        RedisLook look = world.redis; // taken in, and the next has come before the rules look
        look.failover = Failover{Failover::By::Cluster, at, at, "a:1", "b:1"};
        world.findings.take(look);
        world.pass(2);
        QVERIFY(world.goesOn(Kind::Failover));
        QCOMPARE(world.find(Kind::Failover)->sentence,
            QStringLiteral("Redis failed over from a:1 to b:1.")); // too quick to be timed
    }

    void theOldOneComesBack()
    {
        WatchedWorld world;
        world.pass(30);
        takeAway(world);
        world.pass(5);
        bringBack(world);
        world.pass(3);
        QVERIFY2(!world.goesOn(Kind::RedisAway) && !world.goesOn(Kind::Failover),
            world.sentences().c_str()); // soon: that it is away would not be true any more
        world.pass(60);
        const auto *finding = world.find(Kind::Failover);
        QVERIFY(finding && finding->isOver());
        QVERIFY2(finding->sentence.contains(
                     QStringLiteral("was gone; no other server was seen to take over")),
            qPrintable(finding->sentence));
    }

    void aRestartOfPostgresIsNone()
    {
        WatchedWorld world;
        world.pass(30);
        const auto lose = [&world] {
            world.postgres.health = ServerChange::State::Lost;
            world.postgres.failover
                = Failover{Failover::By::Hosts, world.now, SinceStart{-1}, "db1:5432", {}};
        };
        lose();
        world.pass(1); // nobody announces it there, so a moment says nothing
        world.postgres.health = ServerChange::State::Up;
        world.postgres.failover.reset();
        world.pass(60);
        QVERIFY2(!world.find(Kind::Failover), world.sentences().c_str());
        lose();
        world.pass(5);
        QVERIFY(world.goesOn(Kind::Failover));
        QVERIFY2(world.sentences().find("PostgreSQL is failing over. The old primary db1:5432 "
                                        "cannot be used, while a standby answers; waiting")
                != std::string::npos,
            world.sentences().c_str());
    }
};

QTEST_GUILESS_MAIN(TestFindingsFailover)
#include "tst_findingsfailover.moc"
