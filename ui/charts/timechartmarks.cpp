// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartlabels.h"
#include "charts/chartmarks.h"
#include "charts/timechart.h"

#include <QFontMetricsF>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
constexpr double Size = 12; // of the triangle
constexpr double MarksApart = 24; // marks closer than this are one
constexpr std::size_t Few = 5; // more lines than that would hide the curve
} // namespace

void TimeChart::setMarks(std::vector<Mark> marks)
{
    m_marks = std::move(marks);
    update();
}

// What is still ahead stands at the right edge, where it will come in.
std::vector<TimeChart::Spot> TimeChart::spots() const
{
    const auto area = plot();
    std::vector<double> x;
    std::vector<const Mark *> seen;
    for (const auto &mark : m_marks) {
        if (mark.x < -double(m_span.count()) / 1e9)
            continue;
        x.push_back(std::clamp(
            xAt(std::min(mark.x, 0.0)), area.left() + Size / 2, area.right() - Size / 2));
        seen.push_back(&mark);
    }
    std::vector<Spot> spots;
    for (const auto &piece : mergedMarks(x, MarksApart)) {
        Spot spot;
        const QPointF centre(x[piece.back()], area.bottom() - Size / 2 - 3);
        spot.rect = QRectF(centre.x() - Size, centre.y() - Size, 2 * Size, 2 * Size);
        for (const auto index : piece)
            spot.marks.push_back(seen[index]);
        spot.ahead = std::all_of(
            spot.marks.begin(), spot.marks.end(), [](const Mark *mark) { return mark->x > 0; });
        spots.push_back(std::move(spot));
    }
    return spots;
}

QString TimeChart::markText(const Spot &spot) const
{
    const auto &newest = spot.marks.back()->text;
    return spot.marks.size() == 1
        ? newest
        : tr("%1 and %n more", nullptr, static_cast<int>(spot.marks.size()) - 1).arg(newest);
}

QRectF TimeChart::Spot::triangle() const
{
    return rect.adjusted(Size / 2, Size / 2, -Size / 2, -Size / 2);
}

void TimeChart::paintMarks(QPainter &painter, const std::vector<QRectF> &names) const
{
    const auto all = spots();
    if (all.empty())
        return;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const auto area = plot();
    const QColor color = theme().sighting;
    QFont font = theme().heading();
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    const QFontMetricsF metrics(font);
    std::vector<double> x, widths;
    for (const auto &spot : all) {
        x.push_back(spot.rect.center().x() + Size / 2 + 3);
        widths.push_back(std::ceil(metrics.horizontalAdvance(markText(spot))));
    }
    const double height = std::ceil(metrics.height());
    std::vector<QRectF> triangles;
    for (const auto &spot : all)
        triangles.push_back(spot.triangle());
    auto taken = triangles;
    taken.insert(taken.end(), names.begin(), names.end());
    const QRectF row(area.left(), area.bottom() - height - 2, area.width(), height);
    const auto places = placeMarkerLabels(x, widths, row, height, 1, std::move(taken));
    for (std::size_t i = 0; i < all.size(); ++i) {
        const QRectF box = triangles[i];
        QColor thin = color;
        thin.setAlphaF(0.45f);
        painter.setPen(QPen(thin, 1));
        if (!all[i].ahead && all.size() <= Few)
            painter.drawLine(
                QPointF(box.center().x(), area.top()), QPointF(box.center().x(), box.top()));
        painter.setPen(QPen(color, 1.5));
        painter.setBrush(all[i].ahead ? theme().panel : color); // hollow: it has not come yet
        painter.drawPolygon(
            QPolygonF{{box.bottomLeft(), QPointF(box.center().x(), box.top()), box.bottomRight()}});
        if (places[i].rect.isNull())
            continue;
        QColor ground = theme().panel;
        ground.setAlphaF(0.8f);
        painter.fillRect(places[i].rect.adjusted(-2, 1, 2, -1), ground);
        painter.setPen(color);
        painter.drawText(places[i].rect, Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(markText(all[i]), Qt::ElideRight, places[i].rect.width() + 0.5));
    }
    painter.restore();
}

void TimeChart::choose(const Spot &spot)
{
    std::vector<std::uint64_t> ids;
    for (const auto *mark : spot.marks)
        ids.push_back(mark->id);
    Q_EMIT marksChosen(ids, spot.rect.center().toPoint());
}

void TimeChart::mousePressEvent(QMouseEvent *event)
{
    for (const auto &spot : spots()) {
        if (spot.rect.contains(event->position())) {
            choose(spot);
            return;
        }
    }
    QWidget::mousePressEvent(event);
}

} // namespace tierlens
