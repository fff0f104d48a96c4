// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/store/requests.h"
#include "store/check.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
Request hitIn(Epoch epoch)
{
    auto request = hitOf("k");
    request.steps[0].epoch = epoch;
    return request;
}

CheckReading redisReading(
    Epoch epoch, std::uint64_t hits, std::uint64_t misses, bool baseline = false)
{
    return {Tier::Redis, epoch, baseline, hits, misses, 0};
}
} // namespace

class TestCheck : public QObject
{
    Q_OBJECT
    RequestCounts total;
    void hits(int count, Epoch epoch = 0)
    {
        for (int i = 0; i < count; ++i)
            total.add(hitIn(epoch), 100us);
    }
private Q_SLOTS:
    void init() { total.clear(); }

    void growthSinceTheBaselineIsCompared()
    {
        Check check;
        check.apply(redisReading(0, 1000, 50, true), total, true);
        hits(10);
        check.apply(redisReading(0, 1010, 50), total, true);
        const auto verdict = check.verdict(Tier::Redis, total);
        QVERIFY(verdict.agrees);
        QCOMPARE(verdict.servers.hits, 10u);
        QCOMPARE(verdict.ours.hits, 10u);
        QCOMPARE(verdict.unchecked, 0u);
    }

    void oneTooFewOrTooManyDisagrees()
    {
        for (const std::uint64_t server : {9u, 11u}) {
            init();
            Check check;
            check.apply(redisReading(0, 0, 0, true), total, true);
            hits(10);
            check.apply(redisReading(0, server, 0), total, true);
            QVERIFY(!check.verdict(Tier::Redis, total).agrees);
        }
    }

    void anUnansweredCallMayOrMayNotHaveCounted()
    {
        auto lost = hitOf("k");
        lost.outcome = Outcome::Failed;
        lost.steps[0].result = StepResult::Unanswered;
        for (const std::uint64_t server : {10u, 11u, 12u}) {
            init();
            Check check;
            check.apply(redisReading(0, 0, 0, true), total, true);
            hits(10);
            total.add(lost, 1s);
            check.apply(redisReading(0, server, 0), total, true);
            const auto verdict = check.verdict(Tier::Redis, total);
            QCOMPARE(verdict.agrees, server <= 11);
            QCOMPARE(verdict.unanswered, 1u);
        }
    }

    void eachProcessIsComparedOnItsOwn()
    {
        Check check;
        check.apply(redisReading(0, 0, 0, true), total, true);
        hits(10, 0);
        check.apply(redisReading(0, 10, 0), total, true);
        hits(3, 0); // between the last reading and the crash: nobody can check these
        hits(20, 1); // the new process began at zero
        check.apply(redisReading(1, 20, 0), total, true);
        const auto verdict = check.verdict(Tier::Redis, total);
        QVERIFY(verdict.agrees);
        QCOMPARE(verdict.servers.hits, 30u);
        QCOMPARE(verdict.unchecked, 3u);
        QCOMPARE(verdict.readings, 2u);
    }

    void aBatchThatLostItsTimesIsNotUsed()
    {
        Check check;
        check.apply(redisReading(0, 0, 0, true), total, true);
        hits(10);
        check.apply(redisReading(0, 999, 0), total, false);
        QCOMPARE(check.verdict(Tier::Redis, total).readings, 0u);
        QCOMPARE(check.verdict(Tier::Redis, total).unchecked, 10u);
    }
};

QTEST_GUILESS_MAIN(TestCheck)
#include "tst_check.moc"
