// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QPen>

namespace tierlens {

// A round strip of names and signs that opens a menu, by a click or by the keys one expects.
class MenuPill : public QAbstractButton
{
    Q_OBJECT
public:
    using QAbstractButton::QAbstractButton;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    // Its ground and edge. What follows runs from left to right, in any language.
    void paintShape(QPainter &painter, const QPen &edge, const QColor &ground) const;
};

} // namespace tierlens
