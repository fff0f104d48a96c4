// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/histogram.h"
#include "store/servers.h"
#include "store/timings.h"

#include <optional>
#include <vector>

namespace tierlens {

// What one action of the user cost, measured from the moment it was given until it had settled:
// both servers up, and for a whole second a hit rate of at least 90 % (or of 95 % of what it had
// been, if that is less). It stays open for at most a minute.
struct Impact
{
    std::uint64_t id = 0;
    Action action;
    SinceStart at{};
    bool settled = false;
    bool gaveUp = false; // not settled within a minute, or another action came first
    Duration settledAfter{};
    double hitRateBefore = -1, hitRateNow = -1; // 0 … 1, 10 s before / last second
    std::uint64_t keysLost = 0; // keys that left Redis by this action
    std::uint64_t hits = 0, misses = 0; // since the action; misses with coalesced ones
    Duration typical{}; // median of the answers since the action, as RequestCounts has them
    double queriesExpected = 0; // at the rate of the 10 s before
    std::uint64_t queries = 0; // since the action
    std::uint64_t failed = 0; // requests without an answer
    Duration slowest{}; // slowest answer
    Epoch epoch = 0; // of the server's process when the action was given
    std::optional<Duration> downFor; // until the server was up again (restart, crash, freeze)
    std::optional<std::uint64_t>
        rowsLost; // acknowledged writes that are gone; none: not checked yet
    std::uint64_t writesChecked = 0;

    // "So far" never falls: once Redis answers most again, Postgres gets less than before for a
    // while, and that takes back none of what it had to do. So `queries` and `queriesExpected` stay
    // those of the moment at which they were furthest apart.
    std::uint64_t extraQueries() const
    {
        return double(queries) > queriesExpected ? std::uint64_t(double(queries) - queriesExpected)
                                                 : 0;
    }
    double hitRateSince() const // 0 … 1 of the reads since the action; < 0: none
    {
        return hits + misses == 0 ? -1 : double(hits) / double(hits + misses);
    }
    bool isOpen() const { return !settled && !gaveUp; }
    bool emptiesRedis() const; // or lets it be silent: there is a dip of the hit rate to be seen
};

// Follows the latest actions. Policy and traffic changes are markers only and have no impact card.
class Impacts
{
public:
    void begin(const Action &action, SinceStart at, const Timings &timings);
    void add(const Request &request, Duration took);
    void addOverflow(const RequestCounts &counts);
    void apply(const ServerChange &change, SinceStart at);
    void apply(const TruthCheck &check);
    void keysLost(std::uint64_t count);
    void advance(SinceStart now, const Timings &timings, const Servers &servers);

    const std::vector<Impact> &all() const { return m_impacts; } // oldest first
    const Impact *latest() const { return m_impacts.empty() ? nullptr : &m_impacts.back(); }
    static bool hasCard(Action::Kind kind);

private:
    Impact *open();
    void count(SinceStart now);
    std::vector<Impact> m_impacts;
    double m_rateBefore = 0; // queries per second
    std::uint64_t m_queries = 0; // since the open impact began
    Histogram m_answers; // the same
    Epoch m_redisEpoch = 0, m_postgresEpoch = 0; // of the newest process seen up
    std::uint64_t m_next = 1;
};

} // namespace tierlens
