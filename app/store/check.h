// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/requestcounts.h"

#include <map>
#include <optional>

namespace tierlens {

// Compares our counts with the servers' own, one server process (epoch) at a time.
//
// A reading is taken while no request is under way, so growth must be equal. A call that was sent
// and never answered may or may not have been counted by the server: it widens the comparison by
// one and is reported. What a dead process counted after its last reading nobody can check: it is
// reported as unchecked, never as agreement.
class Check
{
public:
    struct Figures
    {
        std::uint64_t hits = 0, misses = 0, queries = 0;
    };
    struct Verdict
    {
        Figures ours, servers; // over what could be compared
        std::uint64_t unanswered = 0; // calls that may be in the servers' figures or not
        std::uint64_t unchecked = 0; // calls no reading covers (yet)
        std::uint64_t readings = 0; // comparisons made
        bool agrees = true;
    };

    // `usable` is false if requests were counted in this batch without their time.
    void apply(const CheckReading &reading, const RequestCounts &total, bool usable);
    Verdict verdict(Tier tier, const RequestCounts &total) const;

private:
    struct Life // one server process
    {
        std::optional<CheckReading> baseline; // none: it began at zero under our eyes
        EpochCounts oursAtBaseline;
        std::optional<CheckReading> last;
        EpochCounts oursAtLast;
    };
    std::map<Epoch, Life> m_redis, m_postgres;
};

} // namespace tierlens
