// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdetail/historychart.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
constexpr int Plot = 80, Axis = 62, KeySteps = 60;
constexpr double Slip = 5; // pixels: less is a click
} // namespace

HistoryChart::HistoryChart(QWidget *parent)
    : QWidget(parent)
{
    installPaintedParts();
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setCursor(Qt::CrossCursor);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void HistoryChart::setCurve(Curve curve, CurveRange range)
{
    m_curve = std::move(curve);
    m_range = range;
    double highest = 0;
    for (const auto *points : {&m_curve.points, &m_curve.before}) {
        for (const auto &point : *points) {
            if (!std::isnan(point.value))
                highest = std::max(highest, point.value);
        }
    }
    m_top = roundTop(m_curve.unit, highest);
    setAccessibleName(m_curve.title);
    setAccessibleDescription(summary());
    setProperty(
        "helpTopic", m_curve.topic.isEmpty() ? QStringLiteral("history-chart") : m_curve.topic);
    update();
}

void HistoryChart::setTimesShown(bool shown)
{
    m_timesShown = shown;
    updateGeometry();
    update();
}

QSize HistoryChart::sizeHint() const
{
    const int line = QFontMetrics(theme().small()).height();
    return {400, line + 10 + Plot + 8 + (m_timesShown ? line : 0)};
}

QRectF HistoryChart::plot() const
{
    const int line = QFontMetrics(theme().small()).height();
    return {double(Axis), line + 10.0, std::max(20.0, width() - Axis - 4.0), double(Plot)};
}

SinceStart HistoryChart::timeAt(double x) const
{
    const QRectF area = plot();
    const double share = std::clamp((x - area.left()) / area.width(), 0.0, 1.0);
    return m_range.from
        + SinceStart{static_cast<SinceStart::rep>(share * double(m_range.length().count()))};
}

double HistoryChart::xOf(SinceStart at) const
{
    const QRectF area = plot();
    const auto length = m_range.length().count();
    return length <= 0
        ? area.left()
        : area.left() + area.width() * double((at - m_range.from).count()) / double(length);
}

double HistoryChart::yOf(double value) const
{
    return plot().bottom() - plot().height() * std::min(1.0, value / m_top);
}

const Curve::Point *HistoryChart::nearest(SinceStart at) const
{
    const Curve::Point *best = nullptr;
    for (const auto &point : m_curve.points) {
        if (!best || std::chrono::abs(point.at - at) < std::chrono::abs(best->at - at))
            best = &point;
    }
    return best;
}

QString HistoryChart::summary() const
{
    double least = NAN, most = NAN, last = NAN;
    for (const auto &point : m_curve.points) {
        if (std::isnan(point.value))
            continue;
        least = std::isnan(least) ? point.value : std::min(least, point.value);
        most = std::isnan(most) ? point.value : std::max(most, point.value);
        last = point.value;
    }
    if (std::isnan(last))
        return tr("%1: nothing was measured in this time").arg(m_curve.title);
    return tr("%1: at the end %2, between %3 and %4")
        .arg(m_curve.title, unitText(m_curve.unit, last), unitText(m_curve.unit, least),
            unitText(m_curve.unit, most));
}

void HistoryChart::drawCurve(QPainter &painter, const std::vector<Curve::Point> &points,
    const QColor &color, double width) const
{
    QPainterPath path;
    bool on = false;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto &point = points[i];
        if (std::isnan(point.value)) {
            on = false;
            continue;
        }
        const QPointF at(xOf(point.at), yOf(point.value));
        // A point between two gaps has no line, but it was measured.
        const bool alone = !on && (i + 1 == points.size() || std::isnan(points[i + 1].value));
        if (alone)
            painter.drawEllipse(at, width, width);
        else if (on)
            path.lineTo(at);
        else
            path.moveTo(at);
        on = !alone;
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
}

void HistoryChart::drawMarked(QPainter &painter) const
{
    const QRectF area = plot();
    if (m_anchor && m_pointed) {
        const double from = xOf(std::min(*m_anchor, *m_pointed)),
                     to = xOf(std::max(*m_anchor, *m_pointed));
        QColor veil = theme().app;
        veil.setAlphaF(0.18f);
        painter.fillRect(QRectF(from, area.top(), to - from, area.height()), veil);
    }
    const auto *point = m_pointed ? nearest(*m_pointed) : nullptr;
    if (!point)
        return;
    const double x = xOf(*m_pointed);
    painter.setPen(QPen(theme().dim, 1));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    if (!std::isnan(point->value)) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colorOf(m_curve.tint));
        painter.drawEllipse(QPointF(xOf(point->at), yOf(point->value)), 3.5, 3.5);
    }
}

void HistoryChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // time runs so in any language
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &now = theme();
    const QRectF area = plot();
    const int line = QFontMetrics(now.small()).height();
    QFont title = now.small();
    title.setWeight(QFont::DemiBold);
    painter.setFont(title);
    painter.setPen(hasFocus() ? now.text : now.dim);
    painter.drawText(QRectF(0, 0, width() - 150, line), Qt::AlignVCenter, m_curve.title);
    // At the right: the value pointed at, or else that of now.
    const Curve::Point *shown = m_pointed ? nearest(*m_pointed)
        : m_curve.points.empty()          ? nullptr
                                          : &m_curve.points.back();
    if (shown) {
        const double value
            = m_pointed || !m_curve.figure ? shown->value : m_curve.figure.value_or(0);
        QString text = unitText(m_curve.unit, value);
        if (m_pointed && m_clock)
            text = m_clock(shown->at) + QStringLiteral("  ") + text;
        painter.setPen(colorOf(figureTint(m_curve, value)));
        painter.drawText(
            QRectF(width() - 190, 0, 186, line), Qt::AlignRight | Qt::AlignVCenter, text);
    }
    painter.setFont(now.mono(11));
    for (const double share : {0.0, 0.5, 1.0}) {
        const double y = area.bottom() - area.height() * share;
        painter.setPen(QPen(now.line, 1));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(now.dim);
        painter.drawText(QRectF(-10, y - 8, Axis + 4, 16), Qt::AlignRight | Qt::AlignVCenter,
            axisText(m_curve.unit, m_top * share));
    }
    painter.save();
    painter.setClipRect(area.adjusted(-3, -3, 3, 3));
    QColor away = colorOf(Tint::Bad);
    away.setAlphaF(0.16f);
    for (const auto &outage : m_curve.away) {
        const double from = xOf(outage.from), to = xOf(outage.to);
        painter.fillRect(QRectF(from, area.top(), std::max(2.0, to - from), area.height()), away);
    }
    drawCurve(painter, m_curve.before, blend(now.panel, colorOf(m_curve.tint), 0.35), 1);
    drawCurve(painter, m_curve.points, colorOf(m_curve.tint), 1.8);
    drawMarked(painter);
    painter.restore();
    if (m_timesShown && m_clock) {
        painter.setPen(now.dim);
        painter.setFont(now.mono(11));
        const QRectF below(area.left(), area.bottom() + 6, area.width(), line);
        painter.drawText(below, Qt::AlignLeft, m_clock(m_range.from));
        painter.drawText(below, Qt::AlignRight, m_clock(m_range.to));
    }
    if (hasFocus() && !m_pointed) {
        painter.setPen(QPen(now.app, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(area.adjusted(-2, -2, 2, 2), 3, 3);
    }
}

void HistoryChart::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragging = true;
    m_anchor = m_pointed = timeAt(event->position().x());
    update();
}

void HistoryChart::mouseMoveEvent(QMouseEvent *event)
{
    m_pointed = timeAt(event->position().x());
    update();
}

void HistoryChart::mouseReleaseEvent(QMouseEvent *event)
{
    if (!std::exchange(m_dragging, false) || !m_anchor)
        return;
    const auto one = *std::exchange(m_anchor, std::nullopt), other = timeAt(event->position().x());
    update();
    if (std::abs(xOf(one) - xOf(other)) >= Slip)
        Q_EMIT rangeChosen(std::min(one, other), std::max(one, other));
}

void HistoryChart::mouseDoubleClickEvent(QMouseEvent *)
{
    m_dragging = false;
    m_anchor.reset();
    Q_EMIT liveRequested();
}

void HistoryChart::keyPressEvent(QKeyEvent *event)
{
    const int key = event->key();
    if (key == Qt::Key_Left || key == Qt::Key_Right) {
        const auto at = m_pointed.value_or(m_range.to);
        if (!event->modifiers().testFlag(Qt::ShiftModifier))
            m_anchor.reset();
        else if (!m_anchor)
            m_anchor = at;
        const auto step = m_range.length() / KeySteps;
        m_pointed = std::clamp(at + (key == Qt::Key_Left ? -step : step), m_range.from, m_range.to);
        if (const auto *point = nearest(*m_pointed))
            setAccessibleDescription(unitText(m_curve.unit, point->value));
        update();
    } else if ((key == Qt::Key_Return || key == Qt::Key_Enter) && m_anchor && m_pointed) {
        const auto one = *std::exchange(m_anchor, std::nullopt);
        Q_EMIT rangeChosen(std::min(one, *m_pointed), std::max(one, *m_pointed));
    } else if (key == Qt::Key_Escape) {
        m_anchor.reset();
        m_pointed.reset();
        update();
        Q_EMIT liveRequested();
    } else {
        QWidget::keyPressEvent(event);
    }
}

void HistoryChart::leaveEvent(QEvent *)
{
    if (!m_dragging)
        m_pointed.reset();
    update();
}

void HistoryChart::focusOutEvent(QFocusEvent *event)
{
    m_pointed.reset();
    m_anchor.reset();
    QWidget::focusOutEvent(event);
}

} // namespace tierlens
