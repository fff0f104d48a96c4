// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/captionbar.h"

#include "present/presentscale.h"
#include "theme/theme.h"

#include <QAccessible>
#include <QMouseEvent>
#include <QPainter>

namespace tierlens {

CaptionBar::CaptionBar(QWidget *parent)
    : QWidget(parent)
{ }

void CaptionBar::setLine(const Line &line)
{
    if (line == m_line)
        return;
    const bool told = line.text != m_line.text;
    m_line = line;
    setAccessibleName(line.text);
    if (told) {
        QAccessibleEvent event(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
    update();
}

void CaptionBar::setScale(double scale)
{
    m_scale = scale;
    update();
}

QRect CaptionBar::nextArea() const
{
    if (!m_line.hasNext)
        return {};
    const int wide = qRound(180 * m_scale);
    return {width() - wide, 0, wide, height()};
}

QRect CaptionBar::previousArea() const
{
    if (!m_line.hasPrevious)
        return {};
    const int wide = qRound(60 * m_scale);
    return {width() - qRound(180 * m_scale) - wide, 0, wide, height()};
}

void CaptionBar::mouseReleaseEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && nextArea().contains(event->position().toPoint()))
        Q_EMIT nextRequested();
    else if (event->button() == Qt::LeftButton
        && previousArea().contains(event->position().toPoint()))
        Q_EMIT previousRequested();
    else
        QWidget::mouseReleaseEvent(event);
}

void CaptionBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &now = theme();
    const double side = 36 * m_scale;
    painter.setPen(m_line.bad ? QPen(now.invalidated, 2 * m_scale)
                              : QPen(blend(now.raised, now.line, now.dark ? 0.0 : 1.0), 1));
    painter.setBrush(now.raised);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 20 * m_scale, 20 * m_scale);

    const int right = (m_line.hasNext || m_line.hasPrevious) ? width() - qRound(250 * m_scale)
                                                             : width() - qRound(side);
    QRect room(qRound(side), 0, right - qRound(side), height());
    if (!m_line.waiting.isEmpty())
        room.setBottom(height() - qRound(34 * m_scale));
    // As large as it fits: one line, or two smaller ones, or three.
    const int flags = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap;
    QFont font;
    for (const double size : {31.0, 28.0, 25.0, 22.0, 19.0}) {
        font = sized(now.bold13(), size * m_scale);
        const QRect taken = QFontMetrics(font).boundingRect(room, flags, m_line.text);
        if (taken.height() <= room.height() - 8 * m_scale && taken.width() <= room.width())
            break;
    }
    painter.setFont(font);
    painter.setPen(now.text);
    painter.drawText(room, flags, m_line.text);

    if (!m_line.waiting.isEmpty()) {
        painter.setFont(sized(now.text13(), 17 * m_scale));
        painter.setPen(now.dim);
        const QRectF below(side, height() - 36 * m_scale, room.width(), 24 * m_scale);
        painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(m_line.waiting, Qt::ElideRight, room.width()));
        if (m_line.share >= 0) {
            const QRectF track(side, height() - 9 * m_scale, room.width(), 3 * m_scale);
            painter.fillRect(track, now.line);
            painter.fillRect(
                QRectF(track.topLeft(),
                    QSizeF(track.width() * std::min(1.0, m_line.share), track.height())),
                now.app);
        }
    }
    if (m_line.hasPrevious) {
        painter.setFont(sized(now.bold13(), 21 * m_scale));
        painter.setPen(now.dim);
        painter.drawText(previousArea(), Qt::AlignCenter, QStringLiteral("◂"));
    }
    if (!m_line.hasNext)
        return;
    const QRect area = nextArea().adjusted(0, 0, -qRound(side), 0);
    painter.setFont(sized(now.bold13(), 21 * m_scale));
    painter.setPen(now.text);
    painter.drawText(area.adjusted(0, 0, 0, -height() / 3), Qt::AlignRight | Qt::AlignVCenter,
        tr("Next") + QStringLiteral(" ▸"));
    painter.setFont(sized(now.mono(), 15 * m_scale));
    painter.setPen(now.dim);
    painter.drawText(
        area.adjusted(0, height() / 3, 0, 0), Qt::AlignRight | Qt::AlignVCenter, tr("PageDown"));
}

} // namespace tierlens
