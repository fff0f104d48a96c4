// SPDX-License-Identifier: GPL-3.0-or-later
// Experiments on real servers: both sides get the same requests, and what policies promise is seen.
#include "support/smallworld.h"

#include "experiment/comparer.h"
#include "experiment/readymade.h"
#include "experiment/turns.h"
#include "scenario/servercounts.h"

#include <QTest>

#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

// The same world without writes: what is asked for twice at once then is asked for in vain.
class OnlyReads final : public Scenario
{
public:
    explicit OnlyReads(SocialProfile &world)
        : m_world(world)
    { }
    const ScenarioText &text() const override { return m_world.text(); }
    Result<Done> prepare(const PostgresOptions &, const Report &, std::stop_token) override
    {
        return Done{};
    }
    Result<bool> isPrepared(PostgresConnection &postgres) const override
    {
        return m_world.isPrepared(postgres);
    }
    Result<Done> drop(const PostgresOptions &, RedisConnection &) const override { return Done{}; }
    void play(DataLayer &layer, Random &random) override { layer.read(m_world.nextRead(random)); }
    WriteAnswer change(DataLayer &layer) override { return m_world.change(layer); }
    std::optional<ReadPlan> readPlanFor(std::string_view key) const override
    {
        return m_world.readPlanFor(key);
    }
    Result<TruthCheck> verifyTruth(
        PostgresConnection &postgres, const TruthLedger &ledger) const override
    {
        return m_world.verifyTruth(postgres, ledger);
    }

private:
    SocialProfile &m_world;
};

class TestCompare : public QObject
{
    Q_OBJECT
    SmallWorld world;
    OnlyReads onlyReads{world.scenario};

    Laboratory lab()
    {
        return {world.redisOptions(), world.appOptions(), world.ownerOptions(), world.scenario,
            world.clock, true, true};
    }
    Laboratory readingLab()
    {
        return {world.redisOptions(), world.appOptions(), world.ownerOptions(), onlyReads,
            world.clock, true, true};
    }
    static Experiment quick(const char *id)
    {
        auto experiment = *readyExperiment(QLatin1String(id));
        experiment.repeats = 2;
        experiment.length = 2s;
        experiment.warmTurns = 1500;
        return experiment;
    }
    Result<ComparisonResult> run(const Experiment &experiment)
    {
        auto result = compare(lab(), experiment, {});
        if (!result)
            qWarning("%s %s", result.error().text.c_str(), result.error().detail.c_str());
        else
            qInfo("%s", qPrintable(comparisonText(*result)));
        return result;
    }
    std::string redisSetting(const char *name)
    {
        const auto reply = world.watcher->command({"CONFIG", "GET", name});
        return reply ? std::string((*reply)[1].text()) : std::string();
    }
    static bool agree(const ComparisonResult &result)
    {
        return result.redisAgrees() && result.postgresAgrees();
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(world.start()); }

    void theSameSeedIsTheSameSequence()
    {
        const auto keys = [this](std::uint64_t seed) {
            const auto layer = world.layer();
            const auto now = world.clock.now();
            Turns turns({seed, 300, 0, now, now + 20s}, world.scenario, world.clock);
            turns.play(*layer, {});
            std::vector<std::string> all;
            for (const auto &request : world.requests())
                all.emplace_back(request.key.view());
            return all;
        };
        const auto first = keys(7);
        QVERIFY(first.size() >= 300);
        QCOMPARE(keys(7), first);
        QVERIFY(keys(8) != first);
    }

    void withoutTheCacheNothingHitsAndPostgresDoesTheWork()
    {
        const auto result = run(quick("need"));
        QVERIFY(result);
        QVERIFY(agree(*result));
        QVERIFY(result->sameRequests());
        QVERIFY(result->keptUp());
        for (std::size_t i = 0; i < 2; ++i) {
            const auto &with = result->runs[0][i];
            const auto &without = result->runs[1][i];
            QVERIFY2(
                with.counts.hitRate() > 0.8, qPrintable(QString::number(with.counts.hitRate())));
            QCOMPARE(without.value(Measure::HitRate), 0.0);
            QVERIFY(without.counts.queries() > 3 * with.counts.queries());
        }
    }

    void oneQueryPerMissIsOneQuery()
    {
        auto experiment = quick("stampede");
        experiment.rate = 0; // the small world's queries are quick: only a crowd meets in them
        experiment.disturbances.front().from = experiment.disturbances.front().every = 50ms;
        const auto result = compare(readingLab(), experiment, {});
        QVERIFY(result);
        QVERIFY(agree(*result));
        for (std::size_t i = 0; i < 2; ++i) {
            QCOMPARE(result->runs[0][i].worstStampede, 1u);
            QVERIFY(result->runs[1][i].worstStampede > 1);
        }
        QCOMPARE(result->verdict.better, 0);
    }

    void deletingOnWriteServesNothingOutdated()
    {
        const auto result = run(quick("writes"));
        QVERIFY(result);
        QVERIFY(agree(*result));
        for (std::size_t i = 0; i < 2; ++i) {
            QCOMPARE(result->runs[0][i].counts.stale(), 0u);
            QVERIFY(result->runs[1][i].counts.stale() > 0);
            QVERIFY(result->runs[1][i].oldestStale > 0ns);
        }
        QCOMPARE(result->verdict.better, 0);
    }

    void spreadExpiryTimesDoNotFallTogether()
    {
        auto experiment = quick("cliff");
        experiment.length = 3s;
        for (auto &side : experiment.sides)
            side.policies.ttl = 2s;
        const auto result = compare(readingLab(), experiment, {});
        QVERIFY(result);
        QVERIFY(agree(*result));
        // Together: none before 2 s is over. Spread over ± 20 %: some a good while before.
        constexpr std::size_t Before = 1600ms / RunFigures::SliceLength;
        for (std::size_t i = 0; i < 2; ++i) {
            const auto spread = result->runs[0][i].slices[Before].queries;
            const auto together = result->runs[1][i].slices[Before].queries;
            QVERIFY2(spread > together,
                qPrintable(QStringLiteral("%1 and %2").arg(spread).arg(together)));
        }
    }

    void redisIsSetUpForASideAndPutBack()
    {
        QVERIFY(world.watcher->command({"CONFIG", "SET", "maxmemory-policy", "volatile-ttl"}));
        QVERIFY(world.watcher->command({"CONFIG", "SET", "maxmemory", "50000000"}));
        auto experiment = quick("eviction");
        for (auto &side : experiment.sides)
            side.policies.roomForKeys = 60'000; // about half of the small world
        // Redis sets aside some 100 kB for statistics of each command when it is first used, more
        // than all of these keys: the first run is for that.
        QVERIFY(run(experiment));
        const auto result = run(experiment);
        QVERIFY(result);
        QVERIFY(agree(*result));
        QVERIFY(result->runs[0][0].evicted > 0);
        QVERIFY(result->runs[1][0].evicted > 0);
        QCOMPARE(redisSetting("maxmemory"), std::string("50000000"));
        QCOMPARE(redisSetting("maxmemory-policy"), std::string("volatile-ttl"));

        auto foreign = lab();
        foreign.mayConfigureRedis = false;
        QVERIFY(!compare(foreign, experiment, {}));
    }

    void cancellingEndsSoonAndPutsEverythingBack()
    {
        auto experiment = quick("eviction");
        experiment.length = 60s;
        std::stop_source stop;
        std::jthread canceller([&stop] {
            std::this_thread::sleep_for(3500ms);
            stop.request_stop();
        });
        const auto began = world.clock.now();
        std::string during;
        const auto result
            = compare(lab(), experiment, stop.get_token(), [&](const ComparisonProgress &progress) {
                  if (progress.share > 0 && during.empty())
                      during = redisSetting("maxmemory-policy");
              });
        QVERIFY(!result);
        QCOMPARE(result.error().code, std::string("cancelled"));
        QVERIFY(world.clock.now() - began < 8s);
        QCOMPARE(during, std::string("allkeys-lfu"));
        QCOMPARE(redisSetting("maxmemory-policy"), std::string("volatile-ttl"));
        QCOMPARE(redisSetting("maxmemory"), std::string("50000000"));
        QCOMPARE((*world.watcher->command({"DBSIZE"})).integer(), 0);
    }

    void aServerThatIsGoneIsAnError()
    {
        auto gone = lab();
        gone.redis.address = *RedisAddress::parse("unix:///nowhere/r.sock");
        const auto result = compare(gone, quick("need"), {});
        QVERIFY(!result);
        QCOMPARE(result.error().kind, ErrorKind::Unreachable);
    }
};

QTEST_GUILESS_MAIN(TestCompare)
#include "tst_compare.moc"
