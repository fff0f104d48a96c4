// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QWidget>

namespace tierlens {

// What is painted at `part` of a widget, where it belongs when its window reads from right to left.
// Alignments are mirrored once the painter is told the widget's direction.
inline QRectF mirrored(const QWidget &widget, QRectF part)
{
    if (widget.isRightToLeft())
        part.moveLeft(widget.width() - part.right());
    return part;
}

} // namespace tierlens
