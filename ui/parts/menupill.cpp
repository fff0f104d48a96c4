// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/menupill.h"

#include <QKeyEvent>
#include <QPainter>

namespace tierlens {

void MenuPill::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Down || event->key() == Qt::Key_Return
        || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void MenuPill::paintShape(QPainter &painter, const QPen &edge, const QColor &ground) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(Qt::LeftToRight);
    const QRectF shape = QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75);
    painter.setPen(edge);
    painter.setBrush(ground);
    painter.drawRoundedRect(shape, shape.height() / 2, shape.height() / 2);
}

} // namespace tierlens
