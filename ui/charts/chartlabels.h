// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QRectF>

#include <vector>

namespace tierlens {

// Where the words of a chart go, so that no two lie on each other. Pure geometry, in pixels.

struct LabelPlace
{
    QRectF rect; // narrower than the text: elide it; null: there is no room, only the line is drawn
};

// Labels of vertical lines at `x` (in order): to the right of the line in the first free row from
// the top, to the left of it near the right edge; cut before they would leave the plot.
std::vector<LabelPlace> placeMarkerLabels(const std::vector<double> &x,
    const std::vector<double> &widths, const QRectF &plot, double rowHeight, int rows);

// The name of a line near its right end: above it if there is room, otherwise below, clear of the
// line itself and of `taken`. `line` is in pixels, in order of x.
QRectF placeLineLabel(const QList<QPointF> &line, QSizeF size, const QRectF &plot,
    const std::vector<QRectF> &taken, const std::vector<QList<QPointF>> &others);

} // namespace tierlens
