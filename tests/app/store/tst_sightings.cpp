// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/store/requests.h"
#include "sightings/sightingreport.h"
#include "sightings/sightingtext.h"
#include "store/expiryforecast.h"
#include "store/store.h"

#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <memory>
#include <random>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
using Kind = Sighting::Kind;

// A store with a time of its own, in which requests happen.
struct Scene
{
    std::unique_ptr<Store> store = std::make_unique<Store>();
    SinceStart now{};
    EventQueue::Batch batch;

    void happens(What what, SinceStart at, Duration took = {})
    {
        batch.events.push_back(eventOf(std::move(what), at, took));
    }
    void tick(SinceStart to, std::uint64_t dropped = 0)
    {
        now = to;
        std::stable_sort(batch.events.begin(), batch.events.end(),
            [](const Event &a, const Event &b) { return a.end() < b.end(); });
        batch.dropped = dropped;
        store->append(std::exchange(batch, {}), now);
    }
    void wait(Duration span)
    {
        for (const auto until = now + span; now < until;)
            tick(now + 33ms);
    }
    std::vector<Sighting> of(Kind kind) const
    {
        std::vector<Sighting> found;
        for (const auto &one : store->sightings()) {
            if (one.kind() == kind)
                found.push_back(one);
        }
        return found;
    }
};

Request missWith(std::string_view key, Duration query)
{
    Request request = missOf(key, 30s);
    request.steps[1].took = query;
    request.steps[2].offset = request.steps[1].offset + query;
    return request;
}

// `count` clients ask for one key at nearly the same time; each query takes `query`.
void crowd(Scene &scene, std::string_view key, int count, Duration query, Duration apart = 100us)
{
    for (int i = 0; i < count; ++i)
        scene.happens(missWith(key, query), scene.now + apart * i, query + 220us);
}
// A small world of its own: `keys` keys, asked at random at `rate`/s, cached for 30 s.
struct Cache
{
    std::vector<SinceStart> expires;
    std::mt19937 random{7};
    double jitter = 0;
    Duration ttl = 30s;

    Duration lifetime()
    {
        return Duration(std::int64_t(double(ttl.count())
            * (1 + jitter * std::uniform_real_distribution<double>(-1, 1)(random))));
    }
    void ask(Scene &scene, std::size_t key, SinceStart at)
    {
        const auto name = "tierlens:profile:" + std::to_string(key);
        if (expires[key] > at) {
            scene.happens(hitOf(name), at, 100us);
            return;
        }
        const auto life = lifetime();
        Request request = missOf(name, life);
        request.steps[1].took = 500us;
        request.steps[2].offset = 600us;
        scene.happens(request, at, 720us);
        expires[key] = at + 720us + life;
    }
    void play(Scene &scene, Duration span, double rate)
    {
        const auto end = scene.now + span;
        const auto apart = Duration(std::int64_t(1e9 / rate));
        for (auto at = scene.now; at < end; at += apart) {
            ask(scene, random() % expires.size(), at);
            if (at - scene.now >= 33ms)
                scene.tick(at);
        }
        scene.tick(end);
    }
    void fillTogether(Scene &scene) // within half a second
    {
        for (std::size_t key = 0; key < expires.size(); ++key)
            ask(scene, key,
                scene.now + Duration(500ms) * std::int64_t(key) / std::int64_t(expires.size()));
        scene.tick(scene.now + 501ms);
    }
};
} // namespace

class TestSightings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCrowdOnOneKeyIsAStampede()
    {
        Scene scene;
        scene.tick(5s);
        crowd(scene, "tierlens:k", 16, 40ms);
        scene.tick(5s + 60ms);
        const auto seen = scene.of(Kind::Stampede);
        QCOMPARE(seen.size(), 1u);
        QCOMPARE(seen[0].key, std::string("tierlens:k"));
        QCOMPARE(seen[0].from, 5s + 100us); // the first query
        QVERIFY(!seen[0].partial);
        const auto *figures = seen[0].as<Stampede>();
        QCOMPARE(figures->queries, 16u);
        QCOMPARE(figures->atOnce, 16u);
        QCOMPARE(figures->wasted, Duration(15 * 40ms));
        QVERIFY(seen[0].state == Sighting::State::Ongoing);
        scene.wait(6s);
        QVERIFY(scene.of(Kind::Stampede)[0].state == Sighting::State::Over);
        const auto text = sightingText(seen[0], scene.now);
        QVERIFY2(text.sentence.contains(QLatin1String("16 requests missed k together")),
            qPrintable(text.sentence));
        QVERIFY(text.sentence.contains(QLatin1String("600 ms")));
    }
    void threeAtOnceAreNone_fourAre()
    {
        Scene scene;
        scene.tick(5s);
        crowd(scene, "three", 3, 40ms);
        crowd(scene, "four", 4, 40ms);
        scene.tick(6s);
        QCOMPARE(scene.of(Kind::Stampede).size(), 1u);
        QCOMPARE(scene.of(Kind::Stampede)[0].key, std::string("four"));
    }
    void whatWastesNothingIsNone()
    {
        Scene scene;
        scene.tick(5s);
        crowd(scene, "k", 8, 1ms, 10us); // 7 ms too many
        scene.tick(6s);
        QVERIFY(scene.of(Kind::Stampede).empty());
        crowd(scene, "k", 12, 1ms, 10us); // 11 ms
        scene.tick(7s);
        QCOMPARE(scene.of(Kind::Stampede).size(), 1u);
    }
    void missesOneAfterTheOtherAreNone()
    {
        Scene scene;
        scene.tick(5s);
        crowd(scene, "k", 20, 40ms, 41ms); // each begins when the last one's answer is in Redis
        scene.tick(7s);
        QVERIFY(scene.of(Kind::Stampede).empty());
    }
    void aSecondCrowdIsASecondStampede()
    {
        Scene scene;
        for (const auto at : {5s, 35s}) {
            scene.tick(at);
            crowd(scene, "k", 8, 40ms);
            scene.tick(at + 1s);
        }
        QCOMPARE(scene.of(Kind::Stampede).size(), 2u);
        QCOMPARE(scene.of(Kind::Stampede)[1].as<Stampede>()->queries, 8u);
    }
    void whoWaitsForAnothersAnswerIsNoPartOfIt()
    {
        Scene scene;
        scene.tick(5s);
        crowd(scene, "k", 1, 40ms);
        for (int i = 0; i < 30; ++i) {
            Request waits = hitOf("k");
            waits.outcome = Outcome::Coalesced;
            waits.steps[0].result = StepResult::Miss;
            waits.steps[1] = {StepKind::Wait, StepResult::Ok, 0, StatementId::None, 0, 100us, 39ms};
            waits.stepCount = 2;
            scene.happens(waits, scene.now + 1ms, 39ms);
        }
        scene.tick(6s);
        QVERIFY(scene.of(Kind::Stampede).empty());
    }
    void withDetailsDroppedAStampedeIsAtLeastWhatWasSeen()
    {
        Scene scene;
        scene.tick(5s);
        crowd(scene, "k", 8, 40ms);
        scene.tick(5s + 60ms, 1000);
        const auto seen = scene.of(Kind::Stampede);
        QCOMPARE(seen.size(), 1u);
        QVERIFY(seen[0].partial);
        QVERIFY(sightingText(seen[0], scene.now).sentence.startsWith(QLatin1String("At least 8")));
    }

    // 400 reads a second, `share` of them for one key, the others spread over 500.
    void reads(Scene &scene, Duration span, double share, double rate = 400)
    {
        std::mt19937 random(1);
        const auto apart = Duration(std::int64_t(1e9 / rate));
        const auto end = scene.now + span;
        for (auto at = scene.now; at < end; at += apart) {
            const bool hot = double(random() % 10'000) < share * 1e4;
            scene.happens(
                hitOf(hot ? std::string("hot") : "k" + std::to_string(random() % 500)), at, 100us);
            if (at - scene.now >= 33ms)
                scene.tick(at);
        }
        scene.tick(end);
    }
    void aKeyWithALargeShareIsHot()
    {
        Scene scene;
        reads(scene, 15s, 0.5);
        auto seen = scene.of(Kind::HotKey);
        QCOMPARE(seen.size(), 1u);
        QCOMPARE(seen[0].key, std::string("hot"));
        QVERIFY(seen[0].state == Sighting::State::Ongoing);
        const auto *figures = seen[0].as<HotKey>();
        QVERIFY(std::abs(figures->share - 0.5) < 0.03);
        QVERIFY(std::abs(figures->perSecond - 200) < 12);
        reads(scene, 12s, 0.05);
        seen = scene.of(Kind::HotKey);
        QCOMPARE(seen.size(), 1u);
        QVERIFY(seen[0].state == Sighting::State::Over);
    }
    void theShareByDesignIsNotHot()
    {
        Scene scene;
        reads(scene, 30s, 0.2);
        QVERIFY(scene.of(Kind::HotKey).empty());
        reads(scene, 15s, 0.3);
        QCOMPARE(scene.of(Kind::HotKey).size(), 1u);
    }
    void aLargeShareOfLittleIsNotHot()
    {
        Scene scene;
        reads(scene, 20s, 0.9, 50); // 45/s
        QVERIFY(scene.of(Kind::HotKey).empty());
    }

    Request staleOf(std::string_view key, Duration age, std::uint64_t version, std::uint64_t truth)
    {
        Request request = hitOf(key, version);
        request.truth = truth;
        request.stale = true;
        request.staleFor = age;
        return request;
    }
    Request writeOf(std::string_view key, std::uint64_t version)
    {
        Request request = hitOf(key, version);
        request.id = RequestId{77};
        request.outcome = Outcome::Write;
        request.stepCount = 0;
        return request;
    }
    void staleAnswersAreGroupedAndLinkedToTheirWrite()
    {
        Scene scene;
        // One write that concerns two keys and is counted under the first.
        scene.happens(TruthChange{"count", 5, "511205"}, 10s + 3ms);
        scene.happens(TruthChange{"profile", 5, ""}, 10s + 3ms);
        scene.happens(writeOf("count", 5), 10s, 4ms);
        scene.tick(11s);
        for (const auto at : {12s, 14s, 17s}) {
            scene.happens(staleOf("count", at + 100us - (10s + 3ms), 4, 5), at, 100us);
            scene.happens(staleOf("profile", at + 100us - (10s + 3ms), 4, 5), at, 100us);
        }
        scene.tick(18s);
        const auto seen = scene.of(Kind::Stale);
        QCOMPARE(seen.size(), 2u);
        for (const auto &one : seen) {
            const auto *figures = one.as<StaleAnswers>();
            QCOMPARE(figures->answers, 3u);
            QCOMPARE(figures->oldest, Duration(17s + 100us - (10s + 3ms)));
            QVERIFY(figures->write);
            QCOMPARE(figures->write->at, SinceStart(10s));
            QCOMPARE(figures->write->key, std::string("count"));
            QCOMPARE(figures->write->version, 5u);
            QCOMPARE(figures->write->id, RequestId{77});
            QVERIFY(one.state == Sighting::State::Ongoing);
        }
        scene.happens(missOf("count", 30s, 5), 20s, 41ms);
        scene.tick(21s);
        QVERIFY(scene.of(Kind::Stale)[0].state == Sighting::State::Over);
        QVERIFY(scene.of(Kind::Stale)[1].state == Sighting::State::Ongoing);
        scene.wait(31s);
        QVERIFY(scene.of(Kind::Stale)[1].state == Sighting::State::Over);
    }
    void theMomentBetweenCommitAndDeleteIsNone()
    {
        Scene scene;
        scene.happens(staleOf("k", 49ms, 4, 5), 10s, 100us);
        scene.tick(11s);
        QVERIFY(scene.of(Kind::Stale).empty());
        scene.happens(staleOf("k", 51ms, 4, 5), 12s, 100us);
        scene.tick(13s);
        const auto seen = scene.of(Kind::Stale);
        QCOMPARE(seen.size(), 1u);
        // Nobody told of a write: none is made up.
        QVERIFY(!seen[0].as<StaleAnswers>()->write);
        QVERIFY(sightingText(seen[0], scene.now)
                    .sentence.contains(QLatin1String("which write it was is not known")));
    }
    void ofTwoWritesAtThatMomentNoneIsNamed()
    {
        Scene scene;
        scene.happens(TruthChange{"profile", 5, ""}, 10s + 3ms);
        scene.happens(writeOf("one", 5), 10s, 4ms);
        scene.happens(writeOf("two", 9), 10s + 1ms, 4ms);
        scene.happens(staleOf("profile", 2s - 3ms + 100us, 4, 5), 12s, 100us);
        scene.tick(13s);
        QVERIFY(!scene.of(Kind::Stale)[0].as<StaleAnswers>()->write);
    }

    void server(Scene &scene, ServerChange::State state, Epoch epoch)
    {
        scene.happens(ServerChange{Tier::Redis, state, epoch, {}, {}, {}}, scene.now);
        scene.tick(scene.now + 1ms);
    }
    // 400 reads a second of which `hits` find their key, by position: exact shares.
    void traffic(Scene &scene, Duration span, double hits, Epoch epoch = 0)
    {
        double due = 0;
        const auto end = scene.now + span;
        for (auto at = scene.now; at < end; at += 2500us) {
            due += hits;
            Request request = hitOf("k" + std::to_string(at.count() % 997), 1);
            if (due < 1)
                request = missOf("k" + std::to_string(at.count() % 997), 30s);
            else
                due -= 1;
            request.steps[0].epoch = epoch;
            scene.happens(request, at, 100us);
            if (at - scene.now >= 33ms)
                scene.tick(at);
        }
        scene.tick(end);
    }
    void aRestartOfRedisIsAColdStart()
    {
        Scene scene;
        scene.happens(ServerSample{0, RedisSample{}}, 0s);
        server(scene, ServerChange::State::Up, 0);
        traffic(scene, 20s, 0.95);
        QVERIFY(scene.of(Kind::ColdStart).empty());
        server(scene, ServerChange::State::Stopping, 0);
        server(scene, ServerChange::State::Starting, 1);
        const auto up = scene.now;
        server(scene, ServerChange::State::Up, 1);
        traffic(scene, 2s, 0.1, 1);
        auto seen = scene.of(Kind::ColdStart);
        QCOMPARE(seen.size(), 1u);
        QVERIFY(seen[0].state == Sighting::State::Ongoing);
        traffic(scene, 3s, 0.6, 1);
        traffic(scene, 4s, 0.95, 1);
        seen = scene.of(Kind::ColdStart);
        QCOMPARE(seen.size(), 1u);
        QVERIFY(seen[0].state == Sighting::State::Over);
        const auto *figures = seen[0].as<ColdStart>();
        QVERIFY(figures->cause == ColdStart::Cause::Restarted);
        QVERIFY(std::abs(figures->before - 0.95) < 0.005);
        QVERIFY(figures->toHalf && figures->toTarget);
        QVERIFY(std::chrono::abs(*figures->toHalf - 2s) < 600ms);
        QVERIFY(std::chrono::abs(*figures->toTarget - 5s) < 600ms);
        QVERIFY(seen[0].from >= up && seen[0].from < up + 10ms);
        // 2 s × 400/s × 90 % + 3 s × 40 %, and 6 s at 5 % less 5 %
        QVERIFY2(figures->extraQueries() > 1000 && figures->extraQueries() < 1130,
            qPrintable(QString::number(figures->extraQueries())));
    }
    void aRedisThatKeepsItsKeysIsNone()
    {
        Scene scene;
        RedisSample keeps;
        keeps.persists = true;
        scene.happens(ServerSample{0, keeps}, 0s);
        server(scene, ServerChange::State::Up, 0);
        traffic(scene, 15s, 0.95);
        server(scene, ServerChange::State::Stopping, 0);
        server(scene, ServerChange::State::Up, 1);
        traffic(scene, 3s, 0.2, 1);
        QVERIFY(scene.of(Kind::ColdStart).empty());
    }
    void whatIsWarmAgainAtOnceIsNone()
    {
        Scene scene;
        scene.happens(ServerSample{0, RedisSample{}}, 0s);
        server(scene, ServerChange::State::Up, 0);
        traffic(scene, 15s, 0.95);
        server(scene, ServerChange::State::Stopping, 0);
        server(scene, ServerChange::State::Up, 1);
        traffic(scene, 10s, 0.75, 1); // three quarters of 95 % are 71 %
        QVERIFY(scene.of(Kind::ColdStart).empty());
    }
    void invalidatingEverythingIsOne_aFewKeysAreNone()
    {
        Scene scene;
        server(scene, ServerChange::State::Up, 0);
        traffic(scene, 15s, 0.95);
        scene.happens(Action{Action::Kind::InvalidatePattern, Tier::Redis, "x", 0}, scene.now);
        traffic(scene, 10s, 0.9);
        QVERIFY(scene.of(Kind::ColdStart).empty());
        scene.happens(Action{Action::Kind::InvalidateAll, Tier::Redis, "all", 0}, scene.now);
        traffic(scene, 3s, 0.3);
        QCOMPARE(scene.of(Kind::ColdStart).size(), 1u);
        QVERIFY(
            scene.of(Kind::ColdStart)[0].as<ColdStart>()->cause == ColdStart::Cause::Invalidated);
    }
    void somebodyElseMayEmptyRedis()
    {
        Scene scene;
        server(scene, ServerChange::State::Up, 0);
        RedisSample sample;
        const auto tell = [&](std::uint64_t keys, std::uint64_t expired) {
            sample.keys = keys;
            sample.expired = expired;
            scene.happens(ServerSample{0, sample}, scene.now);
        };
        traffic(scene, 15s, 0.95);
        tell(600, 100);
        traffic(scene, 1s, 0.2);
        tell(150, 550); // time took them
        traffic(scene, 5s, 0.9);
        QVERIFY(scene.of(Kind::ColdStart).empty());
        tell(600, 560);
        traffic(scene, 1s, 0.2);
        tell(150, 565);
        traffic(scene, 3s, 0.5);
        QCOMPARE(scene.of(Kind::ColdStart).size(), 1u);
        QVERIFY(scene.of(Kind::ColdStart)[0].as<ColdStart>()->cause == ColdStart::Cause::Emptied);
    }

    void keysFilledTogetherAreACliff_andTheForecastComesTrue()
    {
        Scene scene;
        Cache cache{std::vector<SinceStart>(600), {}, 0};
        server(scene, ServerChange::State::Up, 0);
        scene.tick(5s);
        cache.fillTogether(scene);
        cache.play(scene, 10s, 400);
        auto seen = scene.of(Kind::Cliff);
        QCOMPARE(seen.size(), 1u);
        QVERIFY(seen[0].state == Sighting::State::Forecast);
        QVERIFY(seen[0].from > 34s && seen[0].from < 36s);
        QCOMPARE(seen[0].key, std::string("tierlens:profile:*"));
        const auto text = sightingText(seen[0], scene.now).sentence;
        QVERIFY2(
            text.contains(QLatin1String("600 keys of profile:* expire within")), qPrintable(text));
        cache.play(scene, 17s, 400);
        const auto expected = scene.of(Kind::Cliff)[0].as<Cliff>()->expected;
        cache.play(scene, 8s, 400);
        seen = scene.of(Kind::Cliff);
        QVERIFY(seen[0].state == Sighting::State::Over);
        const auto *figures = seen[0].as<Cliff>();
        QVERIFY(figures->outcome == Cliff::Outcome::Measured);
        QCOMPARE(figures->keys, 600u);
        QVERIFY2(std::abs(figures->measured - expected) < 0.15 * expected,
            qPrintable(QStringLiteral("%1 %2").arg(expected).arg(figures->measured)));
        QVERIFY2(sightingText(seen[0], scene.now).sentence.contains(QLatin1String("came")), "");
    }
    void spreadExpiryTimesAreNoCliff()
    {
        Scene scene;
        Cache cache{std::vector<SinceStart>(600), {}, 0.2};
        scene.tick(5s);
        cache.fillTogether(scene);
        cache.play(scene, 100s, 400);
        QVERIFY(scene.of(Kind::Cliff).empty());
    }
    void steadyTrafficIsNoCliff_data()
    {
        QTest::addColumn<int>("ttl");
        QTest::addColumn<int>("keys");
        QTest::newRow("ordinary") << 30 << 600;
        QTest::newRow("short") << 4 << 600;
        QTest::newRow("many") << 30 << 20'000;
    }
    void steadyTrafficIsNoCliff()
    {
        QFETCH(int, ttl);
        QFETCH(int, keys);
        Scene scene;
        Cache cache{std::vector<SinceStart>(std::size_t(keys)), {}, 0};
        cache.ttl = std::chrono::seconds(ttl);
        // Warmed up: each key's time is over at a moment of its own.
        for (auto &at : cache.expires)
            at = Duration(std::int64_t(cache.random() % 30'000)) * 1'000'000;
        cache.play(scene, 40s, 2000);
        const auto before = scene.of(Kind::Cliff).size();
        cache.play(scene, 60s, 2000);
        QCOMPARE(scene.of(Kind::Cliff).size(), before);
        QCOMPARE(before, 0u);
    }
    void aFewKeysAreNoCliff()
    {
        Scene scene;
        Cache cache{std::vector<SinceStart>(45), {}, 0};
        scene.tick(5s);
        cache.fillTogether(scene);
        cache.play(scene, 40s, 100);
        QVERIFY(scene.of(Kind::Cliff).empty());
    }
    void keysNobodyAsksForAreNoCliff()
    {
        Scene scene;
        Cache cache{std::vector<SinceStart>(600), {}, 0};
        scene.tick(5s);
        cache.fillTogether(scene);
        // Everybody asks for one other key: what expires costs nothing.
        for (int i = 0; i < 4000; ++i) {
            scene.happens(hitOf("other"), scene.now, 100us);
            scene.tick(scene.now + 5ms);
        }
        QVERIFY(scene.of(Kind::Cliff).empty());
    }
    void aCliffWhoseKeysAreDroppedBeforeIsAverted()
    {
        Scene scene;
        Cache cache{std::vector<SinceStart>(300), {}, 0};
        scene.tick(5s);
        cache.fillTogether(scene);
        cache.play(scene, 10s, 400);
        QCOMPARE(scene.of(Kind::Cliff).size(), 1u);
        for (int key = 0; key < 300; ++key)
            scene.happens(
                KeyDrop{KeyDrop::Reason::Invalidated, "tierlens:profile:" + std::to_string(key), 1},
                scene.now);
        scene.wait(1s); // at once: nobody is warned of keys that are not there
        QVERIFY(scene.of(Kind::Cliff)[0].as<Cliff>()->outcome == Cliff::Outcome::Averted);
        scene.wait(24s);
        const auto seen = scene.of(Kind::Cliff);
        QVERIFY(seen[0].as<Cliff>()->outcome == Cliff::Outcome::Averted);
        QVERIFY(seen[0].state == Sighting::State::Over);
    }
    void whileRedisIsDownNothingIsMeasured()
    {
        Scene scene;
        Cache cache{std::vector<SinceStart>(300), {}, 0};
        server(scene, ServerChange::State::Up, 0);
        scene.tick(5s);
        cache.fillTogether(scene);
        const auto cliff = 35s;
        cache.play(scene, cliff + 500ms - scene.now, 400);
        server(scene, ServerChange::State::Frozen, 0);
        scene.wait(5s);
        QVERIFY(scene.of(Kind::Cliff)[0].as<Cliff>()->outcome == Cliff::Outcome::Unclear);
    }
    void expiriesAreForecastByPattern()
    {
        HeldKeys keys;
        for (int i = 0; i < 30; ++i)
            keys.apply(missOf("tierlens:profile:" + std::to_string(i), 30s), 0s);
        for (int i = 0; i < 10; ++i)
            keys.apply(missOf("tierlens:feed:" + std::to_string(i), 10s), std::chrono::seconds(i));
        const auto forecast = expiryForecast(keys, 10s, 60);
        QCOMPARE(forecast.patterns.size(), 2u);
        QCOMPARE(forecast.patterns[0].pattern, std::string("tierlens:profile:*"));
        QCOMPARE(forecast.patterns[0].perSecond[20], 30u);
        QCOMPARE(forecast.patterns[0].steady, 1.0);
        QCOMPARE(forecast.patterns[1].keys, 10u);
        QCOMPARE(forecast.patterns[1].perSecond[3], 1u);
        QCOMPARE(patternOf("session:1"), std::string("session:*"));
        QCOMPARE(patternOf("online"), std::string("online"));
    }

    void oneKindDoesNotPushOutTheOthers()
    {
        SightingList list;
        list.add({0, {}, 0s, 0s, "cold", false, ColdStart{}});
        for (int i = 0; i < 1000; ++i)
            list.add({0, {}, 1s, 1s, std::to_string(i), false, StaleAnswers{}});
        QCOMPARE(list.all().size(), SightingList::Most);
        QCOMPARE(list.all().front().key, std::string("cold"));
        QCOMPARE(list.all().back().key, std::string("999"));
        QVERIFY(!list.change(2));
        QVERIFY(list.change(1));
    }
    void theReportSaysWhatTheSentenceSays()
    {
        Scene scene;
        scene.tick(5s);
        crowd(scene, "tierlens:k", 16, 40ms);
        scene.tick(6s);
        const auto report = sightingsReport(scene.store->sightings(), scene.now);
        QCOMPARE(report.size(), 1);
        const auto one = report[0].toObject();
        QCOMPARE(one[QStringLiteral("kind")].toString(), QStringLiteral("stampede"));
        QCOMPARE(one[QStringLiteral("queries")].toInt(), 16);
        QCOMPARE(one[QStringLiteral("wasted_ms")].toDouble(), 600.0);
        QCOMPARE(one[QStringLiteral("key")].toString(), QStringLiteral("tierlens:k"));
        QVERIFY(one[QStringLiteral("text")].toString().contains(QLatin1String("600 ms")));
        QVERIFY(std::abs(one[QStringLiteral("at_s")].toDouble() - 5.0001) < 1e-6);
    }
};

QTEST_GUILESS_MAIN(TestSightings)
#include "tst_sightings.moc"
