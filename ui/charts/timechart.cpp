// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timechart.h"

#include "charts/timechartcanvas.h"
#include "core/durationtext.h"

#include <QEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace tierlens {

TimeChart::TimeChart(QString title, Unit unit, QWidget *parent)
    : QWidget(parent)
    , m_title(std::move(title))
    , m_unit(unit)
    , m_canvas(std::make_unique<Canvas>(unit))
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(m_title);
}

TimeChart::~TimeChart() = default;

void TimeChart::setRange(Duration span)
{
    m_span = span;
    m_stale = true;
    update();
}

void TimeChart::setSeries(std::vector<Series> series)
{
    m_series = std::move(series);
    if (m_unit == Unit::LogTime) {
        QList<ChartLine> lines;
        for (const auto &one : m_series)
            lines += one.line;
        m_decades = decadesAround(lines);
    }
    m_stale = true;
    describe();
    update();
}

void TimeChart::setMarkers(std::vector<Marker> markers)
{
    m_markers = std::move(markers);
    update();
}

bool TimeChart::isEmpty() const
{
    return std::all_of(m_series.begin(), m_series.end(),
        [](const Series &series) { return series.line.isEmpty(); });
}

QString TimeChart::valueText(double y) const
{
    return m_unit == Unit::Share ? percentText(y) : durationText(fromLogMs(y));
}

QString TimeChart::agoText(double seconds) const
{
    return tr("%1 ago").arg(ttlText(Duration{std::llround(-seconds * 1e9)}));
}

// The half second pointed at, or the neighbour if that is what a pixel can tell apart.
double TimeChart::reach() const
{
    return std::max(0.75, 2 * double(m_span.count()) / 1e9 / MaxChartPoints);
}

QString TimeChart::readout(double x) const
{
    QString text = agoText(x);
    for (const auto &series : m_series) {
        const auto *point = nearestPoint(series.line, x, reach());
        text
            += tr(" · %1 %2").arg(series.name, point ? valueText(point->y()) : QStringLiteral("–"));
    }
    return text;
}

// What the chart says now, for those who cannot see it; not so often that a reader is flooded.
void TimeChart::describe()
{
    const auto now = std::chrono::steady_clock::now();
    if (!accessibleDescription().isEmpty() && now - m_described < std::chrono::seconds{5})
        return;
    m_described = now;
    QString text;
    for (const auto &series : m_series) {
        if (series.line.isEmpty())
            continue;
        double low = series.line.first().first().y(), high = low;
        for (const auto &piece : series.line) {
            for (const QPointF &point : piece) {
                low = std::min(low, point.y());
                high = std::max(high, point.y());
            }
        }
        text += tr("%1: now %2, between %3 and %4. ")
                    .arg(series.name, valueText(series.line.last().last().y()), valueText(low),
                        valueText(high));
    }
    if (!m_marks.empty())
        text += tr("Marked: %1. Enter tells more.").arg(m_marks.back().text);
    setAccessibleDescription(text.isEmpty() ? m_emptyText : text.trimmed());
}

void TimeChart::resizeEvent(QResizeEvent *) { m_stale = true; }

void TimeChart::mouseMoveEvent(QMouseEvent *event)
{
    const auto area = plot();
    const bool inside
        = event->position().x() >= area.left() && event->position().x() <= area.right();
    const auto all = spots();
    const bool over = std::any_of(all.begin(), all.end(),
        [event](const Spot &spot) { return spot.rect.contains(event->position()); });
    setCursor(over ? Qt::PointingHandCursor : Qt::ArrowCursor);
    m_pointer = inside ? std::optional(event->position().x()) : std::nullopt;
    update();
}

void TimeChart::leaveEvent(QEvent *)
{
    m_pointer.reset();
    update();
}

void TimeChart::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter
        || event->key() == Qt::Key_Space;
    if (const auto all = spots(); enter && !all.empty()) { // the one nearest to the crosshair
        const double from = m_pointer.value_or(plot().right());
        choose(*std::min_element(all.begin(), all.end(), [from](const Spot &a, const Spot &b) {
            return std::abs(a.rect.center().x() - from) < std::abs(b.rect.center().x() - from);
        }));
        return;
    }
    const bool left = event->key() == Qt::Key_Left;
    if (!left && event->key() != Qt::Key_Right) {
        QWidget::keyPressEvent(event);
        return;
    }
    const auto area = plot();
    const double step
        = area.width() / (double(m_span.count()) / double(Timings::SliceLength.count()));
    const double from = m_pointer.value_or(area.right());
    m_pointer = std::clamp(from + (left ? -1 : 1) * std::max(2.0, step), area.left(), area.right());
    setAccessibleDescription(readout(secondsAt(*m_pointer)));
    m_described = std::chrono::steady_clock::now();
    update();
}

void TimeChart::focusOutEvent(QFocusEvent *event)
{
    m_pointer.reset();
    QWidget::focusOutEvent(event);
}

void TimeChart::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange) {
        m_canvas->restyle();
        m_stale = true;
        update();
    }
    QWidget::changeEvent(event);
}

// Labels may be cut: near a marker's line the tooltip has the whole text.
bool TimeChart::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    QString text;
    for (const auto &marker : m_markers) {
        if (std::abs(xAt(marker.x) - help->pos().x()) <= 5)
            text += (text.isEmpty() ? QString() : QStringLiteral("\n"))
                + tr("%1, %2").arg(marker.text, agoText(marker.x));
    }
    for (const auto &spot : spots()) {
        if (spot.rect.contains(help->pos()))
            text = markText(spot);
    }
    if (text.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace tierlens
