// SPDX-License-Identifier: GPL-3.0-or-later
// Traffic that is as it should be gives no finding, however it goes up and down; and the same looks
// give the same findings.
#include "app/findings/watchedworld.h"

#include <QTest>

#include <cmath>
#include <numbers>
#include <random>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;
using Kind = FindingKind;

namespace {
std::uint64_t whole(double value)
{
    return static_cast<std::uint64_t>(std::max(0.0, std::round(value)));
}

// Traffic of `load` (1: as the world has it), with chance in every figure.
class Chance
{
public:
    explicit Chance(unsigned seed)
        : m_random(seed)
    { }
    void apply(WatchedWorld &world, double load, double hitRate)
    {
        const double asks = poisson(1000 * load);
        std::binomial_distribution<int> hits(int(asks), hitRate);
        world.redis.counts.hits = std::uint64_t(hits(m_random));
        world.redis.counts.misses = whole(asks) - world.redis.counts.hits;
        world.redis.counts.expired = whole(poisson(20 * load));
        auto &get = world.redis.commands[0];
        get.calls = whole(asks);
        get.latencies = {};
        for (int i = 0; i < 50;
             ++i) // 50 stand for all: log-normal, one in a hundred four times as slow
            get.latencies.add(
                Duration(std::int64_t(1e3 * std::exp(m_normal(m_random) * 0.6 + std::log(60.0)))),
                whole(asks / 50));
        get.time = Duration(std::int64_t(asks * 60e3));
        const double misses = double(world.redis.counts.misses);
        world.statement(1, {}, whole(poisson(misses)),
            Duration(std::int64_t(2e6 * std::exp(0.2 * m_normal(m_random)))));
        world.statement(2, {}, whole(poisson(20 * load)),
            Duration(std::int64_t(1e6 * std::exp(0.2 * m_normal(m_random)))));
        world.postgres.counts.blocksHit = whole(poisson(9'900 * load));
        world.postgres.counts.blocksRead = whole(poisson(100 * load));
        world.postgres.state.waitingForLocks = m_random() % 10 == 0 ? 1 : 0;
        world.postgres.state.sessions = 20 + m_random() % 10;
        world.redis.state.clients = 100 + m_random() % 50;
    }

private:
    double poisson(double mean)
    {
        return mean <= 0 ? 0 : double(std::poisson_distribution<int>(mean)(m_random));
    }
    std::mt19937 m_random;
    std::normal_distribution<double> m_normal;
};

FindingsLimits limitsOf(std::chrono::minutes before)
{
    FindingsLimits limits;
    limits.before = before;
    return limits;
}
} // namespace

class TestFindingsQuiet : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void healthyAndNoisy()
    {
        for (unsigned seed = 1; seed <= 3; ++seed) {
            WatchedWorld world;
            Chance chance(seed);
            world.pass(500, [&](int) { chance.apply(world, 1, 0.97); });
            QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
            QCOMPARE(world.changes, 0);
        }
    }

    void poorButSteady() // a bad hit rate that never was better is no change
    {
        WatchedWorld world;
        Chance chance(7);
        world.pass(400, [&](int) { chance.apply(world, 0.2, 0.6); });
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
    }

    void idle()
    {
        WatchedWorld world;
        world.redis.counts = {};
        world.redis.commands.clear();
        world.postgres.counts = {};
        world.postgres.statements.clear();
        world.pass(300);
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
        // And then work begins, on a cache that is as warm as ever.
        WatchedWorld begins;
        Chance chance(3);
        begins.pass(300, [&](int second) { chance.apply(begins, second < 150 ? 0 : 1, 0.97); });
        QVERIFY2(begins.findings.all().empty(), begins.sentences().c_str());
    }

    void growingSlowly()
    {
        WatchedWorld world;
        Chance chance(11);
        PatternFigures figures;
        figures.pattern = "profile:*";
        figures.sampled = 500;
        figures.withoutExpiry = 1;
        figures.keysError = 100;
        world.patterns = {figures};
        world.pass(900, [&](int second) { // 4 % in ten minutes, and twice the traffic in an hour
            chance.apply(world, 1 + second / 3600.0, 0.97);
            world.patterns[0].keys = 100'000 + 7.0 * second;
            world.patterns[0].bytes = world.patterns[0].keys * 300;
            world.redis.state.keys = 110'000 + std::uint64_t(7 * second);
            world.redis.state.usedMemory += 2000;
            world.postgres.state.sessions += std::uint64_t(second / 100);
        });
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
    }

    void aDaysWave() // from night to noon: twenty times the traffic, ten points of hit rate
    {
        WatchedWorld world(limitsOf(4min));
        Chance chance(5);
        const int halfDay = 1500; // steeper than any real day
        world.pass(halfDay, [&](int second) {
            const double phase = 0.5 - 0.5 * std::cos(std::numbers::pi * second / halfDay);
            chance.apply(world, 0.1 + 1.9 * phase, 0.88 + 0.09 * phase);
        });
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
    }

    void pollingSeldomOrWithGaps()
    {
        WatchedWorld world;
        Chance chance(9);
        for (int i = 0; i < 100; ++i) {
            world.pass(3, [&](int) { chance.apply(world, 1, 0.97); });
            if (i % 10 == 0)
                world.now += 40s; // paused
        }
        QVERIFY2(world.findings.all().empty(), world.sentences().c_str());
    }

    void aLongPauseEndsNothingByItself()
    {
        WatchedWorld world;
        world.pass(100);
        world.redis.counts.evicted = 200;
        world.pass(40);
        QVERIFY(world.goesOn(Kind::EvictionsBegan));
        // Nobody looks, but the window asks.
        for (int i = 0; i < 120; ++i) {
            world.now += 1s;
            world.findings.look(world.input());
        }
        QVERIFY(world.goesOn(Kind::EvictionsBegan));
    }

    void theSameLooksGiveTheSameFindings()
    {
        const auto play = [] {
            WatchedWorld world;
            Chance chance(21);
            world.pass(260, [&](int second) {
                chance.apply(world, 1, second < 150 ? 0.97 : 0.7);
                world.redis.counts.evicted = second < 140 ? 0 : 150;
                world.postgres.counts.deadlocks = second == 200 ? 1 : 0;
            });
            return world.findings.all();
        };
        const auto once = play(), again = play();
        QVERIFY(once.size() >= 3);
        QVERIFY(once == again);
    }

    void atMostTwoHundredAreKept()
    {
        WatchedWorld world;
        world.pass(10);
        for (int i = 0; i < 400; ++i) {
            world.redis.slow = {{i, 1000 + i, 200ms, "CMD" + std::to_string(i), "c"}};
            world.pass(1);
        }
        QVERIFY(world.findings.all().size() <= 200);
        QVERIFY(!world.findings.all().front().isOver());
        QVERIFY(world.findings.all().back().isOver());
    }
};

QTEST_GUILESS_MAIN(TestFindingsQuiet)
#include "tst_findingsquiet.moc"
