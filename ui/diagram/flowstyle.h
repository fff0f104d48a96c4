// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowlayout/flowlayout.h"
#include "flowtexts/flowfigures.h"

#include <QColor>
#include <QFont>

namespace tierlens {

// How each part of the flow diagram looks in the theme in use: fonts at a scale, and colours that
// can be read on what is behind them. GUI thread.
class FlowStyle
{
public:
    FlowStyle(const FlowFigures &figures, double scale)
        : m_figures(figures)
        , m_scale(scale)
    { }

    QFont font(FlowText text) const;
    QColor color(FlowText text) const;
    QColor behind(FlowText text) const; // the fill a text stands on

    QColor ground() const; // behind the whole picture
    QColor ring() const; // the share of hits in it
    QColor accent(FlowNode node) const;
    QColor fill(FlowNode node) const;
    QColor border(FlowNode node) const;
    QColor pipe(FlowPipe pipe) const; // what flows in it
    QColor bed(FlowPipe pipe, bool lit = false) const; // the pipe itself

    // Measures of all texts for the layout. Digits count as zeros, so that a figure that changes
    // does not move its neighbours.
    FlowLayout::Extents extents() const;

private:
    QColor wanted(FlowText text) const;

    const FlowFigures &m_figures;
    double m_scale;
};

} // namespace tierlens
