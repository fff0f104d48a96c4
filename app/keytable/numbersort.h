// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/keytable.h"

#include <cstddef>
#include <cstdint>

namespace tierlens {

// Sorts numbers, and with them the rows they belong to. Rows of equal numbers come out in any
// order.
void sortByNumber(std::uint64_t *numbers, KeyTable::Index *rows, std::size_t count);

// Calls see(begin, end) for each run of two or more equal numbers.
template <typename See> void eachTie(const std::uint64_t *numbers, std::size_t count, See see)
{
    for (std::size_t begin = 0; begin < count;) {
        auto end = begin + 1;
        while (end < count && numbers[end] == numbers[begin])
            ++end;
        if (end - begin > 1)
            see(begin, end);
        begin = end;
    }
}

} // namespace tierlens
