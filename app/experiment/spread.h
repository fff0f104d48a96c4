// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace tierlens {

// One figure over several runs: the middle one and the outermost.
struct Spread
{
    double median = 0, low = 0, high = 0;
    std::size_t runs = 0;
};
Spread spreadOf(std::vector<double> values);

// How likely it is that all of A lie on one side of all of B, in `runs` runs each, if the two do
// not differ at all: 2 / C(2n, n). 1 if there are no runs.
double chanceOfSeparation(std::size_t runs);

} // namespace tierlens
