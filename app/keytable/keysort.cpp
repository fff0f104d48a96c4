// SPDX-License-Identifier: GPL-3.0-or-later
#include "keytable/keysort.h"

#include "keytable/namesort.h"
#include "keytable/numbersort.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <memory>

namespace tierlens {

namespace {

constexpr std::uint64_t Unknown = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t Never = Unknown - 1; // expires

std::uint64_t numberOf(const KeySlot &row, KeyOrder::By by)
{
    if (by == KeyOrder::By::Type) {
        const auto type = row.type.load(std::memory_order_relaxed);
        return type == KeyType::Unknown ? Unknown : static_cast<std::uint64_t>(type);
    }
    const bool isExpiry = by == KeyOrder::By::Expiry;
    const auto value = (isExpiry ? row.expiresAt : row.bytes).load(std::memory_order_relaxed);
    if (value < 0)
        return Unknown;
    return isExpiry && value == 0 ? Never : static_cast<std::uint64_t>(value);
}

// Close together, from 0 on and in the order asked for. Returns how many bits they take.
unsigned arrange(std::uint64_t *numbers, std::size_t count, bool descending)
{
    std::uint64_t least = Never, most = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (numbers[i] < Never) {
            least = std::min(least, numbers[i]);
            most = std::max(most, numbers[i]);
        }
    }
    const auto last = least > most ? 1 : most - least + 1; // never expiring
    for (std::size_t i = 0; i < count; ++i) {
        auto &number = numbers[i];
        const bool isUnknown = number == Unknown;
        number = number == Never ? last : number - least;
        if (descending)
            number = last - number;
        if (isUnknown)
            number = last + 1;
    }
    return static_cast<unsigned>(std::bit_width(last + 1));
}

void sortByValue(const KeyTable &table, std::vector<KeyTable::Index> &rows, const KeyOrder &order,
    const std::atomic<bool> &cancelled)
{
    const auto count = rows.size();
    const auto numbers = std::make_unique_for_overwrite<std::uint64_t[]>(count);
    for (std::size_t i = 0; i < count; ++i)
        numbers[i] = numberOf(table.slot(rows[i]), order.by);
    const auto bits = arrange(numbers.get(), count, order.descending);
    // Equal ones stay as they are: where there is room, the place is the end of the number.
    const auto placeBits = static_cast<unsigned>(std::bit_width(count));
    const bool hasPlaces = bits + placeBits <= 64;
    for (std::size_t i = 0; hasPlaces && i < count; ++i)
        numbers[i] = numbers[i] << placeBits | i;
    NumberSort(cancelled).run(numbers.get(), rows.data(), count);
    if (hasPlaces)
        return;
    eachTie(numbers.get(), count, [&](std::size_t begin, std::size_t end) {
        std::sort(rows.data() + begin, rows.data() + end);
    });
}

} // namespace

bool sortKeys(const KeyTable &table, std::vector<KeyTable::Index> &rows, const KeyOrder &order,
    const std::atomic<bool> &cancelled)
{
    switch (order.by) {
    case KeyOrder::By::Found:
        if (order.descending)
            std::reverse(rows.begin(), rows.end());
        break;
    case KeyOrder::By::Name:
        return sortByName(table, rows, order.descending, cancelled);
    case KeyOrder::By::Type:
    case KeyOrder::By::Expiry:
    case KeyOrder::By::Bytes:
        sortByValue(table, rows, order, cancelled);
        break;
    }
    return !cancelled;
}

} // namespace tierlens
