// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "invalidation/blastradius.h"
#include "live/watchsession.h"

#include <QStringList>

namespace tierlens {

// What watching has told of the traffic so far; null: nothing.
TrafficKnown knownTraffic(const WatchSession *session);

// What really happened to hits and queries since a deletion began. Rates < 0: not known.
struct Aftermath
{
    Duration watched{};
    double hitRateBefore = -1, hitRateLowest = -1, hitRateNow = -1; // in stretches of 5 s
    double queriesBefore = -1, queriesMost = -1; // per second
    Duration mostSpan{}; // over which the most was measured
};
Aftermath aftermathOf(const WatchHistory &history, SinceStart began, SinceStart now);
// A sentence each, against what was expected.
QStringList aftermathTexts(const Aftermath &aftermath, const BlastRadius &expected);

} // namespace tierlens
