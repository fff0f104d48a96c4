// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/flowstyle.h"
#include "flowlayout/flowlayout.h"
#include "flowtexts/flowfigures.h"

#include <bitset>

class QPainter;

namespace tierlens {

// Paints what does not move, in two layers: the panel, pipes and boxes; and upon it the texts with
// the ring. Done into pixmaps when something changes, never once per frame. GUI thread.
class FlowScene
{
public:
    using Texts = std::bitset<FlowTextCount>;
    using Lit = std::bitset<FlowPipeCount>; // pipes in use, for reduced motion

    FlowScene(const FlowLayout &layout, const FlowFigures &figures, Lit lit)
        : m_layout(layout)
        , m_figures(figures)
        , m_style(figures, layout.scale())
        , m_lit(lit)
    { }

    void paintBase(QPainter &painter, bool framed) const
    {
        paintPipes(painter, framed);
        paintBoxes(painter);
    }
    void paintPipes(QPainter &painter, bool framed) const; // and what is behind them
    void paintBoxes(QPainter &painter) const;
    void paintTexts(QPainter &painter, const Texts &which) const; // HitRate includes the ring
    // Everything but `spot` steps back, and a soft ring lies round it.
    // A ring around `spot`; all but `lit` is darkened.
    void paintSpot(QPainter &painter, const QPainterPath &spot, const QPainterPath &lit) const;
    QRect area(FlowText text) const; // what paintTexts() may touch for it; empty: nothing
    static double borderWidth(double scale) { return 2 * scale; }
    static double corner(double scale) { return 15 * scale; } // of the boxes

private:
    void panel(QPainter &painter, bool framed) const;
    void pipe(QPainter &painter, FlowPipe pipe) const;
    void box(QPainter &painter, FlowNode node) const;
    void hatch(QPainter &painter, const QRectF &rect, const QColor &color) const;
    void ring(QPainter &painter) const;
    void legend(QPainter &painter) const;
    void text(QPainter &painter, FlowText text) const;
    void wrapped(QPainter &painter, const FlowLayout::Place &place, const QString &text) const;

    const FlowLayout &m_layout;
    const FlowFigures &m_figures;
    FlowStyle m_style;
    Lit m_lit;
};

} // namespace tierlens
