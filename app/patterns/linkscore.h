// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// How well calls of a statement agree with fills of a pattern, interval by interval.
struct Agreement
{
    double correlation = 0; // Pearson's r of the counts
    double ratio = 0; // calls per fill, all together
    // What is left when each fill is taken for `ratio` calls, compared with what two independent
    // streams of random events of these rates would leave: 1: they only share their rate; near 0:
    // one goes with the other, event by event.
    double rest = 1;
    double restChance = 1; // that independent streams leave no more than that
    double correlationChance = 1; // that unrelated counts correlate so well (approximate)
};
// `lengths`: of the intervals, if they are not all alike. In a longer one there is more of
// everything; that alone is no correlation.
Agreement agreementOf(std::span<const double> fills, std::span<const double> calls,
    std::span<const double> lengths = {});

// 0 … 1: a word of the pattern names a table of the statement ("product:*", "FROM products").
double resemblance(std::string_view pattern, std::string_view statement);

// Reads data: SELECT and the like, not what begins and ends transactions or writes.
bool mayFillACache(std::string_view statement);

} // namespace tierlens
