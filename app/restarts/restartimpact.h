// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/watchsession.h"
#include "restarts/restartprobe.h"

#include <optional>

namespace tierlens {

// What a restart has cost, measured from the watch's history, whose stretches are about a second
// long. Counts are those of the servers: what a client was refused while a server was away, no
// server has counted.
struct RestartImpact
{
    static constexpr Duration Before = std::chrono::seconds{30};
    static constexpr Duration Longest = ProbePace{}.longest;
    static constexpr double Share = 0.9; // of what was before: back again

    Tier tier = Tier::Redis; // which was restarted
    SinceStart at{}; // when it was ordered
    double hitRateBefore = -1, hitRateLowest = -1, hitRateNow = -1; // < 0: nobody asked
    // Redis' own time for a read: 99 of 100 took at most this. < 0: the server does not tell.
    Duration readsBefore{-1}, readsWorst{-1};
    // Postgres' transactions per second; a statement outside of BEGIN is one. < 0: not known.
    double loadBefore = -1, loadMost = -1, loadNow = -1;
    std::optional<std::uint64_t> keysBefore; // nothing: Redis was not seen up before
    std::optional<std::uint64_t> keysLost; // Redis; at the first look after it was back
    // Error replies of Redis; of Postgres; since the order.
    std::uint64_t errors = 0, rollbacks = 0;
    std::optional<Duration> awayAfter, backAfter; // see ProbeReading
    bool isNewProcess = false, isAwayNow = false; // see ProbeReading
    // Redis: the hit rate was back at nine tenths; Postgres: its load was.
    std::optional<Duration> warmAfter;
    bool isOver = false; // nothing more is measured
    bool gaveUp = false; // Longest has passed

    // Without it, no restart was seen, and nothing that was counted is its doing.
    bool isBack() const { return backAfter.has_value(); }
    bool hasWarmth() const // there is something to come back to
    {
        return tier == Tier::Redis ? hitRateBefore > 0 : loadBefore > 1;
    }
};

// From the history as it is now; call it again while it is not over.
RestartImpact restartImpact(Tier tier, const WatchHistory &history, SinceStart at, SinceStart now,
    const ProbeReading &probe);

} // namespace tierlens
