// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <cstdint>
#include <vector>

namespace tierlens {

// Counts durations in log-linear buckets (HDR style): 64 to an octave, so a value read back is
// wrong by at most 1.6 %. 64 ns … 140 s; beyond, the end buckets. Mergeable, never averaged.
class Histogram
{
public:
    void add(Duration value) { addMany(value, 1); }
    void addMany(Duration value, std::uint64_t times);
    void merge(const Histogram &other);
    void clear();

    std::uint64_t count() const { return m_count; }
    Duration max() const { return m_max; } // exact
    Duration sum() const { return m_sum; } // exact
    // The value below which `share` (0 … 1) of all values lie; 0 if there are none.
    Duration quantile(double share) const;
    // How many values lie in [from, to).
    std::uint64_t between(Duration from, Duration to) const;

private:
    std::vector<std::uint32_t> m_buckets; // empty until the first value; grown as needed
    std::uint64_t m_count = 0;
    Duration m_max{}, m_sum{};
};

} // namespace tierlens
