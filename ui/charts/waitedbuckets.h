// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/requestcounts.h"

#include <QString>

#include <vector>

namespace tierlens {

// How long the answers of a window took: six steps of equal ratio to a decade, from 0.02 ms up to
// the first of 200 ms, 2 s, 20 s … that holds the slowest. Each answer is in exactly one bucket.
struct WaitedBuckets
{
    struct Bucket
    {
        Duration from{}, to{}; // the first begins at 0, the last has no end (to = max)
        std::uint64_t redis = 0; // answered by Redis
        std::uint64_t postgres = 0; // had to ask Postgres: misses, waiters and bypasses
        std::uint64_t count() const { return redis + postgres; }
    };
    std::vector<Bucket> buckets;
    std::uint64_t redis = 0, postgres = 0; // totals
    std::uint64_t highest = 0; // count of the fullest bucket

    static constexpr int PerDecade = 6;
    static constexpr Duration Lowest = std::chrono::microseconds{20};
    static Duration edge(int index); // Lowest × 10^(index/6)
};

WaitedBuckets waitedBuckets(const RequestCounts &window);

// "0.10 ms to 0.14 ms: 1 204 answered by Redis, 3 had to ask Postgres"
QString bucketText(const WaitedBuckets::Bucket &bucket);
QString waitedText(const WaitedBuckets &waited); // the whole, in a sentence or two

} // namespace tierlens
