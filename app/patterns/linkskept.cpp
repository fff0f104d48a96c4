// SPDX-License-Identifier: GPL-3.0-or-later
// Links as they are shown: what was proposed, and what the user said about it.
#include "patterns/links.h"

#include <algorithm>
#include <set>

namespace tierlens {

bool Links::isRefused(const std::string &pattern, const std::string &text) const
{
    return std::any_of(m_kept.begin(), m_kept.end(), [&](const Kept &kept) {
        return kept.refused && kept.pattern == pattern && kept.text == text;
    });
}

std::int64_t Links::idOf(const std::string &text) const
{
    for (const auto &[id, statement] : m_statements) {
        if (statement.text == text)
            return id;
    }
    return 0;
}

void Links::refresh()
{
    m_links.clear();
    std::set<std::string> known;
    const auto addKept = [&](bool refused) {
        for (const auto &kept : m_kept) {
            if (kept.refused != refused || !known.insert(kept.pattern).second)
                continue;
            PatternLink link;
            link.pattern = kept.pattern;
            link.statement = idOf(kept.text);
            link.text = kept.text;
            link.evidence = PatternLink::Evidence::User;
            link.confidence = refused ? 0 : 1;
            link.refused = refused;
            const auto proposed = m_proposed.find(kept.pattern);
            if (proposed != m_proposed.end() && proposed->second.text == kept.text)
                link.observations = proposed->second.observations;
            m_links.push_back(std::move(link));
        }
    };
    addKept(false);
    for (const auto &[pattern, link] : m_proposed) {
        if (!isRefused(pattern, link.text) && known.insert(pattern).second)
            m_links.push_back(link);
    }
    addKept(true);
    for (auto &link : m_links) {
        if (const auto found = m_statements.find(link.statement); found != m_statements.end())
            link.missCost = found->second.mean;
    }
    std::stable_sort(
        m_links.begin(), m_links.end(), [](const PatternLink &a, const PatternLink &b) {
            const auto rank = [](const PatternLink &link) {
                return link.refused                                ? -1
                    : link.evidence == PatternLink::Evidence::User ? 2
                    : link.evidence == PatternLink::Evidence::Wire ? 1
                                                                   : 0;
            };
            return rank(a) != rank(b) ? rank(a) > rank(b) : a.confidence > b.confidence;
        });
}

std::vector<PatternLink> Links::links() const { return m_links; }

const PatternLink *Links::linkOf(const std::string &pattern) const
{
    const auto found = std::find_if(m_links.begin(), m_links.end(),
        [&](const PatternLink &link) { return link.pattern == pattern && !link.refused; });
    return found == m_links.end() ? nullptr : &*found;
}

void Links::confirm(const std::string &pattern, std::int64_t statement, const std::string &text)
{
    std::erase_if(m_kept, [&](const Kept &kept) {
        return kept.pattern == pattern && (!kept.refused || kept.text == text);
    });
    m_kept.push_back({pattern, text, false});
    m_statements[statement].text = text;
    m_statements[statement].mayFill = mayFillACache(text);
    refresh();
}

void Links::refuse(const std::string &pattern, std::int64_t statement)
{
    std::string text;
    for (const auto &link : m_links) {
        if (link.pattern == pattern && link.statement == statement)
            text = link.text;
    }
    if (const auto found = m_statements.find(statement);
        text.empty() && found != m_statements.end())
        text = found->second.text;
    if (text.empty())
        return;
    std::erase_if(
        m_kept, [&](const Kept &kept) { return kept.pattern == pattern && kept.text == text; });
    m_kept.push_back({pattern, text, true});
    refresh();
}

std::vector<Links::Kept> Links::kept() const { return m_kept; }

void Links::restore(const std::vector<Kept> &kept)
{
    m_kept = kept;
    refresh();
}

} // namespace tierlens
