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

// Room for what fits a processor's cache; to fill more than that anew costs more than it saves.
struct Room
{
    static constexpr std::size_t Most = std::size_t(1) << 18;
    std::array<std::uint64_t, Most> numbers;
    std::array<KeyTable::Index, Most> rows;
};

class RadixSort
{
public:
    explicit RadixSort(Room &room)
        : m_room(room)
    { }

    // By the highest bits that differ, then what shares them by itself.
    void run(std::uint64_t *numbers, KeyTable::Index *rows, std::size_t count)
    {
        if (count <= FewNumbers) {
            insertEach(numbers, rows, count);
            return;
        }
        std::uint64_t differs = 0;
        for (std::size_t i = 1; i < count; ++i)
            differs |= numbers[i] ^ numbers[0];
        if (differs == 0)
            return;
        const auto width = static_cast<unsigned>(std::bit_width(differs));
        const auto shift = width > DigitBits ? width - DigitBits : 0;
        Ends ends{};
        for (std::size_t i = 0; i < count; ++i)
            ++ends[digitOf(numbers[i], shift)];
        std::partial_sum(ends.begin(), ends.end(), ends.begin());
        if (count <= Room::Most)
            distribute(numbers, rows, count, shift, ends);
        else
            exchange(numbers, rows, shift, ends);
        if (shift == 0)
            return;
        for (std::size_t digit = 0, begin = 0; digit < Digits; begin = ends[digit++]) {
            if (ends[digit] - begin > 1)
                run(numbers + begin, rows + begin, ends[digit] - begin);
        }
    }

private:
    using Ends = std::array<std::size_t, Digits>; // of what has each digit
    static std::size_t digitOf(std::uint64_t number, unsigned shift)
    {
        return static_cast<std::size_t>(number >> shift) % Digits;
    }
    static Ends beginsOf(const Ends &ends)
    {
        Ends begins;
        begins[0] = 0;
        std::copy(ends.begin(), ends.end() - 1, begins.begin() + 1);
        return begins;
    }

    void distribute(std::uint64_t *numbers, KeyTable::Index *rows, std::size_t count,
        unsigned shift, const Ends &ends)
    {
        auto next = beginsOf(ends);
        std::copy(numbers, numbers + count, m_room.numbers.begin());
        std::copy(rows, rows + count, m_room.rows.begin());
        for (std::size_t i = 0; i < count; ++i) {
            const auto place = next[digitOf(m_room.numbers[i], shift)]++;
            numbers[place] = m_room.numbers[i];
            rows[place] = m_room.rows[i];
        }
    }

    // Each number is carried to its place, and the one found there carried on.
    static void exchange(
        std::uint64_t *numbers, KeyTable::Index *rows, unsigned shift, const Ends &ends)
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

    Room &m_room;
};

} // namespace

void sortByNumber(std::uint64_t *numbers, KeyTable::Index *rows, std::size_t count)
{
    if (count <= FewNumbers) {
        insertEach(numbers, rows, count);
        return;
    }
    const auto room = std::make_unique_for_overwrite<Room>();
    RadixSort(*room).run(numbers, rows, count);
}

} // namespace tierlens
