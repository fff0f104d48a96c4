// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace tierlens {

// How much to ask for at a time so that an answer is about 50 µs of work for the server: everybody
// else waits as long. What a hundred keys take it differs by thirty times, as its memory is warm or
// cold, so that no fixed number is polite everywhere. Begins small.
class ScanStride
{
public:
    using Span = std::chrono::steady_clock::duration;
    static constexpr Span Goal = std::chrono::microseconds(50);
    static constexpr std::size_t Least = 4;

    std::size_t next(std::size_t most) const
    {
        return std::clamp(static_cast<std::size_t>(m_size), std::size_t(1), most);
    }

    // Way, waking and waiting for others are no work of ours, and are in the answer to a PING as
    // well. One is wanted now and then, when the server has rested from us as before any other
    // question: it wakes more slowly than it answers one question after the other.
    bool wantsTrip() const { return m_answers % AnswersPerTrip == 0; }
    void trip(Span span) { m_trips[m_tripCount++ % m_trips.size()] = span; }

    // An answer about `asked` things came after `span`, way and all.
    void took(Span span, std::size_t asked)
    {
        ++m_answers;
        const auto work = std::max(double((span - quickestTrip()).count()), 1.0);
        if (asked == 0 || (asked < next(asked + 1) && work <= double(Goal.count())))
            return; // there was no more to ask for: it does not tell whether more would do
        m_looks[m_lookCount++] = work / double(asked);
        if (m_lookCount < m_looks.size())
            return;
        // Some are quick because there was nothing to find, some slow because others were first.
        m_lookCount = 0;
        std::nth_element(m_looks.begin(), m_looks.begin() + 2, m_looks.end());
        m_size = std::clamp(
            double(Goal.count()) / m_looks[2], std::max(double(Least), m_size / 2), m_size * 2);
    }

private:
    static constexpr std::size_t AnswersPerTrip = 16;
    Span quickestTrip() const
    {
        const auto count = std::min(m_tripCount, m_trips.size());
        return count == 0 ? Span{} : *std::min_element(m_trips.begin(), m_trips.begin() + count);
    }
    double m_size = 2.0 * Least;
    std::size_t m_answers = 0, m_tripCount = 0, m_lookCount = 0;
    std::array<Span, 4> m_trips{}; // the last ones
    std::array<double, 6> m_looks{}; // work for each thing
};

} // namespace tierlens
