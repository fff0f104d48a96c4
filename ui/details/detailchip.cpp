// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/detailchip.h"

#include "details/detailpaint.h"

#include <QFontMetrics>
#include <QPainter>

namespace tierlens {

DetailChip::DetailChip(const QString &text, Accent accent, QWidget *parent)
    : QAbstractButton(parent)
    , m_accent(accent)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

QSize DetailChip::sizeHint() const
{
    const QFontMetrics metrics(theme().small());
    return {metrics.horizontalAdvance(text()) + 20, metrics.height() + 10};
}

void DetailChip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(hasFocus() ? theme().app : theme().line, 1));
    painter.setBrush(isChecked() || underMouse() ? theme().raised : theme().panel);
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    QFont font = theme().small();
    font.setStrikeOut(!isChecked());
    painter.setFont(font);
    painter.setPen(isChecked() ? accentColor(m_accent) : theme().dim);
    painter.drawText(rect(), int(Qt::AlignCenter), text());
}

} // namespace tierlens
