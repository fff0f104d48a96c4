// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowlayout/flowcolumn.h"

#include <algorithm>

namespace tierlens {

namespace {
constexpr double TightestGaps = 0.3;
}

void FlowColumn::arrange(double top, double height)
{
    double share = 1, spare = 0;
    while (!m_lines.empty()) {
        double lines = 0, gaps = 0;
        for (const Line &line : m_lines) {
            lines += line.height;
            gaps += line.gap;
        }
        spare = height - lines - gaps;
        share = spare >= 0 || gaps <= 0 ? 1 : std::max(TightestGaps, (height - lines) / gaps);
        if (lines + gaps * share <= height + 0.01)
            break;
        const auto least
            = std::min_element(m_lines.begin(), m_lines.end(), [](const Line &a, const Line &b) {
                  return a.priority < b.priority;
              })->priority;
        std::erase_if(m_lines, [least](const Line &line) { return line.priority == least; });
    }
    double y = top;
    for (Line &line : m_lines) {
        if (line.atBottom && spare > 0) {
            y += spare;
            spare = 0;
        }
        y += line.gap * share;
        line.top = y;
        y += line.height;
    }
}

double FlowColumn::topOf(int id) const
{
    for (const Line &line : m_lines) {
        if (line.id == id)
            return line.top;
    }
    return -1;
}

double FlowColumn::bottomOf(int id) const
{
    for (const Line &line : m_lines) {
        if (line.id == id)
            return line.top + line.height;
    }
    return -1;
}

} // namespace tierlens
