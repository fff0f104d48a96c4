// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/requestcounts.h"

#include <array>

namespace tierlens {

// Counts of the last half minute in quarters of a second, filed under the moment a request ended.
// Exact, overflow of the queue included (that is filed under the moment it was told).
class Pulse
{
public:
    static constexpr Duration Length = std::chrono::milliseconds{250};
    struct Counts
    {
        std::uint64_t reads = 0, hits = 0, asked = 0; // as in RequestCounts
        std::uint64_t queries = 0; // statements answered by Postgres
        double hitRate() const { return asked == 0 ? -1.0 : double(hits) / double(asked); }
    };

    void add(const Request &request, SinceStart end);
    void addOverflow(const RequestCounts &counts, SinceStart now);
    // Of the whole quarters that begin in [from, to); at most half a minute back.
    Counts between(SinceStart from, SinceStart to) const;
    std::uint64_t queries() const { return m_queries; } // since the session began

private:
    struct Bucket
    {
        std::int64_t number = -1;
        Counts counts;
    };
    Counts &at(SinceStart moment);

    std::array<Bucket, 128> m_buckets;
    std::uint64_t m_queries = 0;
};

} // namespace tierlens
