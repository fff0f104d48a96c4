// SPDX-License-Identifier: GPL-3.0-or-later
#include "panels/impactnumber.h"

#include "theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace tierlens {

namespace {
QString topicOf(ImpactFigure::Kind kind)
{
    switch (kind) {
    case ImpactFigure::Kind::Keys:
        return QStringLiteral("impact-keys");
    case ImpactFigure::Kind::Rows:
        return QStringLiteral("impact-rows");
    case ImpactFigure::Kind::Queries:
        return QStringLiteral("impact-queries");
    case ImpactFigure::Kind::Slowest:
        return QStringLiteral("impact-slowest");
    case ImpactFigure::Kind::Failed:
        return QStringLiteral("impact-failed");
    case ImpactFigure::Kind::HitRateBack:
        return QStringLiteral("impact-hit-rate");
    case ImpactFigure::Kind::Down:
        break;
    }
    return QStringLiteral("impact-down");
}

// What is lost or failed is red as soon as there is any, and calm while there is none.
QColor colorOf(const ImpactFigure &figure, const Impact &impact)
{
    const Theme &colors = theme();
    if (figure.phrase.isEmpty())
        return colors.dim;
    switch (figure.kind) {
    case ImpactFigure::Kind::Keys:
        return colors.redis;
    case ImpactFigure::Kind::Rows:
        return impact.rowsLost.value_or(0) > 0 ? colors.invalidated : colors.hit;
    case ImpactFigure::Kind::Failed:
        return impact.failed > 0 ? colors.invalidated : colors.hit;
    case ImpactFigure::Kind::Queries:
        return colors.postgres;
    case ImpactFigure::Kind::Slowest:
        return colors.miss;
    case ImpactFigure::Kind::HitRateBack:
    case ImpactFigure::Kind::Down:
        break;
    }
    return colors.text;
}
} // namespace

QFont scaledFont(QFont font, double scale)
{
    font.setPixelSize(std::max(1, qRound(font.pixelSize() * scale)));
    return font;
}

void ImpactNumber::set(const ImpactFigure &figure, const Impact &of)
{
    const QColor color = colorOf(figure, of);
    const bool same
        = m_figure.value == figure.value && m_figure.caption == figure.caption && m_color == color;
    m_figure = figure;
    m_color = color;
    setToolTip(figure.definition);
    setAccessibleName(QStringLiteral("%1: %2").arg(figure.caption, figure.value));
    setAccessibleDescription(figure.definition);
    setProperty("helpTopic", topicOf(figure.kind));
    if (!same)
        update();
}

void ImpactNumber::setScale(double scale)
{
    m_scale = scale;
    update();
}

int ImpactNumber::neededWidth() const
{
    return std::max(QFontMetrics(valueFont()).horizontalAdvance(m_figure.value),
        QFontMetrics(captionFont()).horizontalAdvance(m_figure.caption));
}

int ImpactNumber::heightFor(double scale)
{
    return QFontMetrics(scaledFont(theme().figure(19), scale)).height()
        + QFontMetrics(scaledFont(theme().small(), scale)).height() + 1;
}

QFont ImpactNumber::valueFont() const { return scaledFont(theme().figure(19), m_scale); }

QFont ImpactNumber::captionFont() const { return scaledFont(theme().small(), m_scale); }

void ImpactNumber::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(valueFont());
    painter.setPen(m_color);
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignTop, m_figure.value);
    const int below = painter.fontMetrics().height() + 1;
    painter.setFont(captionFont());
    painter.setPen(theme().dim);
    painter.drawText(rect().adjusted(0, below, 0, 0), Qt::AlignLeft | Qt::AlignTop,
        painter.fontMetrics().elidedText(m_figure.caption, Qt::ElideRight, width()));
}

} // namespace tierlens
