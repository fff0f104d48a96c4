// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/impact.h"

#include <QString>

#include <vector>

namespace tierlens {

// One figure of an impact in words. The card, the copied sentence and the report all take theirs
// from impactFigures(), so that they say the same thing.
struct ImpactFigure
{
    enum class Kind {
        Keys, // that left Redis
        Rows, // acknowledged writes that are gone
        Queries, // more than were to be expected
        Slowest,
        Failed,
        HitRateBack,
        Down
    };
    Kind kind{};
    QString value; // "612", "94 ms", "…" while it is not known
    QString caption; // "keys lost"
    QString phrase; // in the sentence: "612 keys lost"; empty: not in the sentence (yet)
    QString definition; // what is counted, and from when to when
};

// Only those that make sense for the kind of action, the most telling first.
std::vector<ImpactFigure> impactFigures(const Impact &impact);
// The hit rate at which it counts as settled, 0 … 1: 90 %, or 95 % of what it had been if that is
// less. < 0: nobody had asked Redis.
double hitRateWanted(const Impact &impact);
// "12 seconds ago · settled after 3.2 s"
QString impactStatus(const Impact &impact, SinceStart now);
// "Redis restarted · 612 keys lost · hit rate back above 90 % after 3.2 s · …"
QString impactText(const Impact &impact);

} // namespace tierlens
