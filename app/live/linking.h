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
#include <string>
#include <vector>

namespace tierlens {

// Brings together in time what fills the cache and what Postgres was asked: misses heard as key
// events and fills seen in bursts, by the stretches for which statements were counted.
class Linking
{
public:
    void add(const KeyEventBatch &batch, const KeyPatterns &patterns);
    void add(const Burst &burst, const std::vector<PatternTraffic> &traffic);
    // A look that counted statements: the stretch it covers is compared with the fills in it.
    void add(const PostgresLook &look, const KeyPatterns &patterns, Links &links);
    void forgetEvents() { m_misses.clear(); }

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
    std::deque<Heard> m_misses; // two minutes
    std::deque<Seen> m_bursts; // the last eight
};

} // namespace tierlens
