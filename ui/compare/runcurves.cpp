// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/runcurves.h"

#include "theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace tierlens {

RunCurves::RunCurves(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_title(title)
{
    setAccessibleName(title);
}

void RunCurves::setCurves(
    std::array<std::vector<double>, 2> curves, double seconds, double top, const QString &topText)
{
    m_curves = std::move(curves);
    m_seconds = seconds;
    m_top = std::max(1e-9, top);
    m_topText = topText;
    update();
}

void RunCurves::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // time runs so in any language
    painter.setRenderHint(QPainter::Antialiasing);
    const auto &colors = theme();
    painter.setFont(colors.small());
    const int line = painter.fontMetrics().height();
    const QRectF area = QRectF(rect()).adjusted(1, line + 6, -1, -line - 4);
    painter.setPen(colors.dim);
    painter.drawText(QRectF(0, 0, width(), line), Qt::AlignLeft, m_title);
    painter.drawText(QRectF(0, 0, width(), line), Qt::AlignRight, m_topText);
    painter.drawText(QRectF(0, height() - line, width(), line), Qt::AlignLeft, tr("0 s"));
    painter.drawText(QRectF(0, height() - line, width(), line), Qt::AlignRight,
        tr("%1 s").arg(m_seconds, 0, 'f', 0));
    painter.setPen(colors.line);
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.drawLine(area.topLeft(), area.topRight());

    const std::array pens{QPen(colors.app, 2), QPen(colors.miss, 2, Qt::DashLine)};
    for (std::size_t side = 0; side < m_curves.size(); ++side) {
        const auto &values = m_curves[side];
        QPainterPath path;
        bool drawing = false;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (values[i] < 0) {
                drawing = false;
                continue;
            }
            const QPointF at(area.left()
                    + area.width() * (static_cast<double>(i) + 0.5)
                        / static_cast<double>(values.size()),
                area.bottom() - area.height() * std::min(1.0, values[i] / m_top));
            drawing ? path.lineTo(at) : path.moveTo(at);
            drawing = true;
        }
        painter.setPen(pens[side]);
        painter.drawPath(path);
    }
}

} // namespace tierlens
