// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <utility>

namespace tierlens {

// The newest of something that goes on and on, each with a number of its own, and which of them a
// filter lets pass. Rows are counted as they are shown: the newest is row 0.
template <typename T> class RollingRows
{
public:
    using Number = std::uint64_t;

    std::size_t held() const { return m_held.size(); }
    Number first() const { return m_first; } // the oldest that is held
    Number end() const { return m_first + m_held.size(); } // the next to come
    T &at(Number number) { return m_held[static_cast<std::size_t>(number - m_first)]; }
    const T &at(Number number) const { return m_held[static_cast<std::size_t>(number - m_first)]; }

    int rows() const { return static_cast<int>(m_shown.size()); }
    Number numberOf(int row) const
    {
        return m_shown[m_shown.size() - 1 - static_cast<std::size_t>(row)];
    }
    const T &row(int row) const { return at(numberOf(row)); }
    int rowOf(Number number) const // -1: not shown
    {
        const auto found = std::lower_bound(m_shown.begin(), m_shown.end(), number);
        if (found == m_shown.end() || *found != number)
            return -1;
        return static_cast<int>(m_shown.end() - found) - 1;
    }

    void clear(Number first)
    {
        m_held.clear();
        m_shown.clear();
        m_first = first;
    }
    void append(T one, bool passes)
    {
        if (passes)
            m_shown.push_back(end());
        m_held.push_back(std::move(one));
    }
    template <typename Passes> void filter(Passes passes)
    {
        m_shown.clear();
        for (auto number = m_first; number < end(); ++number) {
            if (passes(at(number)))
                m_shown.push_back(number);
        }
    }
    int shownBefore(Number first) const // rows that dropBefore() would take away, from the end
    {
        const auto keep = std::lower_bound(m_shown.begin(), m_shown.end(), first);
        return static_cast<int>(keep - m_shown.begin());
    }
    void dropBefore(Number first)
    {
        if (first <= m_first)
            return;
        const auto gone = std::min<Number>(first - m_first, m_held.size());
        m_shown.erase(m_shown.begin(), m_shown.begin() + shownBefore(first));
        m_held.erase(m_held.begin(), m_held.begin() + static_cast<std::ptrdiff_t>(gone));
        m_first = first;
    }

private:
    std::deque<T> m_held; // oldest first; numbers [m_first, m_first + size)
    std::deque<Number> m_shown; // of those that pass, oldest first
    Number m_first = 0;
};

} // namespace tierlens
