// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sightings/pulse.h"
#include "sightings/sightinglist.h"

#include <optional>

namespace tierlens {

// Recognises cold starts: Redis is empty, the hit rate falls and climbs again as each key comes
// back with the next request for it. Times are those to the beginning of the first whole second
// with that hit rate.
class ColdStarts
{
public:
    static constexpr double Useful = 0.2; // a lower hit rate before leaves nothing to climb to
    // Half a second below three quarters of the hit rate before. What fills faster than that is
    // over before anybody sees it.
    static constexpr double Fallen = 0.75;
    static constexpr std::uint64_t Asked = 10; // reads of that half second, at least
    static constexpr Duration LongestWait = std::chrono::seconds{5}; // asked, and it did not fall
    static constexpr Duration Longest = std::chrono::minutes{2};

    struct Before // what was usual, over the 10 s before Redis was emptied
    {
        double hitRate = -1;
        double queriesPerSecond = 0;
    };
    static Before before(const Pulse &pulse, SinceStart at);

    // Redis may be empty since `at`; whether that matters is seen by the hit rate.
    void begin(ColdStart::Cause cause, SinceStart at, Before before, const Pulse &pulse,
        SightingList &list);
    void advance(SinceStart now, const Pulse &pulse, SightingList &list);
    void dropped(SightingList &) { } // counts stay exact when details are dropped

private:
    void waitForFall(SinceStart now, const Pulse &pulse, SightingList &list);
    void climb(SinceStart now, const Pulse &pulse, SightingList &list);
    void end(SightingList &list, bool interrupted);

    struct Climb
    {
        ColdStart::Cause cause{};
        SinceStart from{}, next{}; // next: the window looked at next
        Before before;
        std::uint64_t queriesAt = 0;
        bool asked = false; // since it was emptied
        std::uint64_t id = 0; // 0: has not been seen to fall yet
    };
    std::optional<Climb> m_climb;
};

} // namespace tierlens
