// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/nameletters.h"

namespace tierlens {

// Writes the next letters of many names as numbers that compare as the names do. Names made by
// programs have few letters in each place, so that fifteen places and more fit in 64 bits: one look
// at a name, which lies anywhere in memory, is then mostly enough to put it in order.
class NameCode
{
public:
    // How many places of these letters fit in a number.
    static std::size_t fitting(const NameLetters &letters);
    void make(const NameLetters &letters);
    // `rest`: of a name, from the depth on. Its letters must be among those make() was given: only
    // they have codes.
    std::uint64_t numberOf(std::string_view rest) const
    {
        const auto end = std::min(rest.size(), m_places);
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < end; ++i)
            number |= m_codes[i][static_cast<unsigned char>(rest[i])];
        return number;
    }
    std::size_t places() const { return m_places; } // that are in a number
    bool tellsNothing() const { return m_isSame; } // all numbers are the same

private:
    std::size_t m_places = 0;
    bool m_isSame = false;
    std::array<std::array<std::uint64_t, 256>, NameLetters::Places> m_codes; // of letters seen
};

} // namespace tierlens
