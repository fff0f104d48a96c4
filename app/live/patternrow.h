// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "patterns/burstpairs.h"
#include "patterns/keypatterns.h"
#include "patterns/links.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tierlens {

// A line of the table of key patterns: what is known of one pattern from all sources together.
struct PatternRow
{
    PatternFigures figures; // sampled 0: no such key was in the sample
    std::optional<PatternTraffic> traffic; // of the last burst; inferred
    std::optional<PatternLink> link;
    double missesPerSecond = -1; // < 0: not known. From key events if on, else from the burst
    bool missesFromEvents = false;
    // Postgres time that hits save, seconds per second: hits/s × cost of one miss; < 0: not known.
    double savedPerSecond = -1;
};

struct PatternSources
{
    const std::vector<PatternFigures> &figures;
    const std::vector<PatternTraffic> &traffic;
    const std::vector<PatternLink> &links;
    const std::map<std::string, double> &missesPerSecond; // heard as key events
    bool hearsMisses = false;
};
std::vector<PatternRow> patternRowsOf(const PatternSources &from); // most misses first

} // namespace tierlens
