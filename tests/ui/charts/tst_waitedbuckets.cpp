// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/waitedbuckets.h"

#include <QTest>

using namespace tierlens;
using namespace std::chrono_literals;

namespace {
Request request(Outcome outcome)
{
    Request request;
    request.outcome = outcome;
    return request;
}
} // namespace

class TestWaitedBuckets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void edgesAreSixToADecade()
    {
        QCOMPARE(WaitedBuckets::edge(0), Duration{20us});
        QCOMPARE(WaitedBuckets::edge(6), Duration{200us});
        QCOMPARE(WaitedBuckets::edge(24), Duration{200ms});
    }

    void everyAnswerIsCountedOnce_data()
    {
        QTest::addColumn<qint64>("slowest");
        QTest::newRow("quick") << qint64(90ms / 1ns);
        QTest::newRow("seconds") << qint64(5s / 1ns);
        QTest::newRow("beyond the histogram") << qint64(300s / 1ns);
    }
    void everyAnswerIsCountedOnce()
    {
        QFETCH(qint64, slowest);
        RequestCounts counts;
        std::uint64_t redis = 0, postgres = 0;
        for (int i = 0; i < 3000; ++i) {
            const Duration took{1 + slowest * i / 3000};
            const auto outcome = Outcome(i % 6);
            counts.add(request(outcome), took);
            redis += outcome == Outcome::Hit ? 1 : 0;
            postgres += outcome == Outcome::Miss || outcome == Outcome::Coalesced
                    || outcome == Outcome::Bypass
                ? 1
                : 0;
        }
        counts.add(request(Outcome::Hit), 500ns); // below the first edge
        counts.add(request(Outcome::Bypass), Duration{slowest});
        const auto waited = waitedBuckets(counts);
        QCOMPARE(waited.redis, redis + 1);
        QCOMPARE(waited.postgres, postgres + 1); // writes and failures are not answers
        for (std::size_t i = 1; i < waited.buckets.size(); ++i)
            QCOMPARE(waited.buckets[i].from, waited.buckets[i - 1].to);
        QCOMPARE(waited.buckets.front().from, Duration::zero());
        QCOMPARE(waited.buckets.back().to, Duration::max());
    }

    void answersAreInTheBucketThatSaysSo()
    {
        RequestCounts counts;
        for (int i = 0; i < 7; ++i)
            counts.add(request(Outcome::Hit), 105us);
        counts.add(request(Outcome::Miss), 41ms);
        const auto waited = waitedBuckets(counts);
        QCOMPARE(waited.buckets.size(), std::size_t(24));
        QCOMPARE(waited.highest, 7u);
        for (const auto &bucket : waited.buckets) {
            const bool hits = bucket.from <= 105us && 105us < bucket.to;
            const bool miss = bucket.from <= 41ms && 41ms < bucket.to;
            QCOMPARE(bucket.redis, hits ? 7u : 0u);
            QCOMPARE(bucket.postgres, miss ? 1u : 0u);
        }
    }

    void textsTellRangeAndCounts()
    {
        QCOMPARE(bucketText({100us, 140us, 1204, 3}),
            QStringLiteral(
                "0.10 ms to 0.14 ms: 1\u202f204 answered by Redis, 3 had to ask Postgres"));
        QVERIFY(bucketText({0ns, 29us, 1, 0}).startsWith(QStringLiteral("below 0.03 ms")));
        QVERIFY(bucketText({140ms, Duration::max(), 0, 2})
                    .startsWith(QStringLiteral("140 ms and more")));
        QCOMPARE(waitedText(waitedBuckets({})),
            QStringLiteral("Nothing has been asked in the last 60 s."));
    }
};

QTEST_GUILESS_MAIN(TestWaitedBuckets)
#include "tst_waitedbuckets.moc"
