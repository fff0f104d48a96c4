// SPDX-License-Identifier: GPL-3.0-or-later
#include "sightings/sightinglist.h"

#include <algorithm>
#include <array>

namespace tierlens {

std::uint64_t SightingList::add(Sighting sighting)
{
    if (m_all.size() >= Most) {
        std::array<std::size_t, std::variant_size_v<decltype(Sighting::figures)>> counts{};
        for (const Sighting &one : m_all)
            ++counts[one.figures.index()];
        const auto fullest = static_cast<std::size_t>(
            std::max_element(counts.begin(), counts.end()) - counts.begin());
        m_all.erase(std::find_if(m_all.begin(), m_all.end(),
            [fullest](const Sighting &one) { return one.figures.index() == fullest; }));
    }
    sighting.id = m_next++;
    ++m_revision;
    m_all.push_back(std::move(sighting));
    return m_all.back().id;
}

Sighting *SightingList::change(std::uint64_t id)
{
    const auto found = std::lower_bound(m_all.begin(), m_all.end(), id,
        [](const Sighting &one, std::uint64_t wanted) { return one.id < wanted; });
    if (found == m_all.end() || found->id != id)
        return nullptr;
    ++m_revision;
    return &*found;
}

void SightingList::remove(std::uint64_t id)
{
    m_revision += std::erase_if(m_all, [id](const Sighting &one) { return one.id == id; });
}

} // namespace tierlens
