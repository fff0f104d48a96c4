// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowlayout/flowlayout.h"

#include <QPainterPath>
#include <QTransform>

namespace tierlens {

struct FlowFigures;

// Which part of the picture fills the view. Pure arithmetic.
struct FlowCamera
{
    QPointF origin; // of the picture, at the view's upper left corner
    double zoom = 1;

    QPointF toView(QPointF point) const { return (point - origin) * zoom; }
    QRectF toView(const QRectF &rect) const { return {toView(rect.topLeft()), rect.size() * zoom}; }
    QPointF toPicture(QPointF point) const { return point / zoom + origin; }
    QTransform transform() const
    {
        return QTransform(zoom, 0, 0, zoom, -origin.x() * zoom, -origin.y() * zoom);
    }
    bool operator==(const FlowCamera &) const = default;

    // A box with its pipes, as large as the view allows; never beyond the picture's edges.
    static FlowCamera onto(const FlowLayout &layout, FlowNode node);
    // On the way from one to the other, `share` 0 … 1.
    static FlowCamera between(const FlowCamera &a, const FlowCamera &b, double share);
};

// The outline of what a tour points at: app, redis, postgres, hits, misses, hit-rate, keys, ask,
// answer, miss, row, write, invalidate. Empty: not in the picture now.
QPainterPath flowSpot(const FlowLayout &layout, const QString &part);
// What is to be seen with it: the boxes a pipe joins, or the one that holds a figure.
QPainterPath flowLit(const FlowLayout &layout, const QString &part);

} // namespace tierlens
