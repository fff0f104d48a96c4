// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace tierlens {

// How long calls took, in buckets of powers of two as LATENCY HISTOGRAM gives them: bucket i holds
// calls of at most 2^i µs. What is read back is an upper bound ("at most 0.26 ms"). Mergeable.
struct Latencies
{
    static constexpr std::size_t Buckets = 32;
    std::array<std::uint32_t, Buckets> counts{};

    static std::size_t bucketOf(Duration took)
    {
        std::size_t bucket = 0;
        while (bucket + 1 < Buckets && took > std::chrono::microseconds(std::int64_t(1) << bucket))
            ++bucket;
        return bucket;
    }
    void add(Duration atMost, std::uint64_t times)
    {
        counts[bucketOf(atMost)] += static_cast<std::uint32_t>(times);
    }
    void merge(const Latencies &other)
    {
        for (std::size_t i = 0; i < Buckets; ++i)
            counts[i] += other.counts[i];
    }
    std::uint64_t count() const
    {
        std::uint64_t sum = 0;
        for (const auto bucket : counts)
            sum += bucket;
        return sum;
    }
    // `share` (0 … 1) of all calls took at most this; 0 if there were none.
    Duration quantile(double share) const
    {
        const auto all = count();
        if (all == 0)
            return {};
        const auto wanted = share * static_cast<double>(all);
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < Buckets; ++i) {
            seen += counts[i];
            if (seen > 0 && static_cast<double>(seen) >= wanted)
                return std::chrono::microseconds(std::int64_t(1) << i);
        }
        return std::chrono::microseconds(std::int64_t(1) << (Buckets - 1));
    }
};

} // namespace tierlens
