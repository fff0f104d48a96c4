// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRect>
#include <QString>

class QWidget;

namespace tierlens {

// A widget that paints several things by hand says what they are, so that a screen reader finds
// them. A widget inherits this beside QWidget and calls installPaintedParts() when it is made.
class PaintedParts
{
public:
    PaintedParts() = default;
    PaintedParts(const PaintedParts &) = default;
    PaintedParts &operator=(const PaintedParts &) = default;
    virtual ~PaintedParts() = default;
    virtual int partCount() const = 0;
    virtual QRect partRect(int part) const = 0; // in the widget
    virtual QString partName(int part) const = 0;
    virtual QString partText(int part) const = 0;
};

void installPaintedParts(); // once per process; further calls do nothing

} // namespace tierlens
