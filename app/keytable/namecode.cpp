// SPDX-License-Identifier: GPL-3.0-or-later
#include "keytable/namecode.h"

#include <bit>
#include <numeric>

namespace tierlens {

namespace {

// Of one place: its letters, and the end of a name, which comes before all of them.
unsigned bitsOf(const NameLetters &letters, std::size_t place)
{
    const auto &seen = letters.seen[place];
    const auto symbols
        = std::accumulate(seen.begin(), seen.end(), letters.shortest <= place ? 1U : 0U);
    return symbols > 1 ? static_cast<unsigned>(std::bit_width(symbols - 1)) : 0;
}

} // namespace

std::size_t NameCode::fitting(const NameLetters &letters)
{
    unsigned bits = 0;
    for (std::size_t place = 0; place < letters.places; ++place) {
        bits += bitsOf(letters, place);
        if (bits > 64)
            return place;
    }
    return letters.places;
}

void NameCode::make(const NameLetters &letters)
{
    m_places = fitting(letters);
    unsigned bits = 0;
    for (std::size_t place = 0; place < m_places; ++place) {
        bits += bitsOf(letters, place);
        std::uint64_t next = letters.shortest <= place ? 1 : 0;
        for (std::size_t letter = 0; letter < 256; ++letter) {
            if (letters.seen[place][letter] != 0)
                m_codes[place][letter] = bits == 0 ? 0 : next++ << (64 - bits);
        }
    }
    m_isSame = bits == 0;
}

} // namespace tierlens
