// SPDX-License-Identifier: GPL-3.0-or-later
// Each policy's property, on real servers and with real concurrency.
#include "core/requestcounts.h"
#include "datalayer/truthlistener.h"
#include "support/smallworld.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <barrier>
#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {
template <typename Check> bool becomesTrue(Check check, std::chrono::milliseconds atMost)
{
    const auto deadline = std::chrono::steady_clock::now() + atMost;
    while (!check()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}
} // namespace

class TestPolicies : public QObject
{
    Q_OBJECT
    SmallWorld world;
    std::unique_ptr<DataLayer> layer;
    SmallWorld::Counted before;

    ReadPlan count(std::size_t account = 0) const
    {
        return world.scenario.readPlan(SocialProfile::FollowerCount, account);
    }
    ReadPlan profile(std::size_t account = 0) const
    {
        return world.scenario.readPlan(SocialProfile::Profile, account);
    }
    std::string raw(const std::string &key) // by somebody else, as with redis-cli
    {
        const auto reply = world.watcher->command({"GET", key});
        return reply ? std::string(reply->text()) : std::string();
    }
    // What all requests since init() say they did is what the servers have counted.
    void countsAgree(const std::vector<Request> &requests, const SmallWorld::Counted &after)
    {
        RequestCounts counts;
        for (const auto &request : requests)
            counts.add(request, 1ms);
        QCOMPARE(after.hits - before.hits, counts.redis(0).redisHits);
        QCOMPARE(after.misses - before.misses, counts.redis(0).redisMisses);
        QCOMPARE(after.queries - before.queries, counts.queries());
    }
    // So many clients call `work` until it is over; each gets a data layer of its own.
    template <typename Work> void together(int clients, Work work)
    {
        std::barrier line(clients);
        std::vector<std::thread> threads;
        for (int i = 0; i < clients; ++i) {
            threads.emplace_back([&, i] {
                auto own = world.layer();
                own->read(profile(100)); // connects
                (void)own->postgres().open();
                line.arrive_and_wait();
                work(*own, i);
            });
        }
        for (auto &thread : threads)
            thread.join();
    }
    std::size_t triggers()
    {
        const auto rows
            = world.owner->run("SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = "
                               "t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
                               "WHERE n.nspname = 'tierlens_profile' AND NOT t.tgisinternal");
        return static_cast<std::size_t>(rows->number(0, 0));
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(world.start()); }
    void init()
    {
        QVERIFY(world.redis.isRunning());
        QVERIFY(world.flush());
        auto &p = world.policies;
        p.cache = p.singleFlight = p.invalidateOnWrite = p.negativeCaching = true;
        p.jitter = p.writeThrough = p.writeBehind = p.staleWhileRevalidate = p.earlyRefresh = false;
        p.notifyInvalidation = false;
        p.ttlMs = 30'000;
        p.earlyBeta = 1;
        layer = world.layer();
        layer->read(profile(99));
        world.requests();
        before = world.counted();
    }

    // ---- negative caching

    void whatIsNotThereIsAskedForOnce()
    {
        const auto plan = world.scenario.misspeltPlan(0);
        QCOMPARE(plan.key, std::string("tierlens:profile:anyaa"));
        for (int i = 0; i < 20; ++i) {
            const auto answer = layer->read(plan);
            QCOMPARE(answer.outcome, i == 0 ? Outcome::Miss : Outcome::Hit);
            QVERIFY(answer.value.nothing);
            QVERIFY(!answer.stale);
        }
        const auto after = world.counted();
        QCOMPARE(after.queries - before.queries, 1u);
        countsAgree(world.requests(), after);
        QCOMPARE(raw(plan.key), std::string("(nothing) v0,nothing")); // to be seen by anybody
        const auto ttl = world.watcher->command({"PTTL", plan.key})->integer();
        QVERIFY2(ttl > 4000 && ttl <= 5000, qPrintable(QString::number(ttl))); // a sixth of 30 s
    }

    void nothingIsBelievedForASecondAtLeast()
    {
        world.policies.ttlMs = 1000;
        layer->read(world.scenario.misspeltPlan(1));
        QCOMPARE(world.requests().back().ttl, Duration(1s));
    }

    void withoutNegativeCachingEachAsksPostgres()
    {
        world.policies.negativeCaching = false;
        const auto plan = world.scenario.misspeltPlan(0);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(layer->read(plan).outcome, Outcome::Miss);
        const auto after = world.counted();
        QCOMPARE(after.queries - before.queries, 5u);
        countsAgree(world.requests(), after);
        QVERIFY(!world.exists(plan.key));
    }

    void aRowThatAppearsIsSeenAfterTheShortTime()
    {
        world.policies.ttlMs = 600; // nothing is believed for 1 s then
        const auto plan = world.scenario.misspeltPlan(2);
        QVERIFY(layer->read(plan).value.nothing);
        QVERIFY(world.owner->run("INSERT INTO tierlens_profile.accounts (id, name, bio, joined) "
                                 "VALUES (100001, 'meii', 'new here', now())"));
        QVERIFY(layer->read(plan).value.nothing); // still believed
        world.policies.cache = false;
        QVERIFY(!layer->read(plan).value.nothing);
        world.policies.cache = true;
        const auto old = layer->read(plan);
        QVERIFY(old.value.nothing);
        QVERIFY(old.stale); // and known to be old, now that somebody has seen the row
        QVERIFY(becomesTrue([&] { return !layer->read(plan).value.nothing; }, 2s));
        QCOMPARE(layer->read(plan).outcome, Outcome::Hit);
        QVERIFY(world.owner->run("DELETE FROM tierlens_profile.accounts WHERE id = 100001"));
    }

    void theWorldAsksForWhatIsNotThere()
    {
        Random random(5);
        int misspelt = 0;
        constexpr int Reads = 20'000;
        for (int i = 0; i < Reads; ++i)
            misspelt += world.scenario.nextRead(random).operation == SocialProfile::Misspelt;
        QVERIFY2(
            misspelt > Reads / 200 && misspelt < Reads / 50, qPrintable(QString::number(misspelt)));
        QVERIFY(world.scenario.readPlanFor("tierlens:profile:anyaa"));
    }

    // ---- stale-while-revalidate

    void oldAnswersAreHandedOutWhileOneRenews()
    {
        world.policies.staleWhileRevalidate = true;
        world.policies.ttlMs = 3000; // enough for 64 clients to come on a busy machine
        const auto plan = count();
        layer->read(plan);
        const auto mark = splitMark(raw(plan.key)).mark; // to be seen by anybody
        QVERIFY(mark.freshUntil > wallMilliseconds());
        QVERIFY(mark.freshUntil <= wallMilliseconds() + 3000);
        QVERIFY(mark.loadMicros > 0);
        const auto ttl = world.watcher->command({"PTTL", plan.key})->integer();
        QVERIFY2(ttl > 5000 && ttl <= 6000, qPrintable(QString::number(ttl)));

        // Changed behind the cache's back: only renewal can bring it.
        QVERIFY(world.owner->run("INSERT INTO tierlens_profile.follows VALUES (900001, 1); "
                                 "UPDATE tierlens_profile.accounts SET version = version + 1 "
                                 "WHERE id = 1"));
        QVERIFY(becomesTrue([&] { return wallMilliseconds() >= mark.freshUntil; }, 4s));
        world.requests();
        before = world.counted();
        together(64, [&](DataLayer &own, int) { own.read(plan); });
        const auto after = world.counted();
        const auto requests = world.requests();
        int asked = 0, renewed = 0;
        for (const auto &request : requests) {
            if (request.key.view() != plan.key)
                continue;
            asked += !request.behind;
            renewed += request.behind;
            if (!request.behind) { // nobody has waited for Postgres
                QCOMPARE(request.outcome, Outcome::Hit);
                QCOMPARE(int(request.stepCount), 1);
            }
        }
        QCOMPARE(asked, 64);
        QCOMPARE(renewed, 1);
        RequestCounts counts;
        for (const auto &request : requests)
            counts.add(request, 1ms);
        QCOMPARE(counts.behind(), 1u);
        countsAgree(requests, after);
        const auto fresh = layer->read(plan);
        QCOMPARE(fresh.outcome, Outcome::Hit);
        QCOMPARE(fresh.value.version, mark.version + 1);
        QVERIFY(world.owner->run("DELETE FROM tierlens_profile.follows WHERE follower = 900001"));
    }

    void beyondTheHardEndItIsAMiss()
    {
        world.policies.staleWhileRevalidate = true;
        world.policies.ttlMs = 200;
        layer->read(count());
        QVERIFY(becomesTrue([&] { return !world.exists(count().key); }, 2s));
        QCOMPARE(layer->read(count()).outcome, Outcome::Miss);
    }

    void listsAndHashesAreRenewedToo()
    {
        world.policies.staleWhileRevalidate = true;
        world.policies.ttlMs = 300;
        for (const auto operation : {SocialProfile::Feed, SocialProfile::Session}) {
            const auto plan = world.scenario.readPlan(operation, 3);
            const auto first = layer->read(plan);
            QTest::qWait(320); // until it is old; nothing to wait for
            world.requests();
            const auto old = layer->read(plan);
            QCOMPARE(old.outcome, Outcome::Hit);
            QCOMPARE(old.value.parts, first.value.parts);
            QCOMPARE(old.value.version, first.value.version);
            const auto requests = world.requests();
            QCOMPARE(requests.size(), 2u);
            QVERIFY(!requests[0].behind && requests[1].behind);
            const auto again = layer->read(plan);
            QCOMPARE(again.value.parts, first.value.parts);
        }
    }

    void postgresAwayDoesNotMatterToThoseWhoTakeTheOldAnswer()
    {
        world.policies.staleWhileRevalidate = true;
        world.policies.ttlMs = 1500;
        layer->read(count());
        QVERIFY(world.postgres.stop());
        QTest::qWait(1600);
        world.requests();
        for (int i = 0; i < 20; ++i)
            QCOMPARE(layer->read(count()).outcome, Outcome::Hit);
        int tried = 0;
        for (const auto &request : world.requests())
            tried += request.behind;
        QCOMPARE(tried, 1); // and not with each request
        QVERIFY(world.postgres.start());
    }

    // ---- early refresh

    void aHotKeyIsRenewedBeforeItExpires()
    {
        world.policies.earlyRefresh = true;
        world.policies.ttlMs = 1000;
        auto loader = *count().loader; // slow enough to be worth it
        loader.sql = "/* slow */ SELECT count(*), (SELECT version FROM tierlens_profile.accounts "
                     "WHERE id = $1), pg_sleep(0.05) FROM tierlens_profile.follows "
                     "WHERE followee = $1";
        auto plan = count(5);
        plan.loader = &loader;
        layer->read(plan);
        QVERIFY(splitMark(raw(plan.key)).mark.loadMicros >= 50'000);
        world.requests();
        before = world.counted();
        const auto end = std::chrono::steady_clock::now() + 3500ms;
        together(16, [&](DataLayer &own, int) {
            while (std::chrono::steady_clock::now() < end) {
                own.read(plan);
                std::this_thread::sleep_for(1ms);
            }
        });
        const auto after = world.counted();
        const auto requests = world.requests();
        int missed = 0, renewed = 0;
        for (const auto &request : requests) {
            if (request.key.view() != plan.key)
                continue;
            missed += request.outcome == Outcome::Miss || request.outcome == Outcome::Coalesced;
            renewed += request.behind;
        }
        QCOMPARE(missed, 0);
        QVERIFY2(renewed >= 2 && renewed <= 12, qPrintable(QString::number(renewed)));
        countsAgree(requests, after);
    }

    void theGreaterBetaTheEarlier()
    {
        world.policies.earlyRefresh = true;
        world.policies.ttlMs = 60'000;
        const auto chance = [&](double beta) {
            world.policies.earlyBeta = beta;
            // A minute before the end, and a load that took a minute: renewed with e^(-1/beta).
            int renewed = 0;
            constexpr int Tries = 300;
            for (int i = 0; i < Tries; ++i) {
                const auto until = std::to_string(wallMilliseconds() + 60'000);
                (void)world.watcher->command({"SET", count(7).key,
                    "17 v1,fresh-until=" + until + ",load-us=60000000", "EX", "60"});
                world.requests();
                layer->read(count(7));
                renewed += world.requests().size() == 2;
            }
            return double(renewed) / Tries;
        };
        const double one = chance(1), three = chance(3), little = chance(0.1);
        QVERIFY2(std::abs(one - 0.368) < 0.1, qPrintable(QString::number(one)));
        QVERIFY2(std::abs(three - 0.717) < 0.1, qPrintable(QString::number(three)));
        QVERIFY2(little < 0.02, qPrintable(QString::number(little)));
    }

    // ---- write-through

    void afterAWriteTheNewValueIsThere()
    {
        world.policies.writeThrough = true;
        const auto first = layer->read(count());
        QCOMPARE(layer->write(world.scenario.userWrite()).outcome, Outcome::Write);
        const auto next = layer->read(count());
        QCOMPARE(next.outcome, Outcome::Hit);
        QCOMPARE(next.value.version, first.value.version + 1);
        QCOMPARE(std::stoi(next.value.parts[0]), std::stoi(first.value.parts[0]) + 1);
        QCOMPARE(layer->read(profile()).outcome, Outcome::Hit);
        const auto after = world.counted();
        countsAgree(world.requests(), after);
    }

    void whatCannotBeWrittenIsDeleted() // the feeds of all who follow
    {
        world.policies.writeThrough = true;
        const auto feed = world.scenario.readPlan(SocialProfile::Feed, 1);
        layer->read(feed);
        QCOMPARE(layer->write(world.scenario.newPhoto(0)).outcome, Outcome::Write);
        QVERIFY(!world.exists(feed.key));
        QVERIFY(world.exists(profile().key));
    }

    void neverAnOlderValueOverANewerOne()
    {
        world.policies.writeThrough = true;
        world.policies.earlyRefresh = true;
        world.policies.earlyBeta = 1e9; // whoever can renews, all the time
        const auto plan = count(11);
        std::atomic<int> backwards{0}, writers{16};
        std::atomic<bool> over{false};
        // Looks at Redis itself all the time: what is there may never become older.
        std::thread watcher([&] {
            RedisConnection redis(world.redisOptions());
            std::uint64_t newest = 0;
            while (!over) {
                const auto reply = redis.command({"GET", plan.key});
                if (!reply || reply->isNil())
                    continue;
                const auto version = splitMark(reply->text()).mark.version;
                backwards += version < newest;
                newest = std::max(newest, version);
            }
        });
        together(24, [&](DataLayer &own, int i) {
            if (i < 16) {
                for (int n = 0; n < 25; ++n)
                    own.write(world.scenario.follow(11, false));
                --writers;
            } else {
                while (writers > 0)
                    own.read(plan); // and renews it, with what may be old by the time it is there
            }
        });
        over = true;
        watcher.join();
        int renewed = 0;
        for (const auto &request : world.requests())
            renewed += request.behind;
        QVERIFY2(renewed > 16 * 25 * 2, qPrintable(QString::number(renewed))); // both took place
        QCOMPARE(backwards.load(), 0);
        world.policies.cache = false;
        const auto truth = layer->read(plan).value.version;
        world.policies.cache = true;
        const auto last = layer->read(plan);
        QCOMPARE(last.value.version, truth);
        QVERIFY(!last.stale);
    }

    void anOldFillDoesNotReplaceAWrittenValue()
    {
        world.policies.writeThrough = true;
        for (const auto operation :
            {SocialProfile::FollowerCount, SocialProfile::Feed, SocialProfile::Session}) {
            const auto plan = world.scenario.readPlan(operation, 12);
            layer->read(plan);
            const auto version = layer->read(plan).value.version;
            // Of the future, put there by another process while our SELECT is under way.
            auto loader = *plan.loader;
            loader.value = [&, real = loader.value](const Rows &rows) {
                const auto newer = std::to_string(version + 5);
                auto &redis = *world.watcher;
                (void)redis.command({"DEL", plan.key});
                if (plan.type == ValueType::List)
                    (void)redis.command({"RPUSH", plan.key, "newer", "v" + newer});
                else if (plan.type == ValueType::Hash)
                    (void)redis.command({"HSET", plan.key, "newer", "yes", "version", newer});
                else
                    (void)redis.command({"SET", plan.key, "newer v" + newer});
                return real(rows);
            };
            auto late = plan;
            late.loader = &loader;
            (void)world.watcher->command({"DEL", plan.key});
            layer->read(late);
            QCOMPARE(layer->read(plan).value.version, version + 5);
        }
    }

    // ---- write-behind

    void aWriteIsAcknowledgedBeforePostgresHasIt()
    {
        world.policies.writeBehind = true;
        const auto first = layer->read(count(13));
        const auto writer = world.layer();
        const auto written = layer->write(world.scenario.follow(13, false));
        QCOMPARE(written.outcome, Outcome::Write);
        QCOMPARE(world.writes.waiting(), 1u);
        const auto versionOf = [&] {
            return world.owner->run("SELECT version FROM tierlens_profile.accounts WHERE id = 14")
                ->number(0, 0);
        };
        QCOMPARE(versionOf(), std::int64_t(first.value.version));
        QCOMPARE(world.watcher->command({"LLEN", WriteQueue::Key})->integer(), 1);
        before = world.counted();
        world.requests();
        QCOMPARE(writer->carryOutNext(), DataLayer::Carried::One);
        QCOMPARE(writer->carryOutNext(), DataLayer::Carried::None);
        const auto after = world.counted();
        countsAgree(world.requests(), after);
        QCOMPARE(versionOf(), std::int64_t(first.value.version) + 1);
        QCOMPARE(world.writes.waiting(), 0u);
        QVERIFY(!world.exists(count(13).key)); // and the old answer is gone
        QVERIFY(!world.exists(std::string(WriteQueue::Key)));
        QVERIFY(!world.exists(std::string(WriteQueue::InHand)));
    }

    void theyAreCarriedOutInTheirOrder()
    {
        world.policies.writeBehind = true;
        const auto note = [](int number) {
            WritePlan plan;
            plan.key = "tierlens:profile:anya";
            plan.statements = {{"UPDATE tierlens_profile.accounts SET bio = bio || $1 WHERE id = 1",
                {std::to_string(number) + ","}, true}};
            plan.effect = [](const std::vector<Rows> &) { return WriteEffect(); };
            return plan;
        };
        QVERIFY(world.owner->run("UPDATE tierlens_profile.accounts SET bio = '' WHERE id = 1"));
        std::string wanted;
        for (int i = 0; i < 50; ++i) {
            layer->write(note(i));
            wanted += std::to_string(i) + ",";
        }
        const auto writer = world.layer();
        while (writer->carryOutNext() == DataLayer::Carried::One) { }
        const auto bio = world.owner->run("SELECT bio FROM tierlens_profile.accounts WHERE id = 1");
        QCOMPARE(std::string(bio->text(0, 0)), wanted);
    }

    void nobodyOvertakesThoseWhoWait()
    {
        world.policies.writeBehind = true;
        layer->write(world.scenario.follow(14, false));
        world.policies.writeBehind = false;
        layer->write(world.scenario.follow(14, false));
        QCOMPARE(world.writes.waiting(), 2u);
        const auto writer = world.layer();
        while (writer->carryOutNext() == DataLayer::Carried::One) { }
        layer->write(world.scenario.follow(14, false));
        QCOMPARE(world.writes.waiting(), 0u);
    }

    void aCrashOfRedisLosesExactlyThoseWhoWaited()
    {
        world.policies.writeBehind = true;
        const auto writer = world.layer();
        const auto first = layer->read(count(15)).value.version;
        for (int i = 0; i < 10; ++i)
            layer->write(world.scenario.follow(15, false));
        for (int i = 0; i < 3; ++i)
            QCOMPARE(writer->carryOutNext(), DataLayer::Carried::One);
        world.redis.kill();
        QVERIFY(world.redis.start());
        // Acknowledged by the new one; those are not lost.
        QVERIFY(becomesTrue(
            [&] {
                world.requests();
                layer->write(world.scenario.follow(15, false));
                const auto requests = world.requests();
                return requests.back().key.view() == WriteQueue::Key
                    && requests.back().outcome == Outcome::Write;
            },
            2s));
        const auto lostBefore = world.writes.lost();
        world.requests();
        QVERIFY(
            becomesTrue([&] { return writer->carryOutNext() == DataLayer::Carried::None; }, 3s));
        QCOMPARE(world.writes.lost() - lostBefore, 7u);
        QCOMPARE(world.writes.waiting(), 0u);
        world.requests();
        int said = 0;
        for (const auto &event : world.others) {
            const auto *note = std::get_if<Note>(&event.what);
            said += note && note->text.find("7 acknowledged writes are lost") != std::string::npos;
        }
        QCOMPARE(said, 1);
        const auto rows
            = world.owner->run("SELECT version FROM tierlens_profile.accounts WHERE id = 16");
        QVERIFY(std::uint64_t(rows->number(0, 0)) >= first + 4);
        QVERIFY(std::uint64_t(rows->number(0, 0)) < first + 10);
    }

    void postgresAwayDoesNotLoseThem()
    {
        world.policies.writeBehind = true;
        const auto lostBefore = world.writes.lost();
        layer->write(world.scenario.follow(16, false));
        const auto writer = world.layer();
        QVERIFY(world.postgres.stop());
        QCOMPARE(layer->write(world.scenario.follow(16, false)).outcome, Outcome::Write);
        QCOMPARE(writer->carryOutNext(), DataLayer::Carried::Later);
        QVERIFY(world.postgres.start());
        QVERIFY(
            becomesTrue([&] { return writer->carryOutNext() == DataLayer::Carried::None; }, 5s));
        QCOMPARE(world.writes.waiting(), 0u);
        QCOMPARE(world.writes.lost(), lostBefore);
    }

    void whatABadEndLeftInHandIsCarriedOutNext()
    {
        world.policies.writeBehind = true;
        layer->write(world.scenario.follow(17, false));
        // As if a process had ended between taking it and COMMIT.
        QVERIFY(world.watcher->command({"RPOPLPUSH", WriteQueue::Key, WriteQueue::InHand}));
        const auto version = [&] {
            return world.owner->run("SELECT version FROM tierlens_profile.accounts WHERE id = 18")
                ->number(0, 0);
        };
        const auto had = version();
        QCOMPARE(world.layer()->carryOutNext(), DataLayer::Carried::One);
        QCOMPARE(version(), had + 1);
        const auto writer = world.layer();
        while (writer->carryOutNext() == DataLayer::Carried::One) { }
    }

    void withoutRedisPostgresHasItAtOnce()
    {
        world.policies.writeBehind = true;
        QVERIFY(world.redis.stop());
        QVERIFY(becomesTrue(
            [&] {
                world.requests();
                const auto written = layer->write(world.scenario.follow(18, false));
                const auto requests = world.requests();
                return written.outcome == Outcome::Write
                    && requests.back().steps[0].kind == StepKind::TruthWrite;
            },
            3s));
        QVERIFY(world.redis.start());
    }

    // ---- NOTIFY

    void whoeverWritesPostgresTells()
    {
        QCOMPARE(triggers(), 0u);
        QVERIFY(setNotifyTriggers(*world.owner, world.scenario, true));
        QCOMPARE(triggers(), 5u);
        world.policies.notifyInvalidation = true;
        {
            TruthListener listener(world.parts(), world.redisOptions(), world.ownerOptions());
            QVERIFY(becomesTrue([&] { return listener.isListening(); }, 3s));
            PostgresConnection psql(world.ownerOptions());
            std::vector<double> took;
            for (int i = 0; i < 15; ++i) {
                layer->read(profile(20));
                QVERIFY(world.exists(profile(20).key));
                const auto began = std::chrono::steady_clock::now();
                QVERIFY(psql.run("UPDATE tierlens_profile.accounts SET bio = 'by psql' "
                                 "WHERE id = 21"));
                QVERIFY(becomesTrue([&] { return !world.exists(profile(20).key); }, 2s));
                took.push_back(std::chrono::duration<double, std::milli>(
                    std::chrono::steady_clock::now() - began)
                                   .count());
                const auto next = layer->read(profile(20));
                QVERIFY(next.value.parts[0].find("by psql") != std::string::npos);
            }
            std::sort(took.begin(), took.end());
            const auto figures = QStringLiteral("NOTIFY to DEL: median %1 ms, worst %2 ms")
                                     .arg(took[took.size() / 2])
                                     .arg(took.back());
            qInfo("%s", qPrintable(figures));
            QVERIFY2(took[took.size() / 2] < 100, qPrintable(figures));
            world.requests();
            int told = 0, changed = 0;
            for (const auto &event : world.others) {
                const auto *drop = std::get_if<KeyDrop>(&event.what);
                told += drop && drop->reason == KeyDrop::Reason::Invalidated && drop->count == 1;
                changed += std::holds_alternative<TruthChange>(event.what);
            }
            QCOMPARE(told, 15);
            QVERIFY(changed >= 15); // the truth's version is known without asking

            // Rows that concern others: follows and photos.
            const auto feed = world.scenario.readPlan(SocialProfile::Feed, 1);
            layer->read(count());
            layer->read(feed);
            QVERIFY(psql.run("INSERT INTO tierlens_profile.follows VALUES (900002, 1)"));
            QVERIFY(becomesTrue([&] { return !world.exists(count().key); }, 2s));
            QVERIFY(world.exists(feed.key));
            QVERIFY(psql.run(
                "INSERT INTO tierlens_profile.photos (author, caption) VALUES (1, 'by psql')"));
            QVERIFY(becomesTrue([&] { return !world.exists(feed.key); }, 2s));

            // Both servers are restarted: it comes back by itself, and deletes what it may have
            // missed.
            QVERIFY(world.postgres.stop());
            QVERIFY(world.postgres.start());
            QVERIFY(world.redis.stop());
            QVERIFY(world.redis.start());
            QVERIFY(becomesTrue(
                [&] {
                    return layer->read(profile(20)).outcome != Outcome::Failed
                        && listener.isListening() && psql.open();
                },
                5s));
            QTest::qWait(300); // until both connections are new
            layer->read(profile(20));
            QVERIFY(becomesTrue(
                [&] {
                    (void)psql.run(
                        "UPDATE tierlens_profile.accounts SET bio = 'again' WHERE id = 21");
                    std::this_thread::sleep_for(20ms);
                    return !world.exists(profile(20).key);
                },
                5s));
        }
        QVERIFY(world.owner->open());
        const auto removed = setNotifyTriggers(*world.owner, world.scenario, false);
        QVERIFY2(removed, removed ? "" : removed.error().text.c_str());
        QCOMPARE(triggers(), 0u);
    }

    void triggersAreNoStatementsOfOurs()
    {
        QVERIFY(setNotifyTriggers(*world.owner, world.scenario, true));
        before = world.counted();
        world.requests();
        layer->write(world.scenario.newPhoto(2));
        layer->write(world.scenario.userWrite());
        const auto after = world.counted();
        countsAgree(world.requests(), after);
        QVERIFY(setNotifyTriggers(*world.owner, world.scenario, false));
    }

    void droppingTheWorldLeavesNoTrigger()
    {
        QVERIFY(setNotifyTriggers(*world.owner, world.scenario, true));
        QVERIFY(world.scenario.drop(world.ownerOptions(), *world.watcher));
        QCOMPARE(world.owner->run("SELECT count(*) FROM pg_proc WHERE proname LIKE 'tell\\_%'")
                     ->number(0, 0),
            0);
        QVERIFY(world.scenario.prepare(world.ownerOptions(), {}, {}));
        world.ledger.clear();
    }

    // ---- memory

    void aFullRedisForgets_data()
    {
        QTest::addColumn<QString>("policy");
        for (const char *policy : {"allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru",
                 "volatile-lfu", "volatile-random", "volatile-ttl"})
            QTest::newRow(policy) << QString::fromLatin1(policy);
    }
    void aFullRedisForgets()
    {
        QFETCH(QString, policy);
        const auto full = fillUp(policy.toStdString());
        QVERIFY2(full.evicted > 0, qPrintable(policy));
        QCOMPARE(full.failed, 0);
        QCOMPARE(full.refused, 0);
    }

    void withoutForgettingItRefusesAndPostgresAnswers()
    {
        const auto full = fillUp("noeviction");
        QCOMPARE(full.evicted, 0u);
        QCOMPARE(full.failed, 0);
        QVERIFY(full.refused > 0);
        QCOMPARE(full.notes, 1); // said once, not with each request
    }

private:
    struct Full
    {
        std::uint64_t evicted = 0;
        int failed = 0, refused = 0, notes = 0;
    };
    Full fillUp(const std::string &policy)
    {
        Full full;
        const auto field = [&](const char *name) {
            const auto info = world.watcher->command({"INFO"});
            return QString::fromStdString(std::string(info->text()))
                .section(QLatin1Char('\n') + QLatin1String(name) + QLatin1Char(':'), 1)
                .section(QLatin1Char('\r'), 0, 0)
                .toULongLong();
        };
        const auto had = field("evicted_keys");
        const auto limit = std::to_string(field("used_memory") + 150'000);
        for (const auto &[name, value] :
            {std::pair("maxmemory-policy", policy), std::pair("maxmemory", limit)}) {
            if (!world.watcher->command({"CONFIG", "SET", name, value}))
                qFatal("Redis takes no %s", name);
        }
        for (int round = 0; round < 2; ++round) {
            for (std::size_t i = 0; i < 200; ++i) {
                for (const auto operation : {SocialProfile::Profile, SocialProfile::Feed,
                         SocialProfile::Session, SocialProfile::FollowerCount})
                    full.failed += layer->read(world.scenario.readPlan(operation, i)).outcome
                        == Outcome::Failed;
            }
        }
        full.evicted = field("evicted_keys") - had;
        const auto after = world.counted();
        const auto requests = world.requests();
        [&] { countsAgree(requests, after); }();
        for (const auto &request : requests) {
            for (const Step &step : request.parts())
                full.refused
                    += step.kind == StepKind::CacheWrite && step.result == StepResult::Failed;
        }
        for (const auto &event : world.others)
            full.notes += std::holds_alternative<Note>(event.what);
        (void)world.watcher->command({"CONFIG", "SET", "maxmemory", "0"});
        return full;
    }
};

QTEST_GUILESS_MAIN(TestPolicies)
#include "tst_policies.moc"
