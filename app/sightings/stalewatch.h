// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sightings/sightinglist.h"

#include <deque>
#include <string_view>
#include <unordered_map>

namespace tierlens {

// Recognises stale answers, those of one key together, and the write that made them stale.
class StaleWatch
{
public:
    // Between COMMIT and the DEL that follows it lies a moment in which the old answer is still
    // given, well below this. What is older was left in Redis.
    static constexpr Duration Age = std::chrono::milliseconds{50};
    static constexpr Duration Quiet = std::chrono::seconds{30}; // without one: over

    void add(const Request &request, SinceStart at, Duration took, bool exact, SightingList &list);
    void apply(const TruthChange &change, SinceStart at);
    void dropped(SightingList &list);
    void advance(SinceStart now, SightingList &list);

private:
    struct Change
    {
        std::string key;
        std::uint64_t version = 0;
        SinceStart at{};
    };
    struct Write
    {
        StaleAnswers::Write what;
        SinceStart end{};
    };
    struct Episode
    {
        std::uint64_t id = 0;
        std::uint64_t version = 0; // of the answers: another one is another episode
        SinceStart last{};
    };
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>()(text);
        }
    };
    static constexpr std::size_t MostOpen = 1000, MostChanges = 4096, MostWrites = 1024;
    void noteStale(const Request &request, SinceStart end, bool exact, SightingList &list);
    void link(StaleAnswers &figures, std::string_view key, SinceStart changedAt) const;

    std::unordered_map<std::string, Episode, Hash, std::equal_to<>> m_open;
    std::deque<Change> m_changes; // newest last
    std::deque<Write> m_writes;
    SinceStart m_swept{};
};

} // namespace tierlens
