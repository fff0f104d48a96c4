// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartlabels.h"

#include <algorithm>
#include <optional>

namespace tierlens {

namespace {
constexpr double Gap = 4; // pixels between a line and its label
constexpr double Apart = 6; // between two labels of a row
constexpr double Shortest = 34; // below it a cut label says nothing

// Lowest and highest y of a line between two x; none if the line is not there.
struct Band
{
    double top, bottom;
};
std::optional<Band> bandOf(const QList<QPointF> &line, double left, double right)
{
    std::optional<Band> band;
    const auto take = [&band](double y) {
        band = band ? Band{std::min(band->top, y), std::max(band->bottom, y)} : Band{y, y};
    };
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QPointF p = line[i];
        if (p.x() >= left && p.x() <= right)
            take(p.y());
        // A piece that only crosses the interval counts where it enters it.
        if (i > 0 && line[i - 1].x() < left && p.x() > left) {
            const QPointF q = line[i - 1];
            take(q.y() + (p.y() - q.y()) * (left - q.x()) / (p.x() - q.x()));
        }
    }
    return band;
}

double overlap(const QRectF &a, const QRectF &b)
{
    const auto common = a.intersected(b);
    return common.isValid() ? common.width() * common.height() : 0;
}
} // namespace

std::vector<LabelPlace> placeMarkerLabels(const std::vector<double> &x,
    const std::vector<double> &widths, const QRectF &plot, double rowHeight, int rows)
{
    std::vector<LabelPlace> places(x.size());
    std::vector<QRectF> taken;
    const auto isFree = [&taken](const QRectF &rect) {
        return std::none_of(taken.begin(), taken.end(), [&rect](const QRectF &other) {
            return other.adjusted(-Apart, 0, Apart, 0).intersects(rect);
        });
    };
    // The newest first: it matters most, and older ones give way.
    for (auto i = x.size(); i-- > 0;) {
        for (int row = 0; row < rows && places[i].rect.isNull(); ++row) {
            const double y = plot.top() + row * rowHeight;
            const double left = x[i] + Gap;
            const QRectF right(left, y, std::min(widths[i], plot.right() - left), rowHeight);
            if (right.width() >= widths[i] && isFree(right)) {
                places[i].rect = right;
                break;
            }
            const double leftEdge = x[i] - Gap - widths[i];
            const QRectF before(leftEdge, y, widths[i], rowHeight);
            if (leftEdge >= plot.left() && isFree(before)) {
                places[i].rect = before;
                break;
            }
        }
        // No row takes it whole: cut it before the next label of the last row that leaves enough.
        for (int row = 0; row < rows && places[i].rect.isNull(); ++row) {
            QRectF cut(x[i] + Gap, plot.top() + row * rowHeight, widths[i], rowHeight);
            cut.setRight(std::min(cut.right(), plot.right()));
            for (const QRectF &other : taken) {
                if (other.left() > cut.left() && other.adjusted(-Apart, 0, 0, 0).intersects(cut))
                    cut.setRight(other.left() - Apart);
            }
            if (cut.width() >= Shortest && isFree(cut))
                places[i].rect = cut;
        }
        if (!places[i].rect.isNull())
            taken.push_back(places[i].rect);
    }
    return places;
}

QRectF placeLineLabel(const QList<QPointF> &line, QSizeF size, const QRectF &plot,
    const std::vector<QRectF> &taken, const std::vector<QList<QPointF>> &others)
{
    if (line.isEmpty())
        return {};
    const double right = std::clamp(line.last().x(), plot.left() + size.width(), plot.right());
    const double left = right - size.width();
    const auto own = bandOf(line, left, right).value_or(Band{line.last().y(), line.last().y()});
    const QRectF above(left, own.top - Gap - size.height(), size.width(), size.height());
    const QRectF below(left, own.bottom + Gap, size.width(), size.height());
    QRectF best;
    double least = 1e18;
    for (QRectF rect : {above, below}) {
        double cost = 0;
        if (rect.top() < plot.top() || rect.bottom() > plot.bottom())
            cost += 1e6;
        for (const QRectF &other : taken)
            cost += 1e3 * overlap(rect, other);
        for (const auto &other : others) {
            if (const auto band = bandOf(other, left, right))
                cost += overlap(
                    rect, {left, band->top, size.width(), std::max(1.0, band->bottom - band->top)});
        }
        if (cost < least) {
            least = cost;
            best = rect;
        }
    }
    best.moveTop(std::clamp(best.top(), plot.top(), plot.bottom() - size.height()));
    return best;
}

} // namespace tierlens
