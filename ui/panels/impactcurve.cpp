// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/impactcurve.h"

#include "core/durationtext.h"
#include "theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration Before = 5s;
constexpr Duration ShortestAfter = 8s, LongestAfter = 60s;
} // namespace

void ImpactCurve::set(const Impact &impact, const Timings &timings, SinceStart now)
{
    const auto until = std::clamp(
        impact.settled ? impact.settledAfter + 3s : now - impact.at, ShortestAfter, LongestAfter);
    m_from = impact.at - Before;
    m_to = impact.at + until;
    m_action = impact.at;
    m_points.clear();
    double least = 1;
    for (const auto &slice : timings.history()) {
        if (slice.at < m_from || slice.at > m_to)
            continue;
        m_points.emplace_back(slice.at + Timings::SliceLength / 2, slice.hitRate());
        if (slice.hitRate() >= 0)
            least = std::min(least, slice.hitRate());
    }
    m_lowest = m_points.empty() ? 0 : std::clamp(std::floor(least * 10 - 0.5) / 10, 0.0, 0.8);
    update();
}

void ImpactCurve::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF room = QRectF(rect()).adjusted(0, 2, 0, -2);
    const auto x = [&](SinceStart at) {
        return room.left()
            + room.width() * double((at - m_from).count())
            / double(std::max((m_to - m_from).count(), Duration::rep{1}));
    };
    painter.setPen(QPen(theme().line, 1));
    painter.drawLine(QPointF(room.left(), room.bottom()), room.bottomRight());
    painter.setPen(QPen(theme().dim, 1, Qt::DotLine));
    painter.drawLine(QPointF(x(m_action), 0), QPointF(x(m_action), height()));
    QPainterPath path;
    bool gap = true;
    for (const auto &[at, rate] : m_points) {
        if (rate >= 0) {
            const QPointF point(
                x(at), room.bottom() - (rate - m_lowest) / (1 - m_lowest) * room.height());
            gap ? path.moveTo(point) : path.lineTo(point);
        }
        gap = rate < 0;
    }
    painter.setPen(QPen(theme().hit, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
    if (m_lowest <= 0)
        return;
    QFont font = theme().small();
    font.setPixelSize(std::max(8, qRound(room.height() * 0.38)));
    painter.setFont(font);
    painter.setPen(theme().dim);
    painter.drawText(room, Qt::AlignRight | Qt::AlignBottom, wholePercentText(m_lowest));
}

} // namespace tierlens
