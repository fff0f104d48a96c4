// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timechart.h"

#include "charts/chartlabels.h"
#include "charts/timechartcanvas.h"
#include "core/durationtext.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

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

const QPointF *nearest(const ChartLine &line, double x, double reach)
{
    const QPointF *best = nullptr;
    for (const auto &piece : line) {
        for (const QPointF &point : piece) {
            const double distance = std::abs(point.x() - x);
            if (distance <= reach && (!best || distance < std::abs(best->x() - x)))
                best = &point;
        }
    }
    return best;
}
} // namespace

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

QString TimeChart::valueText(double y) const
{
    return m_unit == Unit::Share ? percentText(y) : durationText(fromLogMs(y));
}

QString TimeChart::agoText(double seconds) const
{
    return tr("%1 ago").arg(ttlText(Duration{std::llround(-seconds * 1e9)}));
}

QString TimeChart::readout(double x) const
{
    // The half second pointed at, or the neighbour if that is what a pixel can tell apart.
    const double reach = std::max(0.75, 2 * double(m_span.count()) / 1e9 / MaxChartPoints);
    QString text = agoText(x);
    for (const auto &series : m_series) {
        const auto *point = nearest(series.line, x, reach);
        text
            += tr(" · %1 %2").arg(series.name, point ? valueText(point->y()) : QStringLiteral("–"));
    }
    return text;
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
        if (const auto *point = nearest(series.line, at, 0.75)) {
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
