// SPDX-License-Identifier: GPL-3.0-or-later
// Where things are in a TimeChart, and what they look like.
#include "charts/chartlabels.h"
#include "charts/timechart.h"
#include "charts/timechartcanvas.h"
#include "core/durationtext.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
constexpr double TitleHeight = 22;
constexpr double ScaleHeight = 18; // below the plot: how long ago
constexpr int MarkerRows = 3;

QFont labelFont()
{
    QFont font = theme().heading();
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont titleFont()
{
    QFont font = theme().small();
    font.setWeight(QFont::DemiBold);
    return font;
}

// Words over lines stay readable: a ground of the panel's colour, not quite opaque.
void paintLabel(QPainter &painter, const QRectF &rect, const QString &text, const QColor &color)
{
    QColor ground = theme().panel;
    ground.setAlphaF(0.8f);
    painter.fillRect(rect.adjusted(-2, 1, 2, -1), ground);
    painter.setPen(color);
    painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, text);
}
} // namespace

double TimeChart::lowest() const { return m_unit == Unit::Share ? 0 : m_decades.from; }
double TimeChart::highest() const { return m_unit == Unit::Share ? 1 : m_decades.to; }

// The longest label of the scale decides the left edge.
QRectF TimeChart::plot() const
{
    const QFontMetricsF metrics(theme().mono(11));
    const auto longest = m_unit == Unit::Share
        ? axisPercentText(1)
        : std::max(axisText(fromLogMs(m_decades.from)), axisText(fromLogMs(m_decades.to)),
            [](const QString &a, const QString &b) { return a.size() < b.size(); });
    const double left = std::ceil(metrics.horizontalAdvance(longest)) + 8;
    const double half = std::ceil(metrics.height() / 2);
    const QRectF all(left, TitleHeight + half, width() - left - 1, 0);
    return {all.left(), all.top(), all.width(), std::max(20.0, height() - all.top() - ScaleHeight)};
}

double TimeChart::xAt(double seconds) const
{
    const auto area = plot();
    return area.right() + seconds / (double(m_span.count()) / 1e9) * area.width();
}

double TimeChart::yAt(double value) const
{
    const auto area = plot();
    return area.bottom() - (value - lowest()) / (highest() - lowest()) * area.height();
}

double TimeChart::secondsAt(double x) const
{
    const auto area = plot();
    return (x - area.right()) / area.width() * (double(m_span.count()) / 1e9);
}

void TimeChart::makePicture()
{
    const auto ratio = devicePixelRatioF();
    const auto pixels = (QSizeF(size()) * ratio).toSize();
    if (m_picture.size() != pixels)
        m_picture = QPixmap(pixels);
    m_picture.setDevicePixelRatio(ratio);
    m_picture.fill(theme().panel);
    m_canvas->setRange(double(m_span.count()) / 1e9, lowest(), highest());
    m_canvas->setLines(m_series);
    m_canvas->render(m_picture, size(), plot());
    m_stale = false;
}

void TimeChart::paintEvent(QPaintEvent *)
{
    if (m_stale || m_picture.devicePixelRatio() != devicePixelRatioF())
        makePicture();
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // time runs so in any language
    painter.drawPixmap(QPointF(0, 0), m_picture);
    painter.setFont(titleFont());
    painter.setPen(theme().dim);
    painter.drawText(QRectF(0, 0, width(), TitleHeight), Qt::AlignLeft | Qt::AlignVCenter, m_title);
    paintScale(painter);
    auto taken = paintMarkers(painter);
    paintMarks(painter, paintNames(painter, std::move(taken)));
    if (isEmpty()) {
        painter.setFont(theme().small());
        const QFontMetricsF metrics(painter.font());
        QRectF words(QPointF(), metrics.size(0, m_emptyText) + QSizeF(12, 4));
        words.moveCenter(plot().center());
        painter.fillRect(words, theme().panel); // no grid line through the words
        painter.setPen(theme().dim);
        painter.drawText(words, Qt::AlignCenter, m_emptyText);
    }
    if (m_pointer && !isEmpty())
        paintCrosshair(painter);
    if (hasFocus()) {
        painter.setPen(QPen(theme().app, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void TimeChart::paintScale(QPainter &painter) const
{
    const auto area = plot();
    painter.setFont(theme().mono(11));
    painter.setPen(theme().dim);
    const QFontMetricsF metrics(painter.font());
    const auto mark = [&](double value, const QString &text) {
        const QRectF rect(0, yAt(value) - metrics.height() / 2, area.left() - 8, metrics.height());
        painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter, text);
    };
    if (m_unit == Unit::Share) {
        for (const double share : {0.0, 0.5, 1.0})
            mark(share, axisPercentText(share));
    } else {
        // When little height is left, every second decade is named.
        const double room = area.height() / (m_decades.to - m_decades.from);
        const int step = room < metrics.height() + 2 ? 2 : 1;
        for (int decade = m_decades.to; decade >= m_decades.from; decade -= step)
            mark(decade, axisText(fromLogMs(decade)));
    }
    const QRectF below(area.left(), area.bottom() + 3, area.width(), ScaleHeight - 3);
    painter.setFont(theme().heading());
    QFont plain = painter.font();
    plain.setWeight(QFont::Normal);
    painter.setFont(plain);
    painter.drawText(
        below, Qt::AlignLeft | Qt::AlignVCenter, tr("%1 ago").arg(durationText(m_span)));
    painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter, tr("now"));
}

std::vector<QRectF> TimeChart::paintMarkers(QPainter &painter) const
{
    const auto area = plot();
    painter.setFont(labelFont());
    const QFontMetricsF metrics(painter.font());
    std::vector<double> x, widths;
    std::vector<const Marker *> seen;
    for (const auto &marker : m_markers) {
        if (marker.x < -double(m_span.count()) / 1e9 || marker.x > 0)
            continue;
        seen.push_back(&marker);
        x.push_back(xAt(marker.x));
        widths.push_back(std::ceil(metrics.horizontalAdvance(marker.text)));
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
        QPen pen(theme().*(seen[i]->color), 1, Qt::CustomDashLine);
        pen.setDashPattern({4, 3});
        painter.setPen(pen);
        const double at = std::round(x[i]) + 0.5;
        painter.drawLine(QPointF(at, area.top() - 6), QPointF(at, area.bottom()));
    }
    // The first row is that of the title: there they hide nothing.
    const double rowHeight = std::ceil(metrics.height()) + 1;
    const QRectF rows(area.left(), (TitleHeight - rowHeight) / 2, area.width(), area.bottom());
    const double titled = QFontMetricsF(titleFont()).horizontalAdvance(m_title);
    const QRectF title(0, 0, titled, TitleHeight);
    const auto places = placeMarkerLabels(x, widths, rows, rowHeight, MarkerRows, {title});
    std::vector<QRectF> taken;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (places[i].rect.isNull())
            continue;
        paintLabel(painter, places[i].rect,
            metrics.elidedText(seen[i]->text, Qt::ElideRight, places[i].rect.width() + 0.5),
            theme().*(seen[i]->color));
        taken.push_back(places[i].rect);
    }
    return taken;
}

// Says where they are: marks at the right edge are beside them, not on them.
std::vector<QRectF> TimeChart::paintNames(QPainter &painter, std::vector<QRectF> taken) const
{
    std::vector<QRectF> names, triangles;
    for (const auto &spot : spots())
        triangles.push_back(spot.triangle());
    painter.setFont(labelFont());
    const QFontMetricsF metrics(painter.font());
    std::vector<QList<QPointF>> lines; // in pixels, the last piece of each
    for (const auto &series : m_series) {
        QList<QPointF> line;
        for (const auto &piece : series.line) {
            for (const QPointF &point : piece)
                line.append({xAt(point.x()), yAt(point.y())});
        }
        lines.push_back(std::move(line));
    }
    for (std::size_t i = 0; i < m_series.size(); ++i) {
        if (!m_series[i].named || lines[i].isEmpty())
            continue;
        const QSizeF size(std::ceil(metrics.horizontalAdvance(m_series[i].name)) + 1,
            std::ceil(metrics.height()));
        const auto rect
            = movedBeside(placeLineLabel(lines, i, size, plot(), taken), triangles, plot().left());
        paintLabel(painter, rect, m_series[i].name, theme().*(m_series[i].color));
        taken.push_back(rect);
        names.push_back(rect);
    }
    return names;
}

void TimeChart::paintCrosshair(QPainter &painter) const
{
    const auto area = plot();
    const double x = std::clamp(*m_pointer, area.left(), area.right());
    const double at = secondsAt(x);
    painter.setPen(QPen(theme().text, 1));
    painter.drawLine(
        QPointF(std::round(x) + 0.5, area.top()), QPointF(std::round(x) + 0.5, area.bottom()));
    painter.setRenderHint(QPainter::Antialiasing);
    for (const auto &series : m_series) {
        if (const auto *point = nearestPoint(series.line, at, reach())) {
            painter.setPen(QPen(theme().panel, 1));
            painter.setBrush(theme().*(series.color));
            painter.drawEllipse(QPointF(xAt(point->x()), yAt(point->y())), 3.5, 3.5);
        }
    }
    painter.setFont(theme().small());
    const QFontMetricsF metrics(painter.font());
    const auto text = readout(at);
    const double width = std::ceil(metrics.horizontalAdvance(text)) + 16;
    // In the line of the title, where nothing is hidden by it.
    QRectF box(x - width / 2, 0, width, TitleHeight);
    box.moveLeft(std::clamp(box.left(), 0.0, std::max(0.0, this->width() - width)));
    painter.setPen(QPen(theme().line, 1));
    painter.setBrush(theme().raised);
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setPen(theme().text);
    painter.drawText(box, Qt::AlignCenter, text);
}

} // namespace tierlens
