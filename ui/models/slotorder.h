// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace tierlens {

// Sorts the slots of a table by two numbers. Keeps its memory, so that sorting again allocates
// next to nothing.
class SlotOrder
{
public:
    struct Place
    {
        std::uint64_t major = 0, minor = 0;
        std::uint32_t slot = 0;
    };

    void clear(std::size_t expected);
    void add(const Place &place) { m_places.push_back(place); }
    void sort(); // by major, then by minor
    std::size_t size() const { return m_places.size(); }
    auto begin() { return m_places.begin(); }
    auto end() { return m_places.end(); }

private:
    void radixSort();

    std::vector<Place> m_places, m_spare;
};

} // namespace tierlens
