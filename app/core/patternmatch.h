// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <bit>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// A pattern, prepared so that a million names can be compared with it in some milliseconds. Same
// answers as globMatches(); a pattern without any of * ? [ \ is looked for anywhere in the name.
class PatternMatch
{
public:
    explicit PatternMatch(const std::string &pattern);
    bool matches(std::string_view name) const
    {
        return m_isAll || ((m_isText ? mayHold(name) : beginsRight(name)) && matchesPieces(name));
    }
    bool matchesAll() const { return m_isAll; }

private:
    // What is between two *: as many characters, each of them one or one of some.
    struct Piece
    {
        std::string text; // if each is one
        std::vector<std::bitset<256>> sets; // if not
        std::size_t size() const { return text.size() + sets.size(); }
        bool isAt(const char *at) const;
        std::size_t findIn(std::string_view name, std::size_t from) const;
    };
    static std::vector<Piece> piecesOf(std::string_view pattern);
    bool matchesPieces(std::string_view name) const;

    // Most names are told by their first eight characters, without a call.
    bool beginsRight(std::string_view name) const
    {
        std::uint64_t head = 0;
        if (name.size() < sizeof head)
            return true; // not known yet
        std::memcpy(&head, name.data(), sizeof head);
        return (head & m_headMask) == m_head;
    }

    // Whether the first two characters of the text are somewhere in the name; it may say yes and
    // be wrong, but never no. Eight characters, which are seven pairs, are looked at together, and
    // three times eight without a question between: what a loop would find out by guessing wrong in
    // every other name.
    bool mayHold(std::string_view name) const
    {
        if (name.size() < sizeof m_first || m_least < 2)
            return true; // not known yet
        const auto zeroes = [](std::uint64_t x) { return (x - Ones) & ~x & (Ones << 7); };
        std::uint64_t found = 0;
        const auto last = name.size() - sizeof m_first;
        const auto look = [&](std::size_t from) {
            std::uint64_t some = 0;
            std::memcpy(&some, name.data() + std::min(from, last), sizeof some);
            const auto next = IsLittle ? some >> 8 : some << 8;
            found |= zeroes(some ^ m_first) & zeroes(next ^ m_second);
        };
        for (std::size_t from = 0; from <= last + 6; from += 21) {
            look(from);
            look(from + 7);
            look(from + 14);
        }
        return found != 0;
    }

    static constexpr std::uint64_t Ones = 0x0101010101010101;
    static constexpr bool IsLittle = std::endian::native == std::endian::little;
    std::uint64_t m_first = 0, m_second = 0; // of the text, eight times each
    std::vector<Piece> m_pieces;
    std::uint64_t m_head = 0, m_headMask = 0;
    std::size_t m_least = 0; // characters a name has to have
    bool m_isAll = false, m_isText = false;
};

} // namespace tierlens
