// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "history/watchhistory.h"
#include "invalidation/blastradius.h"
#include "invalidation/fillingqueries.h"

#include <QStringList>

namespace tierlens {

// What really happened to hits and queries since a deletion began. < 0: not known.
struct Aftermath
{
    double hitRateBefore = -1, hitRateLowest = -1, hitRateNow = -1; // in stretches of 2 s
    // Where statements are not counted, or too seldom to see a peak: transactions of one look.
    double transactionsBefore = -1, transactionsMost = -1; // per second; the most of one look
    double queriesBefore = -1, queriesMost = -1; // per second
    Duration queriesSpan{}; // over which the most was counted
    FillingQueries filling{};
};
Aftermath aftermathOf(const WatchHistory &history, SinceStart began, SinceStart now);
// A sentence each, against what was expected.
QStringList aftermathTexts(const Aftermath &aftermath, const BlastRadius &expected);

} // namespace tierlens
