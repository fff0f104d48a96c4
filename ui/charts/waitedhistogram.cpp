// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/waitedhistogram.h"

#include "core/durationtext.h"
#include "theme/theme.h"

#include <QEvent>
#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
constexpr double TitleRoom = 22;
constexpr double FootHeight = 18;
constexpr double MinBar = 2; // a single answer among thousands is still seen

QFont strong()
{
    QFont font = theme().small();
    font.setWeight(QFont::DemiBold);
    return font;
}

// Where the middle of one kind's answers lies, as a share of all buckets.
double middleOf(const WaitedBuckets &waited, std::uint64_t WaitedBuckets::Bucket::*kind)
{
    double sum = 0, weight = 0;
    for (std::size_t i = 0; i < waited.buckets.size(); ++i) {
        const auto count = double(waited.buckets[i].*kind);
        sum += count * (double(i) + 0.5);
        weight += count;
    }
    return weight > 0 ? sum / weight / double(waited.buckets.size()) : -1;
}
} // namespace

WaitedHistogram::WaitedHistogram(QWidget *parent)
    : QWidget(parent)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setAccessibleName(tr("Who waited: answers of the last 60 s by how long they took"));
    m_waited = waitedBuckets({});
    describe();
}

void WaitedHistogram::setBuckets(WaitedBuckets buckets)
{
    m_waited = std::move(buckets);
    if (m_selected >= int(m_waited.buckets.size()))
        m_selected = -1;
    if (std::chrono::steady_clock::now() - m_described > std::chrono::seconds{5})
        describe();
    update();
}

void WaitedHistogram::describe()
{
    m_described = std::chrono::steady_clock::now();
    setAccessibleDescription(m_selected >= 0
            ? bucketText(m_waited.buckets[static_cast<std::size_t>(m_selected)])
            : waitedText(m_waited));
}

QRectF WaitedHistogram::bars() const
{
    return {
        0, TitleRoom + 4, double(width()), std::max(10.0, height() - TitleRoom - 4 - FootHeight)};
}

QRectF WaitedHistogram::slot(std::size_t bucket) const
{
    const auto area = bars();
    const double wide = area.width() / double(m_waited.buckets.size());
    return {area.left() + double(bucket) * wide, area.top(), wide, area.height()};
}

void WaitedHistogram::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(Qt::LeftToRight); // time runs so in any language
    painter.fillRect(rect(), theme().panel);
    painter.setRenderHint(QPainter::Antialiasing);
    if (hasFocus()) {
        painter.setPen(QPen(theme().app, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    paintTitle(painter);
    if (m_waited.redis + m_waited.postgres == 0) {
        painter.setFont(theme().small());
        painter.setPen(theme().dim);
        painter.drawText(bars(), Qt::AlignCenter | Qt::TextWordWrap, waitedText(m_waited));
        return;
    }
    paintBars(painter);
    paintFoot(painter);
}

void WaitedHistogram::paintTitle(QPainter &painter) const
{
    painter.setFont(strong());
    painter.setPen(theme().dim);
    const QRectF line(0, 0, width(), TitleRoom);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, tr("Who waited · last 60 s"));
    if (m_selected >= 0) {
        painter.setFont(theme().small());
        painter.setPen(theme().text);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
            bucketText(m_waited.buckets[static_cast<std::size_t>(m_selected)]));
    }
    painter.setPen(QPen(theme().line, 1));
    painter.drawLine(QPointF(0, TitleRoom + 0.5), QPointF(width(), TitleRoom + 0.5));
}

void WaitedHistogram::paintBars(QPainter &painter) const
{
    painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < m_waited.buckets.size(); ++i) {
        const auto &bucket = m_waited.buckets[i];
        const QRectF column = slot(i);
        if (int(i) == m_selected) {
            painter.setBrush(theme().raised);
            painter.drawRect(column);
        }
        const double gap = std::min(6.0, column.width() * 0.18);
        double bottom = column.bottom();
        const auto bar = [&](std::uint64_t count, const QColor &color) {
            if (count == 0)
                return;
            const double tall = std::max(
                MinBar, double(count) / double(m_waited.highest) * (column.height() - 2));
            const double top = std::max(column.top(), bottom - tall);
            const QRectF rect(column.left() + gap / 2, top, column.width() - gap, bottom - top);
            const double round = std::min({3.0, rect.height() / 2, rect.width() / 2});
            painter.setBrush(color);
            painter.drawRoundedRect(rect, round, round);
            bottom = top - 1;
        };
        bar(bucket.redis, theme().redis);
        bar(bucket.postgres, theme().postgres);
    }
    painter.setPen(QPen(theme().line, 1));
    const double floor = std::round(bars().bottom()) + 0.5;
    painter.drawLine(QPointF(0, floor), QPointF(width(), floor));
}

// Below the bars: who they are, under the middle of each kind, and round times where room is left.
void WaitedHistogram::paintFoot(QPainter &painter) const
{
    const QRectF foot(0, height() - FootHeight + 2, width(), FootHeight - 2);
    std::vector<QRectF> taken;
    const auto put = [&](double middle, const QString &text, const QColor &color, bool must) {
        const double wide = std::ceil(QFontMetricsF(painter.font()).horizontalAdvance(text)) + 1;
        QRectF rect(middle - wide / 2, foot.top(), wide, foot.height());
        rect.moveLeft(std::clamp(rect.left(), 0.0, std::max(0.0, width() - wide)));
        for (const QRectF &other : taken) {
            if (!other.adjusted(-12, 0, 12, 0).intersects(rect))
                continue;
            if (!must)
                return;
            rect.moveLeft(std::min(other.right() + 12, width() - wide)); // captions: to the right
        }
        taken.push_back(rect);
        painter.setPen(color);
        painter.drawText(rect, Qt::AlignCenter, text);
    };
    QFont caption = theme().heading();
    painter.setFont(caption);
    const double redis = middleOf(m_waited, &WaitedBuckets::Bucket::redis);
    const double postgres = middleOf(m_waited, &WaitedBuckets::Bucket::postgres);
    if (redis >= 0)
        put(redis * width(), tr("answered by Redis"), theme().redis, true);
    if (postgres >= 0)
        put(postgres * width(), tr("had to ask Postgres"), theme().postgres, true);
    painter.setFont(theme().mono(11));
    const auto edges = int(m_waited.buckets.size());
    for (int i : {0, edges}) // the ends first
        put(double(i) / edges * width(), axisText(WaitedBuckets::edge(i)), theme().dim, false);
    for (int i = WaitedBuckets::PerDecade; i < edges; i += WaitedBuckets::PerDecade)
        put(double(i) / edges * width(), axisText(WaitedBuckets::edge(i)), theme().dim, false);
}

void WaitedHistogram::select(int bucket)
{
    if (bucket == m_selected)
        return;
    m_selected = bucket;
    describe();
    update();
}

void WaitedHistogram::mouseMoveEvent(QMouseEvent *event)
{
    const auto area = bars();
    const double x = event->position().x() / area.width() * double(m_waited.buckets.size());
    select(std::clamp(int(x), 0, int(m_waited.buckets.size()) - 1));
}

void WaitedHistogram::leaveEvent(QEvent *event)
{
    select(-1);
    QWidget::leaveEvent(event);
}

void WaitedHistogram::keyPressEvent(QKeyEvent *event)
{
    const int last = int(m_waited.buckets.size()) - 1;
    if (event->key() == Qt::Key_Left)
        select(m_selected < 0 ? last : std::max(0, m_selected - 1));
    else if (event->key() == Qt::Key_Right)
        select(std::min(last, m_selected + 1));
    else
        QWidget::keyPressEvent(event);
}

void WaitedHistogram::focusOutEvent(QFocusEvent *event)
{
    select(-1);
    QWidget::focusOutEvent(event);
    update();
}

void WaitedHistogram::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        update();
    QWidget::changeEvent(event);
}

} // namespace tierlens
