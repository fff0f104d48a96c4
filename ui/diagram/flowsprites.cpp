// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/flowsprites.h"

#include "theme/theme.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
using Kind = FlowAnimation::Kind;

QPixmap transparent(double side, double pixelRatio)
{
    const int pixels = static_cast<int>(std::ceil(side * pixelRatio));
    QPixmap pixmap(pixels, pixels);
    pixmap.setDevicePixelRatio(pixelRatio);
    pixmap.fill(Qt::transparent);
    return pixmap;
}
} // namespace

QColor FlowSprites::color(Kind kind)
{
    const Theme &now = theme();
    switch (kind) {
    case Kind::Question:
        return now.app;
    case Kind::Hit:
        return now.hit;
    case Kind::Miss:
        return now.miss;
    case Kind::Fill:
    case Kind::Write:
        return now.write;
    case Kind::Invalidated:
    case Kind::Failed:
        return now.invalidated;
    }
    return now.text;
}

void FlowSprites::draw(QPainter &painter, Kind kind, const QRectF &rect)
{
    const QColor ink = color(kind);
    const QPointF middle = rect.center();
    const double side = rect.width();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    switch (kind) {
    case Kind::Question:
    case Kind::Hit:
        painter.drawEllipse(rect);
        break;
    case Kind::Miss: {
        const double reach = side * 0.60;
        painter.drawPolygon(QPolygonF{middle + QPointF(0, -reach), middle + QPointF(reach, 0),
            middle + QPointF(0, reach), middle + QPointF(-reach, 0)});
        break;
    }
    case Kind::Fill:
    case Kind::Write:
        painter.drawRoundedRect(rect.adjusted(side * 0.06, side * 0.06, -side * 0.06, -side * 0.06),
            side * 0.1, side * 0.1);
        break;
    case Kind::Invalidated: {
        const double reach = side * 0.42;
        painter.setPen(QPen(ink, side * 0.28, Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(middle + QPointF(-reach, -reach), middle + QPointF(reach, reach));
        painter.drawLine(middle + QPointF(-reach, reach), middle + QPointF(reach, -reach));
        break;
    }
    case Kind::Failed:
        painter.setBrush(theme().panel);
        painter.setPen(QPen(ink, side * 0.2));
        painter.drawEllipse(rect.adjusted(side * 0.1, side * 0.1, -side * 0.1, -side * 0.1));
        break;
    }
}

FlowSprites::FlowSprites(double dotSize, double pixelRatio)
    : m_side(std::ceil(dotSize * 1.25) + 2)
    , m_pulseSide(std::ceil(dotSize * 4.4))
{
    const QRectF rect((m_side - dotSize) / 2, (m_side - dotSize) / 2, dotSize, dotSize);
    for (std::size_t kind = 0; kind < m_dots.size(); ++kind) {
        for (int fade = 0; fade < Fades; ++fade) {
            QPixmap pixmap = transparent(m_side, pixelRatio);
            QPainter painter(&pixmap);
            painter.setOpacity(double(fade + 1) / Fades);
            draw(painter, static_cast<Kind>(kind), rect);
            m_dots[kind][static_cast<std::size_t>(fade)] = pixmap;
        }
    }
    for (std::size_t which = 0; which < m_pulses.size(); ++which) {
        for (int step = 0; step < Pulses; ++step) {
            QPixmap pixmap = transparent(m_pulseSide, pixelRatio);
            QPainter painter(&pixmap);
            painter.setRenderHint(QPainter::Antialiasing);
            const double age = (step + 0.5) / Pulses;
            const double side = dotSize * (1.2 + 2.6 * age);
            painter.setOpacity(1 - age);
            painter.setPen(
                QPen(color(which == 0 ? Kind::Fill : Kind::Invalidated), dotSize * 0.22));
            const QRectF ripple((m_pulseSide - side) / 2, (m_pulseSide - side) / 2, side, side);
            if (which == 0)
                painter.drawRoundedRect(ripple, side * 0.2, side * 0.2);
            else
                painter.drawEllipse(ripple);
            m_pulses[which][static_cast<std::size_t>(step)] = pixmap;
        }
    }
}

const QPixmap &FlowSprites::dot(Kind kind, double strength) const
{
    const int fade = std::clamp(static_cast<int>(strength * Fades), 0, Fades - 1);
    return m_dots[indexOf(kind)][static_cast<std::size_t>(fade)];
}

const QPixmap &FlowSprites::pulse(FlowPipe into, double age) const
{
    const int step = std::clamp(static_cast<int>(age * Pulses), 0, Pulses - 1);
    return m_pulses[into == FlowPipe::Invalidate ? 1 : 0][static_cast<std::size_t>(step)];
}

} // namespace tierlens
