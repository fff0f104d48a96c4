// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace tierlens {

// How much to ask for at a time so that an answer keeps the server busy for about 50 µs: everybody
// else waits as long. What a hundred keys take it differs by thirty times, as its memory is warm or
// cold, so that no fixed number is polite everywhere. Begins small.
class ScanStride
{
public:
    using Span = std::chrono::steady_clock::duration;
    static constexpr Span Goal = std::chrono::microseconds(50);
    static constexpr std::size_t Least = 4;

    std::size_t next(std::size_t most) const { return std::clamp(m_size, std::size_t(1), most); }
    // An answer about `asked` things took the server so long. What waited for others before it was
    // its turn took longer than its work: the quickest of a few tells.
    void took(Span span, std::size_t asked)
    {
        if (asked == 0 || (asked < m_size && span <= Goal))
            return; // there was no more to ask for: it does not tell whether more would do
        const auto each = std::max(double(span.count()), 1.0) / double(asked);
        m_quickest = m_looks == 0 ? each : std::min(m_quickest, each);
        if (++m_looks < Looks)
            return;
        m_looks = 0;
        const auto size = double(m_size);
        m_size = static_cast<std::size_t>(std::clamp(
            double(Goal.count()) / m_quickest, std::max(double(Least), size / 2), size * 2));
    }

private:
    static constexpr int Looks = 4;
    std::size_t m_size = 2 * Least;
    int m_looks = 0;
    double m_quickest = 0; // for each thing
};

} // namespace tierlens
