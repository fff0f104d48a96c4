// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sightings/expiries.h"
#include "sightings/pulse.h"
#include "sightings/sightinglist.h"

#include <vector>

namespace tierlens {

// Forecasts expiry cliffs from the expiry times of the keys in Redis, and afterwards says what
// came of it.
//
// Keys filled at a steady pace expire at a steady pace: each second one of N with a time to live of
// N seconds. A cliff is a second which holds at least five times that share and 50 keys, and whose
// expected queries would show. Steady traffic stays near once the share (with 50 keys a second as a
// bound, chance does not get there); keys filled together and spread by 20 % of the time to live
// either way reach two and a half times. What a cold start fills in its first second is steep
// enough, too: it is a cliff one time to live later if those keys are asked for so often that it
// shows.
class Cliffs
{
public:
    static constexpr std::uint64_t Keys = 50; // within a second
    static constexpr double Steep = 5; // times the steady share
    // Extra queries that show: ten points of the hit rate, or Postgres asked three times as often
    // as usual (a small share of very many reads is a crowd there all the same).
    static constexpr double Points = 0.10;
    static constexpr double Times = 2, Rate = 50; // of the usual queries; per second, at least
    static constexpr Duration Warning = std::chrono::seconds{2}; // less is no forecast
    // How often new keys are asked for shows only after a while; until then nothing is announced.
    static constexpr Duration Watched = std::chrono::seconds{2};
    static constexpr Duration Horizon = std::chrono::seconds{60}; // how far ahead is looked
    static constexpr Duration Widest = std::chrono::seconds{3};

    static constexpr Duration Every = std::chrono::milliseconds{500};
    bool isDue(SinceStart now) const { return now - m_looked >= Every; } // then call look()
    void look(SinceStart now, const Expiries &expiries, const Pulse &pulse, SightingList &list);
    void disturbed(SinceStart at, SightingList &list); // Redis is not up: nothing is measured now

    // Queries to expect within `span` from keys that have just expired: each of them makes one if
    // it is asked for at all. Keys are asked for as often as so far; those watched for a short
    // time like the others.
    static double expectedQueries(
        const Expiries &expiries, SinceStart from, SinceStart to, SinceStart until);

private:
    struct Ahead
    {
        std::uint64_t id = 0;
        SinceStart from{}, to{}; // the keys expire in [from, to)
    };
    struct Landscape // keys per quarter of a second from `start` on
    {
        SinceStart start{};
        std::vector<std::uint32_t> keys;
        double steady = 0;
        bool isSteep(std::size_t bucket) const;
    };
    Landscape landscape(SinceStart now, const Expiries &expiries) const;
    void recount(Ahead &cliff, SinceStart now, const Expiries &expiries, const Landscape &landscape,
        const Pulse &pulse, SightingList &list);
    void findNew(SinceStart now, const Expiries &expiries, const Landscape &landscape,
        const Pulse &pulse, SightingList &list);
    static bool shows(const Cliff &figures, double reads, double share);
    static void compare(const Ahead &cliff, SinceStart now, const Pulse &pulse, SightingList &list);

    std::vector<Ahead> m_ahead; // until they have been measured
    SinceStart m_looked{-Every};
};

} // namespace tierlens
