// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sightings/sightinglist.h"

#include <string_view>
#include <unordered_map>

namespace tierlens {

// Recognises stampedes: requests that missed one key before the first of them had its answer
// back in Redis. One query would have served them all.
// Whoever waits for another's answer makes no query, so with one query per miss there is none.
class Stampedes
{
public:
    // Two or three at once happen to the busiest key by chance at every expiry; four and more are
    // a crowd. Below ten milliseconds of Postgres' time nobody could notice.
    static constexpr std::uint64_t AtOnce = 4;
    static constexpr Duration Wasted = std::chrono::milliseconds{10};

    void add(const Request &request, SinceStart at, Duration took, bool exact, SightingList &list);
    void dropped(SightingList &list); // details are missing: what is open is a lower bound
    void advance(SinceStart now, SightingList &list);

private:
    struct Crowd
    {
        SinceStart began{}, answered{}, filled{}; // the first query; its answer; it back in Redis
        SinceStart last{}; // end of the latest query
        std::uint64_t queries = 0, atOnce = 0;
        Duration total{}, first{}; // of all queries; of the first to be answered
        bool partial = false;
        std::uint64_t id = 0; // of its sighting; 0: not (yet) one
    };
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>()(text);
        }
    };
    static constexpr std::size_t MostKeys = 20'000; // watched at a time
    static void tell(Crowd &crowd, std::string_view key, SightingList &list);
    static void close(Crowd &crowd, SightingList &list);

    std::unordered_map<std::string, Crowd, Hash, std::equal_to<>> m_crowds;
    SinceStart m_swept{};
};

} // namespace tierlens
