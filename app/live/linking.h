// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "patterns/burstpairs.h"
#include "patterns/keypatterns.h"
#include "patterns/links.h"
#include "readings/burst.h"
#include "readings/postgreslook.h"
#include "watch/lookqueue.h"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tierlens {

// Brings together in time what fills the cache and what Postgres was asked: misses heard as key
// events and fills seen in bursts, by the stretches for which statements were counted. What Redis
// did is heard of later than what Postgres did, so a stretch waits until all of it is known.
class Linking
{
public:
    void add(const KeyEventBatch &batch, const KeyPatterns &patterns);
    void add(const Burst &burst, const std::vector<PatternTraffic> &traffic);
    void add(const PostgresLook &look); // one that counted statements
    // Compares the stretches that have waited long enough; while a burst runs, none: what was seen
    // in it is known only at its end. True: the links may have changed.
    bool settle(SinceStart now, bool isBursting, Links &links);
    void forgetEvents(); // nobody listens any more

    // Misses heard in the last 10 s, per pattern.
    std::map<std::string, double> missesPerSecond(SinceStart now) const;

private:
    struct Heard
    {
        SinceStart at{};
        std::string pattern;
        std::uint64_t count = 0;
    };
    struct Seen // of a burst
    {
        SinceStart from{}, to{};
        std::map<std::string, std::vector<SinceStart>> fills;
        std::map<std::string, Duration> after; // from the read to the fill, median
    };
    struct Stretch
    {
        SinceStart from{}, to{};
        std::vector<StatementCounts> statements;
    };
    using Fills = std::map<std::string, Links::Fill>;
    bool hears(const Stretch &stretch) const;
    void addHeard(const Stretch &stretch, Fills &fills) const;
    bool addSeen(const Stretch &stretch, Fills &fills) const;

    std::deque<Heard> m_misses; // two minutes
    // Since when misses are heard at all, and since when each pattern's: before, its keys were not
    // known to be of it.
    std::optional<SinceStart> m_hearsSince;
    std::map<std::string, SinceStart> m_knownSince;
    std::deque<std::pair<SinceStart, SinceStart>> m_deaf; // more came than could be kept
    std::deque<Seen> m_bursts; // the last eight
    std::deque<Stretch> m_stretches; // that wait
};

} // namespace tierlens
