// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/spread.h"

#include <algorithm>

namespace tierlens {

Spread spreadOf(std::vector<double> values)
{
    if (values.empty())
        return {};
    std::sort(values.begin(), values.end());
    const auto middle = values.size() / 2;
    const double median
        = values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    return {median, values.front(), values.back(), values.size()};
}

double chanceOfSeparation(std::size_t runs)
{
    if (runs == 0)
        return 1;
    double ways = 1; // C(2n, n), one factor after the other
    for (std::size_t i = 1; i <= runs; ++i)
        ways = ways * static_cast<double>(runs + i) / static_cast<double>(i);
    return 2 / ways;
}

} // namespace tierlens
