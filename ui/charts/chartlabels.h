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
// the top, to the left of it near the right edge; cut before they would leave `area` or touch what
// is `taken` already.
std::vector<LabelPlace> placeMarkerLabels(const std::vector<double> &x,
    const std::vector<double> &widths, const QRectF &area, double rowHeight, int rows,
    std::vector<QRectF> taken = {});

// The name of a line at its right end, as near to it as it goes without covering a line or what is
// `taken`. Lines are in pixels, in order of x; `own` is the index of the one that is named.
QRectF placeLineLabel(const std::vector<QList<QPointF>> &lines, std::size_t own, QSizeF size,
    const QRectF &plot, const std::vector<QRectF> &taken);

// `rect` as far to the left as it takes to touch none of `others`; where it is, if that would be
// beyond `left`.
QRectF movedBeside(const QRectF &rect, const std::vector<QRectF> &others, double left);

} // namespace tierlens
