// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/laserdot.h"

#include "theme/theme.h"

#include <QPainter>

#include <cmath>

namespace tierlens {

LaserDot::LaserDot(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setScale(1);
    hide();
}

void LaserDot::setScale(double scale)
{
    if (scale == m_scale)
        return;
    m_scale = scale;
    m_glow = {};
    const int side = static_cast<int>(std::ceil(72 * scale));
    resize(side, side);
}

void LaserDot::pointTo(QPoint place) { move(place - rect().center()); }

void LaserDot::paintEvent(QPaintEvent *)
{
    if (m_glow.isNull() || m_glow.devicePixelRatio() != devicePixelRatioF()) {
        m_glow = QPixmap(size() * devicePixelRatioF());
        m_glow.setDevicePixelRatio(devicePixelRatioF());
        m_glow.fill(Qt::transparent);
        const QPointF middle = QRectF(rect()).center();
        QRadialGradient light(middle, width() / 2.0);
        QColor color = theme().invalidated;
        const QColor core = blend(color, Qt::white, 0.75);
        for (const auto &[at, alpha] :
            {std::pair{0.22, 1.0F}, {0.30, 0.55F}, {0.55, 0.2F}, {1.0, 0.0F}}) {
            color.setAlphaF(alpha);
            light.setColorAt(at, color);
        }
        light.setColorAt(0, core);
        light.setColorAt(0.12, core);
        QPainter painter(&m_glow);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(light);
        painter.drawEllipse(rect());
    }
    QPainter(this).drawPixmap(0, 0, m_glow);
}

} // namespace tierlens
