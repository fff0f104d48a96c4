// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/slotorder.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tierlens {

void SlotOrder::clear(std::size_t expected)
{
    m_places.clear();
    m_places.reserve(expected);
}

void SlotOrder::sort()
{
    if (m_places.size() >= 2'000)
        return radixSort();
    std::sort(m_places.begin(), m_places.end(), [](const Place &a, const Place &b) {
        return a.major != b.major ? a.major < b.major : a.minor < b.minor;
    });
}

// By minor, then by major, eleven bits at a time; digits that are the same in all are skipped.
// 200 000 keys take a few milliseconds, where comparing them takes some twenty.
void SlotOrder::radixSort()
{
    constexpr int Bits = 11, Digits = 6;
    constexpr std::size_t Buckets = std::size_t{1} << Bits;
    const auto listed = m_places.size();
    m_spare.resize(listed);
    const auto digit = [](std::uint64_t value, int number) {
        return static_cast<std::size_t>(value >> (number * Bits)) & (Buckets - 1);
    };
    for (auto part : {&Place::minor, &Place::major}) {
        std::vector<std::array<std::uint32_t, Buckets>> counts(Digits);
        for (const Place &place : m_places) {
            for (int number = 0; number < Digits; ++number)
                ++counts[static_cast<std::size_t>(number)][digit(place.*part, number)];
        }
        for (int number = 0; number < Digits; ++number) {
            auto &starts = counts[static_cast<std::size_t>(number)];
            if (starts[digit(m_places.front().*part, number)] == listed)
                continue;
            std::uint32_t start = 0;
            for (auto &bucket : starts)
                start += std::exchange(bucket, start);
            for (const Place &place : m_places)
                m_spare[starts[digit(place.*part, number)]++] = place;
            m_places.swap(m_spare);
        }
    }
}

} // namespace tierlens
