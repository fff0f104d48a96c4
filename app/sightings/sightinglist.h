// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sightings/sighting.h"

#include <cstdint>
#include <vector>

namespace tierlens {

// What was recognised since the session began, in the order in which it was; bounded. When it is
// full, the oldest of the kind that fills it goes, so that a flood of one kind hides no other.
class SightingList
{
public:
    static constexpr std::size_t Most = 200;

    std::uint64_t add(Sighting sighting); // gives it an id
    Sighting *change(std::uint64_t id); // counts as a change; null: gone
    void remove(std::uint64_t id); // a forecast that is no longer worth a word
    const std::vector<Sighting> &all() const { return m_all; }
    std::uint64_t revision() const { return m_revision; } // grows with every change

private:
    std::vector<Sighting> m_all;
    std::uint64_t m_next = 1, m_revision = 0;
};

} // namespace tierlens
