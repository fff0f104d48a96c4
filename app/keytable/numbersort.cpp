// SPDX-License-Identifier: GPL-3.0-or-later
#include "keytable/numbersort.h"

#include <algorithm>
#include <array>
#include <bit>
#include <memory>
#include <numeric>
#include <utility>

namespace tierlens {

namespace {

constexpr std::size_t FewNumbers = 32; // fewer are quicker put in one by one
constexpr unsigned DigitBits = 8;
constexpr std::size_t Digits = std::size_t(1) << DigitBits;

void insertEach(std::uint64_t *numbers, KeyTable::Index *rows, std::size_t count)
{
    for (std::size_t i = 1; i < count; ++i) {
        const auto number = numbers[i];
        const auto row = rows[i];
        auto at = i;
        for (; at > 0 && numbers[at - 1] > number; --at) {
            numbers[at] = numbers[at - 1];
            rows[at] = rows[at - 1];
        }
        numbers[at] = number;
        rows[at] = row;
    }
}

using Ends = std::array<std::size_t, Digits>; // of what has each digit

std::size_t digitOf(std::uint64_t number, unsigned shift)
{
    return static_cast<std::size_t>(number >> shift) % Digits;
}

Ends beginsOf(const Ends &ends)
{
    Ends begins;
    begins[0] = 0;
    std::copy(ends.begin(), ends.end() - 1, begins.begin() + 1);
    return begins;
}

// Each number is carried to its place, and the one found there carried on.
void exchange(std::uint64_t *numbers, KeyTable::Index *rows, unsigned shift, const Ends &ends)
{
    auto next = beginsOf(ends);
    for (std::size_t digit = 0; digit < Digits; ++digit) {
        while (next[digit] < ends[digit]) {
            auto number = numbers[next[digit]];
            auto row = rows[next[digit]];
            for (auto to = digitOf(number, shift); to != digit; to = digitOf(number, shift)) {
                const auto place = next[to]++;
                std::swap(number, numbers[place]);
                std::swap(row, rows[place]);
            }
            numbers[next[digit]] = number;
            rows[next[digit]++] = row;
        }
    }
}

} // namespace

// For what fits a processor's cache; to fill more than that anew costs more than it saves.
struct NumberSort::Room
{
    static constexpr std::size_t Most = std::size_t(1) << 18;
    std::array<std::uint64_t, Most> numbers;
    std::array<KeyTable::Index, Most> rows;

    void distribute(std::uint64_t *to, KeyTable::Index *rowsTo, std::size_t count, unsigned shift,
        const Ends &ends)
    {
        auto next = beginsOf(ends);
        std::copy(to, to + count, numbers.begin());
        std::copy(rowsTo, rowsTo + count, rows.begin());
        for (std::size_t i = 0; i < count; ++i) {
            const auto place = next[digitOf(numbers[i], shift)]++;
            to[place] = numbers[i];
            rowsTo[place] = rows[i];
        }
    }
};

NumberSort::NumberSort(const std::atomic<bool> &cancelled)
    : m_cancelled(cancelled)
{ }
NumberSort::~NumberSort() = default;

void NumberSort::run(std::uint64_t *numbers, KeyTable::Index *rows, std::size_t count)
{
    if (count > FewNumbers && !m_room)
        m_room = std::make_unique_for_overwrite<Room>();
    split(numbers, rows, count);
}

// The most significant digit that differs first; each digit's run is then sorted on its own.
void NumberSort::split(std::uint64_t *numbers, KeyTable::Index *rows, std::size_t count)
{
    if (count <= FewNumbers) {
        insertEach(numbers, rows, count);
        return;
    }
    std::uint64_t differs = 0;
    for (std::size_t i = 1; i < count; ++i)
        differs |= numbers[i] ^ numbers[0];
    if (differs == 0 || m_cancelled.load(std::memory_order_relaxed))
        return;
    const auto width = static_cast<unsigned>(std::bit_width(differs));
    const auto shift = width > DigitBits ? width - DigitBits : 0;
    Ends ends{};
    for (std::size_t i = 0; i < count; ++i)
        ++ends[digitOf(numbers[i], shift)];
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    if (count <= Room::Most)
        m_room->distribute(numbers, rows, count, shift, ends);
    else
        exchange(numbers, rows, shift, ends);
    if (shift == 0)
        return;
    for (std::size_t digit = 0, begin = 0; digit < Digits; begin = ends[digit++]) {
        if (ends[digit] - begin > 1)
            split(numbers + begin, rows + begin, ends[digit] - begin);
    }
}

} // namespace tierlens
