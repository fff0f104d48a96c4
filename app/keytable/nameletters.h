// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tierlens {

// Which letters some names have in each place, from the depth on at which they begin to differ.
struct NameLetters
{
    static constexpr std::size_t Places = 40; // of which anything is known, at most

    void add(std::string_view rest) // what goes on from the depth
    {
        for (std::size_t i = 0; i < std::min(rest.size(), places); ++i)
            seen[i][static_cast<unsigned char>(rest[i])] = 1;
        shortest = std::min(shortest, rest.size());
    }

    std::array<std::array<std::uint8_t, 256>, Places> seen{};
    std::size_t places = Places; // of which all letters are known
    std::size_t shortest = Places; // rest of a name; a longer one does not matter
};

} // namespace tierlens
