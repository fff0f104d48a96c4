// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/patternmatch.h"

#include "core/glob.h"

#include <algorithm>
#include <utility>

namespace tierlens {

bool PatternMatch::Piece::isAt(const char *at) const
{
    if (sets.empty())
        return std::memcmp(at, text.data(), text.size()) == 0;
    return std::all_of(sets.begin(), sets.end(),
        [&at](const auto &set) { return set[static_cast<unsigned char>(*at++)]; });
}

std::size_t PatternMatch::Piece::findIn(std::string_view name, std::size_t from) const
{
    if (size() == 0)
        return from;
    if (name.size() < from + size())
        return std::string_view::npos;
    const char *const last = name.data() + (name.size() - size());
    const auto placeOf = [&](const char *at) { return static_cast<std::size_t>(at - name.data()); };
    if (!sets.empty()) {
        for (const char *at = name.data() + from; at <= last; ++at) {
            if (isAt(at))
                return placeOf(at);
        }
        return std::string_view::npos;
    }
    // Names are short: this is twice as fast as string_view::find.
    for (const char *at = name.data() + from; at <= last; ++at) {
        at = static_cast<const char *>(
            std::memchr(at, text[0], static_cast<std::size_t>(last - at) + 1));
        if (!at)
            break;
        if (at[text.size() - 1] == text.back() && isAt(at))
            return placeOf(at);
    }
    return std::string_view::npos;
}

std::vector<PatternMatch::Piece> PatternMatch::piecesOf(std::string_view pattern)
{
    std::vector<Piece> pieces(1);
    const auto makeSets = [](Piece &piece) {
        for (const char c : std::exchange(piece.text, {}))
            piece.sets.emplace_back().set(static_cast<unsigned char>(c));
    };
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        auto c = pattern[i];
        auto &piece = pieces.back();
        if (c == '*') {
            pieces.emplace_back();
        } else if (c == '?' || c == '[') {
            makeSets(piece);
            auto &set = piece.sets.emplace_back();
            if (c == '?') {
                set.set();
                continue;
            }
            auto end = i + 1;
            for (unsigned other = 0; other < set.size(); ++other) {
                end = i + 1;
                set[other] = globClassHas(pattern, end, static_cast<char>(other));
            }
            i = end - 1;
        } else {
            if (c == '\\' && i + 1 < pattern.size())
                c = pattern[++i];
            if (piece.sets.empty())
                piece.text += c;
            else
                piece.sets.emplace_back().set(static_cast<unsigned char>(c));
        }
    }
    return pieces;
}

PatternMatch::PatternMatch(const std::string &pattern)
{
    m_isAll = pattern.find_first_not_of('*') == std::string::npos;
    m_isText = pattern.find_first_of("*?[\\") == std::string::npos;
    m_pieces = piecesOf(pattern);
    // Nor has *text* more to say than the text.
    if (m_pieces.size() == 3 && m_pieces[0].size() == 0 && m_pieces[1].sets.empty()
        && m_pieces[2].size() == 0) {
        m_pieces = {m_pieces[1]};
        m_isText = true;
    }
    for (const auto &piece : m_pieces)
        m_least += piece.size();
    const auto &first = m_pieces.front().text;
    if (m_isText) {
        m_first = first.empty() ? 0 : Ones * static_cast<unsigned char>(first[0]);
        m_second = first.size() < 2 ? 0 : Ones * static_cast<unsigned char>(first[1]);
        return;
    }
    const auto known = std::min(first.size(), sizeof m_head);
    std::memcpy(&m_head, first.data(), known);
    std::memset(&m_headMask, 0xff, known);
}

bool PatternMatch::matchesPieces(std::string_view name) const
{
    if (name.size() < m_least)
        return false;
    if (m_isText)
        return m_pieces.front().findIn(name, 0) != std::string_view::npos;
    const auto &first = m_pieces.front();
    if (!first.isAt(name.data()))
        return false;
    if (m_pieces.size() == 1)
        return name.size() == first.size();
    const auto &last = m_pieces.back();
    name.remove_suffix(last.size());
    if (!last.isAt(name.data() + name.size()))
        return false;
    std::size_t from = first.size();
    for (std::size_t i = 1; i + 1 < m_pieces.size(); ++i) {
        const auto at = m_pieces[i].findIn(name, from);
        if (at == std::string_view::npos)
            return false;
        from = at + m_pieces[i].size();
    }
    return true;
}

} // namespace tierlens
