// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>

namespace tierlens {

// Keys found a second, over the last ten seconds the search ran without a break.
class KeyScanRate
{
public:
    using Time = std::chrono::steady_clock::time_point;

    void note(Time now, std::size_t found)
    {
        if (!m_marks.empty() && now - m_marks.back().at < Between)
            return;
        m_marks.push_back({now, found});
        while (now - m_marks.front().at > Window)
            m_marks.pop_front();
    }
    void forget() { m_marks.clear(); } // a pause, or another budget
    double perSecond() const // 0: not known yet
    {
        const auto span
            = m_marks.empty() ? Time::duration{} : m_marks.back().at - m_marks.front().at;
        if (span < Least)
            return 0;
        return double(m_marks.back().found - m_marks.front().found)
            / std::chrono::duration<double>(span).count();
    }

private:
    static constexpr std::chrono::milliseconds Between{500}, Least{2000}, Window{10'000};
    struct Mark
    {
        Time at;
        std::size_t found;
    };
    std::deque<Mark> m_marks;
};

} // namespace tierlens
