// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/patternrow.h"

#include <algorithm>
#include <chrono>

namespace tierlens {

std::vector<PatternRow> patternRowsOf(const PatternSources &from)
{
    std::map<std::string, PatternRow> rows;
    for (const auto &figures : from.figures)
        rows[figures.pattern].figures = figures;
    for (const auto &traffic : from.traffic) {
        auto &row = rows[traffic.pattern];
        row.traffic = traffic;
        if (traffic.hasHitRate())
            row.missesPerSecond = traffic.perSecond(traffic.misses);
    }
    if (from.hearsMisses) {
        // Counted by the server itself, and now: better than what a burst once inferred.
        for (auto &[pattern, row] : rows) {
            const auto heard = from.missesPerSecond.find(pattern);
            row.missesPerSecond = heard == from.missesPerSecond.end() ? 0 : heard->second;
            row.missesFromEvents = true;
        }
        for (const auto &[pattern, rate] : from.missesPerSecond) {
            auto &row = rows[pattern];
            row.missesPerSecond = rate;
            row.missesFromEvents = true;
        }
    }
    for (const auto &link : from.links) {
        if (!link.refused)
            rows[link.pattern].link = link;
    }
    std::vector<PatternRow> sorted;
    sorted.reserve(rows.size());
    for (auto &[pattern, row] : rows) {
        row.figures.pattern = pattern;
        if (row.link && row.traffic && row.traffic->hasHitRate()
            && row.link->missCost > Duration::zero()) {
            const auto &traffic = *row.traffic;
            const double hits = traffic.perSecond(traffic.reads - traffic.misses);
            row.savedPerSecond = hits * std::chrono::duration<double>(row.link->missCost).count();
        }
        sorted.push_back(std::move(row));
    }
    // What is missed most comes first, then what takes most room.
    std::stable_sort(sorted.begin(), sorted.end(), [](const PatternRow &a, const PatternRow &b) {
        if (a.missesPerSecond != b.missesPerSecond)
            return a.missesPerSecond > b.missesPerSecond;
        return a.figures.bytes > b.figures.bytes;
    });
    return sorted;
}

} // namespace tierlens
