// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace tierlens {

// The last N things, each with a number that never changes: [first(), end()) are still there.
// Models compare those numbers with what they show and insert and remove the difference.
template <typename T> class Ring
{
public:
    explicit Ring(std::size_t capacity)
        : m_capacity(capacity)
    { }
    void push(T value)
    {
        if (m_items.size() < m_capacity)
            m_items.push_back(std::move(value));
        else
            m_items[m_end % m_capacity] = std::move(value);
        ++m_end;
    }
    std::uint64_t first() const { return m_end - m_items.size(); }
    std::uint64_t end() const { return m_end; }
    std::size_t size() const { return m_items.size(); }
    const T &at(std::uint64_t number) const { return m_items[number % m_capacity]; }

private:
    std::size_t m_capacity;
    std::vector<T> m_items;
    std::uint64_t m_end = 0;
};

} // namespace tierlens
