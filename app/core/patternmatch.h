// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// A pattern, prepared so that a million names can be compared with it in some milliseconds. Same
// answers as globMatches(); a pattern without any of * ? [ \ is looked for anywhere in the name.
class PatternMatch
{
public:
    explicit PatternMatch(std::string pattern);
    bool matches(std::string_view name) const;
    bool matchesAll() const { return m_isAll; }

private:
    bool matchesPieces(std::string_view name) const;

    std::string m_pattern;
    std::vector<std::string> m_pieces; // of a pattern with only *: between them
    std::string m_start; // of any other: what a name begins with in any case
    bool m_isAll = false, m_isText = false, m_isPieces = false;
};

} // namespace tierlens
