// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sightings/sightinglist.h"

#include <array>
#include <string_view>
#include <vector>

namespace tierlens {

// Recognises a key that takes a large share of all reads of cached truth. Live state (a
// leaderboard) is no candidate: everybody is meant to ask for it.
//
// Exact in bounded memory: each second counts the reads of each key by a hash of 64 bits. A key
// with a share of the ten seconds has at least that share of one of them, so only those few are
// summed up over all ten.
class HotKeys
{
public:
    // The busiest key of the social profile takes 5 % of the reads by design. A quarter is another
    // matter: one key then decides how the whole cache does. Below 50/s it is no load at all.
    static constexpr double Share = 0.25, Rate = 50;
    static constexpr double ShareLeft = 0.15, RateLeft = 25; // no longer hot below one of these
    static constexpr int Window = 10; // whole seconds
    // Of keys in one second. One that comes later than the first 2048 is not looked for: what takes
    // a quarter of the reads is among the first few.
    static constexpr std::size_t MostKeys = 2048;

    void add(const Request &request, SinceStart end, bool exact, SightingList &list);
    void dropped() { m_partial = true; }
    void advance(SinceStart now, SightingList &list);

private:
    struct Slot
    {
        std::uint64_t hash = 0;
        std::uint32_t count = 0; // 0: free
    };
    struct Second
    {
        std::int64_t number = -1;
        std::uint64_t reads = 0;
        std::size_t keys = 0;
        bool partial = false;
        std::vector<Slot> slots;
    };
    struct Candidate
    {
        std::uint64_t hash = 0;
        std::string key;
        std::int64_t second = 0; // last one with that share
        std::uint64_t id = 0; // of its sighting
    };
    static constexpr std::size_t Slots = 2 * MostKeys;
    void begin(std::int64_t number);
    void closeSecond(SightingList &list);
    void judge(Candidate &candidate, SightingList &list);
    static std::uint32_t countOf(const Second &second, std::uint64_t hash);

    std::array<Second, Window> m_seconds;
    std::vector<BoundedText<70>> m_names; // of the slots of the running second
    std::int64_t m_running = -1;
    std::vector<Candidate> m_candidates;
    bool m_partial = false; // details of the running second were dropped
};

} // namespace tierlens
