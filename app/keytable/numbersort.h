// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/keytable.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace tierlens {

// Sorts numbers, and with them the rows they belong to. Rows of equal numbers come out in any
// order; all do once `cancelled` is set, and soon.
class NumberSort
{
public:
    explicit NumberSort(const std::atomic<bool> &cancelled);
    ~NumberSort();
    void run(std::uint64_t *numbers, KeyTable::Index *rows, std::size_t count);

private:
    struct Room;
    void split(std::uint64_t *numbers, KeyTable::Index *rows, std::size_t count);
    const std::atomic<bool> &m_cancelled;
    std::unique_ptr<Room> m_room; // made once it is needed
};

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
