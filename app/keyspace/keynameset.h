// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tierlens {

// Which rows have a name, by its hash: 8 bytes a place, at most three quarters of them taken. The
// names themselves are where the rows are; the caller compares. SCAN may give a key twice.
class KeyNameSet
{
public:
    using Index = std::uint32_t;
    static constexpr Index None = ~Index(0);

    template <typename IsSame> Index find(std::uint64_t hash, IsSame isSame) const
    {
        if (m_places.empty())
            return None;
        const auto mark = markOf(hash);
        for (auto at = placeOf(mark);; at = (at + 1) & (m_places.size() - 1)) {
            const auto &place = m_places[at];
            if (place.index == None)
                return None;
            if (place.mark == mark && isSame(place.index))
                return place.index;
        }
    }
    void insert(std::uint64_t hash, Index index) // which is not in it
    {
        if ((m_count + 1) * 4 > m_places.size() * 3)
            grow();
        put({markOf(hash), index});
        ++m_count;
    }
    std::size_t memoryUsed() const { return m_places.capacity() * sizeof(Place); }

private:
    struct Place
    {
        std::uint32_t mark = 0;
        Index index = None;
    };
    static std::uint32_t markOf(std::uint64_t hash)
    {
        return static_cast<std::uint32_t>((hash * 0x9E3779B97F4A7C15ULL) >> 32);
    }
    std::size_t placeOf(std::uint32_t mark) const
    {
        // Spread anew: the mark has to tell apart those that share a place.
        return static_cast<std::size_t>((mark * 0x9E3779B1ULL) >> 7) & (m_places.size() - 1);
    }
    void put(Place place)
    {
        auto at = placeOf(place.mark);
        while (m_places[at].index != None)
            at = (at + 1) & (m_places.size() - 1);
        m_places[at] = place;
    }
    void grow()
    {
        auto old = std::move(m_places);
        m_places.assign(old.empty() ? 1024 : old.size() * 2, Place{});
        for (const auto &place : old) {
            if (place.index != None)
                put(place);
        }
    }
    std::vector<Place> m_places; // a power of two
    std::size_t m_count = 0;
};

} // namespace tierlens
