// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace tierlens::test {

// How misses went after an invalidation: what came in the first second beyond those that come
// anyway, and when over two seconds they had fallen to a tenth of what was hit before.
class MissCurve
{
public:
    MissCurve(double hitsPerSecond, double missesPerSecond)
        : m_hits(hitsPerSecond)
        , m_misses(missesPerSecond)
    { }

    // So many seconds after it, so many misses since.
    void add(double seconds, double misses)
    {
        const Point now{seconds, misses - m_misses * seconds};
        if (m_first <= 0 && seconds >= 1)
            m_first = now.misses / seconds;
        m_points.push_back(now);
        if (m_seconds > 0)
            return;
        for (auto past = m_points.rbegin(); past != m_points.rend(); ++past) {
            if (past->at > seconds - 2)
                continue;
            const double rate = (now.misses - past->misses) / (seconds - past->at);
            if (rate <= 0.1 * m_hits)
                m_seconds = (seconds + past->at) / 2;
            break;
        }
    }
    bool isOver() const { return m_seconds > 0; }
    double first() const { return m_first; }
    double seconds() const { return m_seconds; }

private:
    struct Point
    {
        double at = 0, misses = 0;
    };
    double m_hits, m_misses, m_first = 0, m_seconds = 0;
    std::vector<Point> m_points{{}};
};

} // namespace tierlens::test
