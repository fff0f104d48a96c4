// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace tierlens {

// Marks of a chart that lie closer together than `apart` pixels become one: each piece holds the
// indices of its marks in order of x. It stands where its newest mark is.
std::vector<std::vector<std::size_t>> mergedMarks(const std::vector<double> &x, double apart);

} // namespace tierlens
