// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchpostgres/postgresstatements.h"

#include "watchpostgres/postgressecrets.h"
#include "watchpostgres/postgressession.h"

#include <algorithm>

namespace tierlens {

void StatementDifferences::restart()
{
    m_before.clear();
    m_grown.clear();
    m_evictions.clear();
    m_resetAt.clear();
    m_isFirst = true;
}

void StatementDifferences::take(const Rows &rows, SinceStart at)
{
    std::unordered_map<Key, Entry, Hash> now;
    now.reserve(rows.rows.size());
    std::string evictions, resetAt;
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        if (rows.text(row, 0) == "i") {
            evictions = rows.text(row, 1);
            resetAt = rows.text(row, 2);
            continue;
        }
        // The id is hidden (0) where our rights do not reach; those of one user become one.
        Key key{rows.number(row, 1), std::string(rows.text(row, 2)), rows.text(row, 3) == "true"};
        const auto count = [&](std::size_t column) {
            return static_cast<std::uint64_t>(std::max<std::int64_t>(0, rows.number(row, column)));
        };
        auto &entry = now[key];
        entry.id = key.id;
        entry.user = key.user;
        entry.isTopLevel = key.isTopLevel;
        entry.calls += count(4);
        entry.rows += count(5);
        entry.time += count(6);
        entry.blocksHit += count(7);
        entry.blocksRead += count(8);
    }

    const bool wasReset = !m_isFirst && resetAt != m_resetAt;
    m_moved = wasReset || (!m_isFirst && evictions != m_evictions);
    m_grown.clear();
    std::size_t met = 0;
    for (const auto &[key, entry] : now) {
        if (m_isFirst)
            break;
        const auto found = m_before.find(key);
        Entry grown = entry;
        if (found != m_before.end()) {
            ++met;
            const auto &before = found->second;
            if (!wasReset && entry.calls >= before.calls) {
                const auto less
                    = [](std::uint64_t a, std::uint64_t b) { return a - std::min(a, b); };
                grown.calls = less(entry.calls, before.calls);
                grown.rows = less(entry.rows, before.rows);
                grown.time = less(entry.time, before.time);
                grown.blocksHit = less(entry.blocksHit, before.blocksHit);
                grown.blocksRead = less(entry.blocksRead, before.blocksRead);
            } else {
                m_moved = true;
            }
        }
        if (grown.calls > 0)
            m_grown.push_back(std::move(grown));
    }
    if (!m_isFirst && met < m_before.size())
        m_moved = true;
    std::sort(m_grown.begin(), m_grown.end(),
        [](const Entry &a, const Entry &b) { return a.time > b.time; });

    m_span = m_isFirst ? Duration{} : at - m_at;
    m_at = at;
    m_isFirst = false;
    m_before = std::move(now);
    m_evictions = std::move(evictions);
    m_resetAt = std::move(resetAt);
}

std::string StatementDifferences::unknownTexts() const
{
    constexpr std::size_t most = 500;
    std::string ids;
    std::size_t count = 0;
    for (const auto &entry : m_grown) {
        if (entry.id == 0 || m_texts.contains(entry.id) || m_own.contains(entry.id))
            continue;
        if (count++ == most)
            break;
        ids += (ids.empty() ? "{" : ",") + std::to_string(entry.id);
    }
    return ids.empty() ? ids : ids + '}';
}

void StatementDifferences::takeTexts(const Rows &rows)
{
    if (m_texts.size() + rows.rows.size() > MostTexts)
        m_texts.clear(); // a server that never repeats itself; those in use are asked for again
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        const auto id = rows.number(row, 0);
        const auto text = rows.text(row, 1);
        if (text.find(PostgresSession::Mark) != text.npos)
            m_own.insert(id);
        else if (!text.empty())
            m_texts[id] = shownSql(text, 2000);
    }
}

StatementDifferences::Outcome StatementDifferences::outcome()
{
    Outcome out;
    out.span = m_span;
    out.moved = m_moved;
    out.statements.reserve(m_grown.size());
    for (const auto &entry : m_grown) {
        if (m_own.contains(entry.id))
            continue;
        const Duration time = std::chrono::microseconds(entry.time);
        if (entry.isTopLevel) {
            out.calls += entry.calls;
            out.time += time;
        }
        if (entry.id == 0)
            continue;
        StatementCounts counts;
        counts.id = entry.id;
        if (const auto text = m_texts.find(entry.id); text != m_texts.end())
            counts.text = text->second;
        counts.user = entry.user;
        counts.calls = entry.calls;
        counts.rows = entry.rows;
        counts.time = time;
        counts.blocksHit = entry.blocksHit;
        counts.blocksRead = entry.blocksRead;
        out.statements.push_back(std::move(counts));
    }
    m_grown.clear();
    return out;
}

} // namespace tierlens
