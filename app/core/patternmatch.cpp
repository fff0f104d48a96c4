// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/patternmatch.h"

#include "core/glob.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tierlens {

namespace {

// Names are short: this is twice as fast as string_view::find.
std::size_t findPiece(std::string_view name, std::string_view piece, std::size_t from)
{
    if (piece.empty())
        return from;
    if (name.size() < piece.size())
        return std::string_view::npos;
    const char *at = name.data() + from;
    const char *const last = name.data() + (name.size() - piece.size());
    while (at <= last) {
        at = static_cast<const char *>(
            std::memchr(at, piece[0], static_cast<std::size_t>(last - at) + 1));
        if (!at)
            break;
        if (std::memcmp(at, piece.data(), piece.size()) == 0)
            return static_cast<std::size_t>(at - name.data());
        ++at;
    }
    return std::string_view::npos;
}

} // namespace

PatternMatch::PatternMatch(std::string pattern)
    : m_pattern(std::move(pattern))
{
    m_isAll = m_pattern.empty()
        || m_pattern.find_first_not_of('*') == std::string::npos; // an empty one is in every name
    m_isText = m_pattern.find_first_of("*?[\\") == std::string::npos;
    if (m_isAll || m_isText)
        return;
    m_pieces.emplace_back();
    m_isPieces = true;
    for (std::size_t i = 0; i < m_pattern.size(); ++i) {
        const char c = m_pattern[i];
        if (c == '?' || c == '[') {
            m_isPieces = false;
            break;
        }
        if (c == '*')
            m_pieces.emplace_back();
        else if (c == '\\' && i + 1 < m_pattern.size())
            m_pieces.back() += m_pattern[++i];
        else
            m_pieces.back() += c;
    }
    if (!m_isPieces)
        m_start = m_pieces.front();
}

bool PatternMatch::matchesPieces(std::string_view name) const
{
    const auto &first = m_pieces.front();
    if (!name.starts_with(first))
        return false;
    if (m_pieces.size() == 1)
        return name.size() == first.size();
    const auto &last = m_pieces.back();
    if (name.size() < first.size() + last.size() || !name.ends_with(last))
        return false;
    name.remove_suffix(last.size());
    std::size_t from = first.size();
    for (std::size_t i = 1; i + 1 < m_pieces.size(); ++i) {
        const auto at = name.size() < from + m_pieces[i].size()
            ? std::string_view::npos
            : findPiece(name, m_pieces[i], from);
        if (at == std::string_view::npos)
            return false;
        from = at + m_pieces[i].size();
    }
    return true;
}

bool PatternMatch::matches(std::string_view name) const
{
    if (m_isAll)
        return true;
    if (m_isText)
        return findPiece(name, m_pattern, 0) != std::string_view::npos;
    if (m_isPieces)
        return matchesPieces(name);
    return name.starts_with(m_start) && globMatches(m_pattern, name);
}

} // namespace tierlens
