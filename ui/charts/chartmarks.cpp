// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartmarks.h"

#include <algorithm>
#include <numeric>

namespace tierlens {

std::vector<std::vector<std::size_t>> mergedMarks(const std::vector<double> &x, double apart)
{
    std::vector<std::size_t> order(x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(
        order.begin(), order.end(), [&x](std::size_t a, std::size_t b) { return x[a] > x[b]; });
    // From the right: a newest mark keeps its place while older ones join it.
    std::vector<std::vector<std::size_t>> pieces;
    for (const auto index : order) {
        if (pieces.empty() || x[pieces.back().front()] - x[index] >= apart)
            pieces.emplace_back();
        pieces.back().push_back(index);
    }
    for (auto &piece : pieces)
        std::reverse(piece.begin(), piece.end());
    std::reverse(pieces.begin(), pieces.end());
    return pieces;
}

} // namespace tierlens
