// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"
#include "support/smallworld.h"

#include <QTest>

#include <algorithm>
#include <barrier>
#include <future>
#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {
const Step *stepOf(const Request &request, StepKind kind)
{
    for (const Step &step : request.parts()) {
        if (step.kind == kind)
            return &step;
    }
    return nullptr;
}

template <typename Check> bool becomesTrue(Check check, std::chrono::milliseconds atMost)
{
    const auto deadline = std::chrono::steady_clock::now() + atMost;
    while (!check()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::yield();
    }
    return true;
}
} // namespace

class TestDataLayer : public QObject
{
    Q_OBJECT
    SmallWorld world;
    std::unique_ptr<DataLayer> layer;

    std::int64_t ttlOf(const std::string &key)
    {
        return world.watcher->command({"PTTL", key})->integer();
    }
    ReadPlan count(std::size_t account = 0) const
    {
        return world.scenario.readPlan(SocialProfile::FollowerCount, account);
    }
    ReadPlan profile(std::size_t account = 0) const
    {
        return world.scenario.readPlan(SocialProfile::Profile, account);
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(world.start()); }
    void init()
    {
        QVERIFY(world.redis.isRunning());
        QVERIFY(world.flush());
        world.policies.cache = true;
        world.policies.ttlMs = 30'000;
        world.policies.jitter = false;
        world.policies.singleFlight = true;
        world.policies.invalidateOnWrite = true;
        layer = world.layer();
        world.requests();
    }

    void aMissFillsAndThenHits_data()
    {
        QTest::addColumn<int>("operation");
        QTest::newRow("string: follower count") << int(SocialProfile::FollowerCount);
        QTest::newRow("string: profile") << int(SocialProfile::Profile);
        QTest::newRow("list: feed") << int(SocialProfile::Feed);
        QTest::newRow("hash: session") << int(SocialProfile::Session);
    }
    void aMissFillsAndThenHits()
    {
        QFETCH(int, operation);
        const auto plan = world.scenario.readPlan(SocialProfile::Operation(operation), 3);
        const auto before = world.counted();
        const auto missed = layer->read(plan);
        const auto hit = layer->read(plan);
        const auto after = world.counted();
        QCOMPARE(missed.outcome, Outcome::Miss);
        QCOMPARE(hit.outcome, Outcome::Hit);
        QVERIFY(!hit.value.parts.empty());
        QCOMPARE(hit.value.parts, missed.value.parts);
        QCOMPARE(hit.value.version, missed.value.version);
        QVERIFY(hit.value.version > 0);
        QVERIFY(!hit.stale);

        // Each read is one look-up, a fill is none, and a miss is one statement.
        QCOMPARE(after.hits - before.hits, 1u);
        QCOMPARE(after.misses - before.misses, 1u);
        QCOMPARE(after.queries - before.queries, 1u);

        const auto requests = world.requests();
        QCOMPARE(requests.size(), 2u);
        QCOMPARE(requests[0].stepCount, 3);
        QCOMPARE(requests[0].steps[0].result, StepResult::Miss);
        QCOMPARE(requests[0].steps[1].kind, StepKind::Query);
        QCOMPARE(requests[0].steps[2].kind, StepKind::CacheWrite);
        QCOMPARE(requests[0].steps[2].result, StepResult::Ok);
        QCOMPARE(requests[0].ttl, Duration(30s));
        QVERIFY(requests[0].steps[0].offset <= requests[0].steps[1].offset);
        QCOMPARE(world.statements.text(requests[0].steps[1].statement),
            std::string_view(plan.loader->sql));
        QCOMPARE(requests[1].stepCount, 1);
        QCOMPARE(requests[1].steps[0].result, StepResult::Hit);
        QCOMPARE(requests[1].valueSize, requests[0].valueSize);
        QVERIFY(requests[1].value == requests[0].value);
        const auto ttl = ttlOf(plan.key);
        QVERIFY2(ttl > 25'000 && ttl <= 30'000, qPrintable(QString::number(ttl)));
    }

    void theCountIsTheRealOne()
    {
        QCOMPARE(layer->read(count()).value.parts.front(), std::string("5000"));
        QCOMPARE(layer->read(count(1)).value.parts.front(), std::string("500"));
    }

    void withoutJitterAllLiveEquallyLong()
    {
        world.policies.ttlMs = 10'000;
        for (std::size_t i = 0; i < 20; ++i)
            layer->read(count(i));
        for (const auto &request : world.requests())
            QCOMPARE(request.ttl, Duration(10s));
    }

    void jitterSpreadsByTwentyPercent()
    {
        world.policies.ttlMs = 10'000;
        world.policies.jitter = true;
        for (std::size_t i = 0; i < 200; ++i)
            layer->read(count(i));
        Duration least = 1h, most{};
        for (const auto &request : world.requests()) {
            least = std::min(least, request.ttl);
            most = std::max(most, request.ttl);
            const auto real = ttlOf(request.key.str());
            const auto told = std::chrono::duration_cast<std::chrono::milliseconds>(request.ttl);
            QVERIFY(real <= told.count() && real > told.count() - 2500);
        }
        QVERIFY(least >= 8s && least < 8400ms);
        QVERIFY(most <= 12s && most > 11600ms);
    }

    void sixtyFourMissesAreOneQuery()
    {
        constexpr int Clients = 64, Rounds = 25;
        std::vector<std::unique_ptr<DataLayer>> layers;
        for (int i = 0; i < Clients; ++i) {
            layers.push_back(world.layer());
            layers.back()->read(profile(static_cast<std::size_t>(i))); // connects both
        }
        for (int round = 0; round < Rounds; ++round) {
            world.flush();
            world.requests();
            const auto before = world.counted();
            std::barrier line(Clients);
            std::vector<std::thread> threads;
            for (auto &one : layers) {
                threads.emplace_back([&line, &one, plan = count()] {
                    line.arrive_and_wait();
                    one->read(plan);
                });
            }
            for (auto &thread : threads)
                thread.join();
            const auto after = world.counted();
            int missed = 0, queries = 0, waited = 0, hits = 0;
            std::uint64_t lookedUp = 0;
            for (const auto &request : world.requests()) {
                missed += request.outcome == Outcome::Miss;
                waited += request.outcome == Outcome::Coalesced;
                hits += request.outcome == Outcome::Hit;
                queries += stepOf(request, StepKind::Query) != nullptr;
                lookedUp += stepOf(request, StepKind::CacheRead)->result == StepResult::Miss;
            }
            QCOMPARE(after.queries - before.queries, 1u);
            QCOMPARE(queries, 1);
            QCOMPARE(missed, 1);
            QCOMPARE(waited + hits, Clients - 1);
            QCOMPARE(after.misses - before.misses, lookedUp);
        }
    }

    void withoutSingleFlightEachAsksForItself()
    {
        world.policies.singleFlight = false;
        const auto other = world.layer();
        other->read(profile(9));
        world.requests();
        auto loader = *count().loader; // as slow as needed: the other reads while it loads
        loader.value = [&, real = loader.value](const Rows &rows) {
            other->read(count());
            return real(rows);
        };
        auto plan = count();
        plan.loader = &loader;
        layer->read(plan);
        int queries = 0;
        for (const auto &request : world.requests())
            queries += stepOf(request, StepKind::Query) != nullptr;
        QCOMPARE(queries, 2);
    }

    void aWriteInvalidates()
    {
        const auto first = layer->read(count());
        layer->read(profile());
        world.requests();
        const auto before = world.counted();
        const auto written = layer->write(world.scenario.userWrite());
        QCOMPARE(written.outcome, Outcome::Write);
        QCOMPARE(written.keysDropped, 2u);
        QVERIFY(!world.exists(count().key));
        QVERIFY(!world.exists(profile().key));

        const auto requests = world.requests();
        QCOMPARE(requests.size(), 1u);
        QVERIFY(requests[0].invalidated);
        QCOMPARE(stepOf(requests[0], StepKind::CacheDrop)->size, 2u);
        std::uint64_t statements = 0;
        for (const Step &step : requests[0].parts())
            statements += step.kind == StepKind::TruthWrite || step.kind == StepKind::Query;
        QCOMPARE(world.counted().queries - before.queries, statements);
        QCOMPARE(world.counted().misses, before.misses);
        int changes = 0, drops = 0;
        for (const auto &event : world.others) {
            changes += std::holds_alternative<TruthChange>(event.what);
            drops += std::holds_alternative<KeyDrop>(event.what);
        }
        QCOMPARE(changes, 2);
        QCOMPARE(drops, 1); // the one that is not the request's own

        const auto again = layer->read(count());
        QCOMPARE(again.outcome, Outcome::Miss);
        QCOMPARE(again.value.version, first.value.version + 1);
        QCOMPARE(std::stoi(again.value.parts[0]), std::stoi(first.value.parts[0]) + 1);
        const auto counted = countText(std::stoull(again.value.parts[0])).toStdString();
        QVERIFY(written.text.find(counted) != std::string::npos);
    }

    void withoutInvalidationTheAnswerIsKnownToBeStale()
    {
        world.policies.invalidateOnWrite = false;
        const auto first = layer->read(count());
        layer->write(world.scenario.userWrite());
        QTest::qWait(30);
        const auto old = layer->read(count());
        QCOMPARE(old.outcome, Outcome::Hit);
        QVERIFY(old.stale);
        QCOMPARE(old.value.parts, first.value.parts);
        const auto requests = world.requests();
        QVERIFY(requests.back().stale);
        QCOMPARE(requests.back().truth, first.value.version + 1);
        QVERIFY(requests.back().staleFor >= 30ms && requests.back().staleFor < 5s);

        QCOMPARE(layer->refresh(count()).outcome, Outcome::Bypass);
        const auto now = layer->read(count());
        QCOMPARE(now.outcome, Outcome::Hit);
        QVERIFY(!now.stale);
        QCOMPARE(now.value.version, first.value.version + 1);
    }

    void aChangeByOthersIsNoticedByTheNextSelect()
    {
        const auto first = layer->read(count(7));
        QVERIFY(world.owner->run("UPDATE tierlens_profile.accounts SET version = version + 1 "
                                 "WHERE id = 8"));
        world.policies.cache = false;
        layer->read(count(7));
        world.policies.cache = true;
        world.requests();
        QCOMPARE(world.others.size(), 1u);
        QVERIFY(std::holds_alternative<TruthChange>(world.others[0].what));
        const auto old = layer->read(count(7));
        QCOMPARE(old.outcome, Outcome::Hit);
        QCOMPARE(old.value.version, first.value.version);
        QVERIFY(old.stale);
    }

    // The write commits and deletes between the SELECT of a miss and its fill.
    void aLateFillDoesNotBringTheOldValueBack_data()
    {
        QTest::addColumn<bool>("invalidate");
        QTest::newRow("deleted again") << true;
        QTest::newRow("left, but known to be stale") << false;
    }
    void aLateFillDoesNotBringTheOldValueBack()
    {
        QFETCH(bool, invalidate);
        world.policies.invalidateOnWrite = invalidate;
        const auto writer = world.layer();
        auto loader = *count().loader;
        loader.value = [&, real = loader.value](const Rows &rows) {
            writer->write(world.scenario.follow(0, false));
            return real(rows);
        };
        auto plan = count();
        plan.loader = &loader;
        layer->read(plan);
        QCOMPARE(world.exists(plan.key), !invalidate);
        const auto requests = world.requests();
        QCOMPARE(requests.back().outcome, Outcome::Miss);
        QCOMPARE(stepOf(requests.back(), StepKind::CacheDrop) != nullptr, invalidate);
        const auto next = layer->read(count());
        QCOMPARE(next.outcome, invalidate ? Outcome::Miss : Outcome::Hit);
        QCOMPARE(next.stale, !invalidate);
    }

    void aNewPhotoConcernsTheFeedsOfFollowers()
    {
        // 2, 4, 6 … follow the celebrity, 3, 5, 7 … do not.
        const auto with = world.scenario.readPlan(SocialProfile::Feed, 1);
        const auto without = world.scenario.readPlan(SocialProfile::Feed, 2);
        const auto old = layer->read(with);
        layer->read(without);
        QCOMPARE(layer->write(world.scenario.newPhoto(0)).outcome, Outcome::Write);
        QVERIFY(!world.exists(with.key));
        QVERIFY(world.exists(without.key));
        const auto fresh = layer->read(with);
        QVERIFY(fresh.value.version > old.value.version);
        QVERIFY(fresh.value.parts.front().find("posted while you watch") != std::string::npos);
    }

    void unfollowingTakesOneAway()
    {
        const auto before = layer->read(count(4));
        const auto written = layer->write(world.scenario.unfollow(4));
        QCOMPARE(written.outcome, Outcome::Write);
        QVERIFY(written.changed);
        const auto after = layer->read(count(4));
        QCOMPARE(std::stoi(after.value.parts[0]), std::stoi(before.value.parts[0]) - 1);
    }

    void cacheOffAsksPostgresOnly()
    {
        layer->read(count());
        world.policies.cache = false;
        world.requests();
        const auto before = world.counted();
        QCOMPARE(layer->read(count()).outcome, Outcome::Bypass);
        const auto after = world.counted();
        QCOMPARE(after.hits, before.hits);
        QCOMPARE(after.misses, before.misses);
        QCOMPARE(after.queries, before.queries + 1);
        QVERIFY(!stepOf(world.requests().front(), StepKind::CacheRead));
    }

    void aValueWithoutVersionIsServedAsItIs()
    {
        QVERIFY(world.watcher->command({"SET", count().key, "forty two"}));
        const auto answer = layer->read(count());
        QCOMPARE(answer.outcome, Outcome::Hit);
        QCOMPARE(answer.value.parts.front(), std::string("forty two"));
        QCOMPARE(answer.value.version, 0u);
        QVERIFY(!answer.stale);
    }

    void redisDownIsPassedBy()
    {
        layer->read(count());
        QVERIFY(world.redis.stop());
        world.requests();
        for (int i = 0; i < 5; ++i)
            QCOMPARE(layer->read(count()).outcome, Outcome::Bypass);
        for (const auto &request : world.requests()) {
            const Step *asked = stepOf(request, StepKind::CacheRead);
            QVERIFY(asked
                && (asked->result == StepResult::Failed
                    || asked->result == StepResult::Unanswered));
            QCOMPARE(stepOf(request, StepKind::Query)->result, StepResult::Ok);
        }
        QCOMPARE(layer->write(world.scenario.userWrite()).outcome, Outcome::Write);
        QVERIFY(world.redis.start());
        QVERIFY(becomesTrue([&] { return layer->read(count()).outcome == Outcome::Miss; }, 2s));
        QCOMPARE(layer->read(count()).outcome, Outcome::Hit);
    }

    void frozenRedisStallsHardlyAnybody()
    {
        const auto other = world.layer();
        layer->read(count());
        other->read(count());
        world.redis.pause();
        QCOMPARE(layer->read(count()).outcome, Outcome::Bypass); // waits out one timeout
        int slow = 0;
        for (int i = 0; i < 100; ++i) {
            for (DataLayer *who : {layer.get(), other.get()}) {
                const auto began = world.clock.now();
                QCOMPARE(who->read(count()).outcome, Outcome::Bypass);
                slow += world.clock.now() - began > 500ms;
            }
        }
        world.redis.resume();
        // Two hundred requests, of which one or the other may have tried again.
        QVERIFY2(slow <= 2, qPrintable(QString::number(slow)));
        QVERIFY(becomesTrue([&] { return layer->read(count()).outcome == Outcome::Hit; }, 3s));
        QVERIFY(becomesTrue([&] { return other->read(count()).outcome == Outcome::Hit; }, 3s));
    }

    void postgresAwayIsWaitedForAndThenAFailure()
    {
        layer->read(count(20));
        world.requests();
        QVERIFY(world.postgres.stop());
        auto asked = std::async(std::launch::async, [&] { return layer->read(count(21)).outcome; });
        QTest::qWait(300); // the time Postgres is away, not a synchronisation
        QVERIFY(world.postgres.start());
        QCOMPARE(asked.get(), Outcome::Miss);
        const auto requests = world.requests();
        QVERIFY(stepOf(requests.back(), StepKind::Query)->result != StepResult::Ok); // the first
        QCOMPARE(requests.back().steps[requests.back().stepCount - 2u].result, StepResult::Ok);

        QVERIFY(world.postgres.stop());
        const auto began = world.clock.now();
        QCOMPARE(layer->read(count(20)).outcome, Outcome::Hit); // Redis does not mind
        const auto failed = layer->read(count(22));
        QCOMPARE(failed.outcome, Outcome::Failed);
        QVERIFY(!failed.error.text.empty());
        const auto took = world.clock.now() - began;
        QVERIFY(took > 2s && took < 6s);
        QCOMPARE(layer->write(world.scenario.userWrite()).outcome, Outcome::Failed);
        QVERIFY(world.postgres.start());
        QVERIFY(becomesTrue([&] { return layer->read(count(22)).outcome == Outcome::Miss; }, 3s));
    }

    void acknowledgedWritesAreLookedFor()
    {
        world.ledger.clear();
        for (int i = 0; i < 5; ++i)
            QCOMPARE(layer->write(world.scenario.follow(30, false)).outcome, Outcome::Write);
        world.postgres.kill();
        QVERIFY(world.postgres.start());
        const auto verify = [&] { return world.scenario.verifyTruth(*world.owner, world.ledger); };
        QVERIFY(becomesTrue([&] { return verify().has_value(); }, 3s));
        QCOMPARE(verify()->acknowledged, 5u);
        QCOMPARE(verify()->lost, 0u);
        QVERIFY(world.owner->run("UPDATE tierlens_profile.accounts SET version = version - 2 "
                                 "WHERE id = 31"));
        QCOMPARE(verify()->lost, 2u);
    }
};

QTEST_GUILESS_MAIN(TestDataLayer)
#include "tst_datalayer.moc"
