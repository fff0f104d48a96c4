// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace tierlens {

// Stacks the lines of a box from top to bottom. If they do not fit, the gaps shrink first; then
// the lines with the lowest priority go, one priority at a time. Pure arithmetic.
class FlowColumn
{
public:
    struct Line
    {
        int id = 0; // the caller's own
        double height = 0;
        double gap = 0; // before it
        int priority = 0; // highest stays longest
        bool atBottom = false; // this one and all after it are moved to the bottom of the box
        double top = -1; // result; < 0: left out
    };

    void add(const Line &line) { m_lines.push_back(line); }
    void arrange(double top, double height);
    const std::vector<Line> &lines() const { return m_lines; }
    double topOf(int id) const; // < 0: left out
    double bottomOf(int id) const;

private:
    std::vector<Line> m_lines;
};

} // namespace tierlens
