// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/flowanimation.h"
#include "flowexample.h"

#include <QTest>

#include <functional>
#include <map>
#include <random>

using namespace tierlens;
using namespace std::chrono_literals;
using Kind = FlowAnimation::Kind;

namespace {
using Stage = std::pair<FlowPipe, Kind>;

Store::RecentRequest recent(const Request &request) { return {request, 0ns, 1ms}; }
Store::RecentRequest recent(Outcome outcome)
{
    return recent(example::request(outcome, 0, 100us, 40ms));
}

// The stages one request is seen in, in order.
std::vector<Stage> journey(FlowAnimation &animation, const Request &request)
{
    const std::array batch{recent(request)};
    SinceStart now = 10s;
    animation.advance(now);
    animation.add(batch, 0, now);
    std::vector<Stage> stages;
    for (int i = 0; i < 1000; ++i) {
        now += 20ms;
        animation.advance(now);
        for (const auto &dot : animation.dots()) {
            if (stages.empty() || stages.back() != Stage(dot.pipe, dot.kind))
                stages.emplace_back(dot.pipe, dot.kind);
        }
    }
    return stages;
}

Request failing(std::initializer_list<std::pair<StepKind, StepResult>> steps)
{
    Request request;
    request.outcome = Outcome::Failed;
    for (const auto &[kind, result] : steps) {
        request.steps[request.stepCount].kind = kind;
        request.steps[request.stepCount++].result = result;
    }
    return request;
}

Request changed(Request request, bool invalidated)
{
    request.invalidated = invalidated;
    return request;
}
} // namespace
Q_DECLARE_METATYPE(tierlens::Request)
Q_DECLARE_METATYPE(std::vector<Stage>)

class TestFlowAnimation : public QObject
{
    Q_OBJECT

    std::mt19937 m_random{3};

    // Asks at `rate` for `length`, a batch and a picture every 33 ms.
    void run(
        FlowAnimation &animation, double rate, const std::vector<std::pair<Outcome, double>> &mix,
        SinceStart &now, Duration length, const std::function<void()> &look = [] {})
    {
        std::vector<double> weights;
        for (const auto &one : mix)
            weights.push_back(one.second);
        std::discrete_distribution<std::size_t> pick(weights.begin(), weights.end());
        double due = 0;
        for (const auto end = now + length; now < end; now += 33ms) {
            std::vector<Store::RecentRequest> batch;
            for (due += rate * 0.033; due >= 1; --due)
                batch.push_back(recent(mix[pick(m_random)].first));
            animation.add(batch, 0, now);
            animation.advance(now);
            look();
        }
    }

private Q_SLOTS:
    void eachOutcomeGoesItsWay_data()
    {
        using P = FlowPipe;
        QTest::addColumn<Request>("request");
        QTest::addColumn<std::vector<Stage>>("stages");
        const auto made = [](Outcome outcome) { return example::request(outcome, 0, 100us, 40ms); };
        const Stage ask{P::Ask, Kind::Question}, toPostgres{P::Miss, Kind::Miss},
            slow{P::Answer, Kind::Miss};
        QTest::newRow("hit") << made(Outcome::Hit)
                             << std::vector<Stage>{ask, {P::Answer, Kind::Hit}};
        QTest::newRow("miss") << made(Outcome::Miss)
                              << std::vector<Stage>{ask, toPostgres, {P::Row, Kind::Fill}, slow};
        auto unfilled = made(Outcome::Miss);
        unfilled.stepCount = 2;
        QTest::newRow("miss without fill")
            << unfilled << std::vector<Stage>{ask, toPostgres, {P::Row, Kind::Miss}, slow};
        QTest::newRow("coalesced") << made(Outcome::Coalesced) << std::vector<Stage>{ask, slow};
        QTest::newRow("bypass") << made(Outcome::Bypass)
                                << std::vector<Stage>{
                                       {P::Write, Kind::Question}, {P::Back, Kind::Miss}};
        QTest::newRow("write") << changed(made(Outcome::Write), false)
                               << std::vector<Stage>{{P::Write, Kind::Write}};
        QTest::newRow("write that invalidates")
            << changed(made(Outcome::Write), true)
            << std::vector<Stage>{{P::Write, Kind::Write}, {P::Invalidate, Kind::Invalidated}};
        QTest::newRow("failed at Redis") << failing({{StepKind::CacheRead, StepResult::Unanswered}})
                                         << std::vector<Stage>{ask, {P::Ask, Kind::Failed}};
        QTest::newRow("failed at Postgres")
            << failing(
                   {{StepKind::CacheRead, StepResult::Miss}, {StepKind::Query, StepResult::Failed}})
            << std::vector<Stage>{ask, toPostgres, {P::Miss, Kind::Failed}};
        QTest::newRow("failed past Redis")
            << failing({{StepKind::CacheRead, StepResult::Failed},
                   {StepKind::Query, StepResult::Failed}})
            << std::vector<Stage>{{P::Write, Kind::Question}, {P::Write, Kind::Failed}};
        QTest::newRow("failed write")
            << failing({{StepKind::TruthWrite, StepResult::Failed}})
            << std::vector<Stage>{{P::Write, Kind::Write}, {P::Write, Kind::Failed}};
    }
    void eachOutcomeGoesItsWay()
    {
        QFETCH(Request, request);
        QFETCH(std::vector<Stage>, stages);
        FlowAnimation animation;
        QCOMPARE(journey(animation, request), stages);
        QVERIFY(!animation.isMoving());
    }

    void aFillLeavesAPulse()
    {
        FlowAnimation animation;
        animation.advance(10s);
        animation.add(std::array{recent(Outcome::Miss)}, 0, 10s);
        bool hadDot = false, pulsed = false;
        for (SinceStart now = 10s; now < 20s; now += 20ms) {
            animation.advance(now);
            const bool inRow = std::any_of(animation.dots().begin(), animation.dots().end(),
                [](const auto &dot) { return dot.pipe == FlowPipe::Row; });
            if (inRow)
                QVERIFY(animation.pulse(FlowPipe::Row) < 0);
            hadDot = hadDot || inRow;
            pulsed = pulsed || (hadDot && animation.pulse(FlowPipe::Row) >= 0);
        }
        QVERIFY(pulsed);
        QVERIFY(animation.pulse(FlowPipe::Row) < 0); // and it ends
    }

    void dotsStopBeforeADeadServer()
    {
        FlowAnimation animation;
        animation.setAnswers(Tier::Redis, false);
        QCOMPARE(journey(animation, example::request(Outcome::Hit, 0, 100us, 40ms)),
            (std::vector<Stage>{{FlowPipe::Ask, Kind::Question}, {FlowPipe::Ask, Kind::Failed}}));
        animation.setAnswers(Tier::Redis, true);
        animation.clear();
        animation.setAnswers(Tier::Postgres, false, true);
        QCOMPARE(journey(animation, example::request(Outcome::Miss, 0, 100us, 40ms)),
            (std::vector<Stage>{{FlowPipe::Ask, Kind::Question}, {FlowPipe::Miss, Kind::Miss},
                {FlowPipe::Miss, Kind::Failed}}));
    }

    void aDotThatStopsNeverReachesTheBox()
    {
        FlowAnimation animation;
        animation.setAnswers(Tier::Redis, false);
        animation.advance(10s);
        animation.add(std::array{recent(Outcome::Hit)}, 0, 10s);
        float strength = 1;
        for (SinceStart now = 10s; now < 14s; now += 20ms) {
            animation.advance(now);
            for (const auto &dot : animation.dots()) {
                QVERIFY(dot.along < 0.95F);
                if (dot.kind == Kind::Failed) {
                    QVERIFY(dot.strength <= strength);
                    strength = dot.strength;
                }
            }
        }
        QVERIFY(strength < 0.1F);
    }

    void proportionsAreKept_data()
    {
        QTest::addColumn<double>("rate");
        QTest::newRow("one dot each") << 20.0;
        QTest::newRow("400/s") << 400.0;
        QTest::newRow("5000/s") << 5000.0;
    }
    void proportionsAreKept()
    {
        QFETCH(double, rate);
        FlowAnimation animation;
        SinceStart now = 10s;
        const std::vector<std::pair<Outcome, double>> mix{
            {Outcome::Hit, 0.8}, {Outcome::Bypass, 0.15}, {Outcome::Write, 0.05}};
        animation.advance(now);
        run(animation, rate, mix, now, 5s); // until N has settled
        const auto perDot = animation.requestsPerDot();
        QVERIFY(rate / perDot <= FlowAnimation::MaxStartsPerSecond * 1.1);
        std::map<Stage, double> presence;
        double samples = 0;
        run(animation, rate, mix, now, rate > 1000 ? 30s : 90s, [&] {
            for (const auto &dot : animation.dots())
                ++presence[{dot.pipe, dot.kind}];
            ++samples;
        });
        QCOMPARE(animation.requestsPerDot(), perDot);
        // Little's law: how many are in a pipe on average = rate of starts × travel time.
        const auto expected
            = [&](double share, double travel) { return rate * share / perDot * travel; };
        const auto near
            = [](double got, double want) { return std::abs(got - want) <= 0.12 * want + 0.05; };
        const double hits = presence[{FlowPipe::Answer, Kind::Hit}] / samples;
        const double bypasses = presence[{FlowPipe::Back, Kind::Miss}] / samples;
        const double writes = presence[{FlowPipe::Write, Kind::Write}] / samples;
        QVERIFY2(near(hits, expected(0.8, 0.8)),
            qPrintable(QStringLiteral("%1 %2").arg(hits).arg(expected(0.8, 0.8))));
        QVERIFY2(near(bypasses, expected(0.15, 1)),
            qPrintable(QStringLiteral("%1 %2").arg(bypasses).arg(expected(0.15, 1))));
        QVERIFY2(near(writes, expected(0.05, 1)),
            qPrintable(QStringLiteral("%1 %2").arg(writes).arg(expected(0.05, 1))));
    }

    void aRareWriteIsSeenAtOnce()
    {
        FlowAnimation animation;
        SinceStart now = 10s;
        animation.advance(now);
        run(animation, 5000, {{Outcome::Hit, 1}}, now, 5s);
        QVERIFY(animation.requestsPerDot() >= 100);
        animation.add(std::array{recent(Outcome::Write)}, 0, now);
        animation.advance(now + 100ms);
        QVERIFY(std::any_of(animation.dots().begin(), animation.dots().end(),
            [](const auto &dot) { return dot.kind == Kind::Write; }));
    }

    void whatWasDroppedCountsLikeTheRest()
    {
        FlowAnimation exact, dropping;
        const std::vector<Store::RecentRequest> all(200, recent(Outcome::Hit));
        for (SinceStart now = 10s; now < 20s; now += 33ms) {
            exact.add(all, 0, now);
            exact.advance(now);
            dropping.add(std::span(all).first(20), 180, now);
            dropping.advance(now);
        }
        QCOMPARE(dropping.requestsPerDot(), exact.requestsPerDot());
        QVERIFY(exact.dots().size() > 10);
        QVERIFY(std::abs(double(dropping.dots().size()) - double(exact.dots().size()))
            <= 0.15 * double(exact.dots().size()));
    }

    void thePoolIsBounded()
    {
        FlowAnimation animation;
        animation.advance(10s);
        const std::vector<Store::RecentRequest> burst(5000, recent(Outcome::Miss));
        for (SinceStart now = 10s; now < 12s; now += 1ms) {
            animation.add(burst, 1'000'000, now);
            animation.advance(now);
            QVERIFY(animation.dots().size() <= FlowAnimation::MaxDots);
        }
        QVERIFY(animation.dots().size() < 300); // in fact far fewer: N follows the rate
    }

    void requestsPerDotHasHysteresis()
    {
        FlowAnimation animation;
        SinceStart now = 10s;
        animation.advance(now);
        run(animation, 400, {{Outcome::Hit, 1}}, now, 4s);
        QCOMPARE(animation.requestsPerDot(), 25u);
        QCOMPARE(animation.note().first(), QStringLiteral("1 dot = 25 requests · slowed down"));
        run(animation, 230, {{Outcome::Hit, 1}}, now, 4s); // 10 would do, but only just
        QCOMPARE(animation.requestsPerDot(), 25u);
        run(animation, 150, {{Outcome::Hit, 1}}, now, 4s);
        QCOMPARE(animation.requestsPerDot(), 10u);
        run(animation, 5, {{Outcome::Hit, 1}}, now, 6s);
        QCOMPARE(animation.requestsPerDot(), 1u);
        QCOMPARE(animation.note().first(), QStringLiteral("1 dot = 1 request · slowed down"));
    }

    void lessRoomMeansFewerDots()
    {
        FlowAnimation animation;
        animation.setRoom(6);
        SinceStart now = 10s;
        animation.advance(now);
        run(animation, 400, {{Outcome::Hit, 1}}, now, 4s);
        QCOMPARE(animation.requestsPerDot(), 50u);
    }

    void pausedTrafficRunsOut()
    {
        FlowAnimation animation;
        SinceStart now = 10s;
        animation.advance(now);
        run(animation, 400, {{Outcome::Hit, 0.7}, {Outcome::Miss, 0.3}}, now, 3s);
        QVERIFY(animation.isMoving());
        for (const auto end = now + 6s; now < end; now += 33ms) {
            animation.add({}, 0, now);
            animation.advance(now);
        }
        QVERIFY(!animation.isMoving());
        QVERIFY(animation.dots().empty());
    }

    void timeMayJump()
    {
        FlowAnimation animation;
        SinceStart now = 10s;
        animation.advance(now);
        run(animation, 400, {{Outcome::Hit, 1}}, now, 3s);
        QVERIFY(!animation.dots().empty());
        animation.advance(now + 1h); // a suspended laptop: nothing is left over
        QVERIFY(animation.dots().empty());
        now += 1h;
        run(animation, 400, {{Outcome::Hit, 1}}, now, 3s);
        QVERIFY(!animation.dots().empty());
        animation.advance(1s); // another session
        QVERIFY(animation.dots().empty());
        now = 1s;
        run(animation, 20, {{Outcome::Hit, 1}}, now, 3s);
        QVERIFY(!animation.dots().empty());
    }

    void reducedMotionLightsPipes()
    {
        FlowAnimation animation;
        animation.setReducedMotion(true);
        animation.advance(10s);
        animation.add(std::array{recent(Outcome::Miss)}, 0, 10s);
        animation.advance(10s + 100ms);
        QVERIFY(animation.dots().empty());
        QVERIFY(!animation.isMoving());
        QVERIFY(animation.isLit(FlowPipe::Ask));
        QVERIFY(animation.isLit(FlowPipe::Row));
        QVERIFY(!animation.isLit(FlowPipe::Write));
        QVERIFY(animation.pulse(FlowPipe::Row) >= 0);
        animation.advance(10s + 990ms);
        QVERIFY(!animation.isLit(FlowPipe::Ask));
        QVERIFY(animation.note().first().contains(QStringLiteral("reduced motion")));
    }
};

QTEST_GUILESS_MAIN(TestFlowAnimation)
#include "tst_flowanimation.moc"
