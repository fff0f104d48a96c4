// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/waitedbuckets.h"

#include "core/durationtext.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
struct WaitedBucketsWords
{
    Q_DECLARE_TR_FUNCTIONS(WaitedBuckets)
};

std::uint64_t inBucket(const Histogram &histogram, const WaitedBuckets::Bucket &bucket)
{
    if (histogram.count() == 0)
        return 0;
    if (bucket.to != Duration::max())
        return histogram.between(bucket.from, bucket.to);
    return histogram.count() - histogram.between(Duration::zero(), bucket.from);
}
} // namespace

Duration WaitedBuckets::edge(int index)
{
    return Duration{std::llround(
        static_cast<double>(Lowest.count()) * std::pow(10.0, double(index) / PerDecade))};
}

WaitedBuckets waitedBuckets(const RequestCounts &window)
{
    const auto &hit = window.timing(Series::Hit);
    const auto &miss = window.timing(Series::Miss);
    const auto &bypass = window.timing(Series::Bypass);
    const auto slowest = std::max({hit.max(), miss.max(), bypass.max()});
    int last = 4 * WaitedBuckets::PerDecade;
    while (slowest > WaitedBuckets::edge(last) && last < 8 * WaitedBuckets::PerDecade)
        last += WaitedBuckets::PerDecade;

    WaitedBuckets waited;
    for (int i = 0; i < last; ++i) {
        WaitedBuckets::Bucket bucket{i == 0 ? Duration::zero() : WaitedBuckets::edge(i),
            i == last - 1 ? Duration::max() : WaitedBuckets::edge(i + 1)};
        bucket.redis = inBucket(hit, bucket);
        bucket.postgres = inBucket(miss, bucket) + inBucket(bypass, bucket);
        waited.redis += bucket.redis;
        waited.postgres += bucket.postgres;
        waited.highest = std::max(waited.highest, bucket.count());
        waited.buckets.push_back(bucket);
    }
    return waited;
}

QString bucketText(const WaitedBuckets::Bucket &bucket)
{
    const auto counts = WaitedBucketsWords::tr("%1 answered by Redis, %2 had to ask Postgres")
                            .arg(countText(bucket.redis), countText(bucket.postgres));
    if (bucket.from == Duration::zero())
        return WaitedBucketsWords::tr("below %1: %2").arg(durationText(bucket.to), counts);
    if (bucket.to == Duration::max())
        return WaitedBucketsWords::tr("%1 and more: %2").arg(durationText(bucket.from), counts);
    return WaitedBucketsWords::tr("%1 to %2: %3")
        .arg(durationText(bucket.from), durationText(bucket.to), counts);
}

QString waitedText(const WaitedBuckets &waited)
{
    if (waited.redis + waited.postgres == 0)
        return WaitedBucketsWords::tr("Nothing has been asked in the last 60 s.");
    const auto fullest = std::max_element(waited.buckets.begin(), waited.buckets.end(),
        [](const auto &a, const auto &b) { return a.count() < b.count(); });
    return WaitedBucketsWords::tr(
        "In the last 60 s %1 answers came from Redis and %2 had to ask Postgres. Most "
        "often: %3.")
        .arg(countText(waited.redis), countText(waited.postgres), bucketText(*fullest));
}

} // namespace tierlens
