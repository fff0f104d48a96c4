// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chartlabels.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
constexpr double Gap = 4; // pixels between a line and its label
constexpr double Apart = 6; // between two labels of a row
constexpr double Shortest = 34; // below it a cut label says nothing

// Heights of a line at every second pixel from `left` to `right`.
std::vector<double> heightsOf(const QList<QPointF> &line, double left, double right)
{
    std::vector<double> heights;
    for (qsizetype i = 1; i < line.size(); ++i) {
        const QPointF p = line[i - 1];
        const QPointF q = line[i];
        if (q.x() < left || p.x() > right || q.x() <= p.x())
            continue;
        const double from = std::max(p.x(), left);
        const double to = std::min(q.x(), right);
        for (double x = from; x <= to; x += 2)
            heights.push_back(p.y() + (q.y() - p.y()) * (x - p.x()) / (q.x() - p.x()));
    }
    return heights;
}

double overlap(const QRectF &a, const QRectF &b)
{
    const auto common = a.intersected(b);
    return common.isValid() ? common.width() * common.height() : 0;
}
} // namespace

std::vector<LabelPlace> placeMarkerLabels(const std::vector<double> &x,
    const std::vector<double> &widths, const QRectF &area, double rowHeight, int rows,
    std::vector<QRectF> taken)
{
    std::vector<LabelPlace> places(x.size());
    const auto isFree = [&taken](const QRectF &rect) {
        return std::none_of(taken.begin(), taken.end(), [&rect](const QRectF &other) {
            return other.adjusted(-Apart, 0, Apart, 0).intersects(rect);
        });
    };
    // The newest first: it matters most, and older ones give way.
    for (auto i = x.size(); i-- > 0;) {
        for (int row = 0; row < rows && places[i].rect.isNull(); ++row) {
            const double y = area.top() + row * rowHeight;
            const double left = x[i] + Gap;
            const QRectF right(left, y, std::min(widths[i], area.right() - left), rowHeight);
            if (right.width() >= widths[i] && isFree(right)) {
                places[i].rect = right;
                break;
            }
            const double leftEdge = x[i] - Gap - widths[i];
            const QRectF before(leftEdge, y, widths[i], rowHeight);
            if (leftEdge >= area.left() && isFree(before)) {
                places[i].rect = before;
                break;
            }
        }
        // No row takes it whole: cut it before the next label of the last row that leaves enough.
        for (int row = 0; row < rows && places[i].rect.isNull(); ++row) {
            QRectF cut(x[i] + Gap, area.top() + row * rowHeight, widths[i], rowHeight);
            cut.setRight(std::min(cut.right(), area.right()));
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

QRectF placeLineLabel(const std::vector<QList<QPointF>> &lines, std::size_t own, QSizeF size,
    const QRectF &plot, const std::vector<QRectF> &taken)
{
    if (own >= lines.size() || lines[own].isEmpty())
        return {};
    const QPointF end = lines[own].last();
    const double right = std::clamp(end.x(), plot.left() + size.width(), plot.right());
    QRectF best;
    double least = 1e18;
    // At the line's end; in a low plot, where another word is there already, further to the left.
    for (double left = right - size.width(); left >= plot.left(); left -= size.width() / 4) {
        const double aside = right - size.width() - left;
        if (aside > least) // it costs more than what has been found
            break;
        std::vector<double> heights;
        for (const auto &line : lines) {
            const auto some = heightsOf(line, left, left + size.width());
            heights.insert(heights.end(), some.begin(), some.end());
        }
        for (double top = plot.top(); top + size.height() <= plot.bottom(); top += 2) {
            const QRectF rect(left, top, size.width(), size.height());
            double cost = aside + std::abs(rect.center().y() - end.y());
            for (const double y : heights)
                cost += y > rect.top() - Gap / 2 && y < rect.bottom() + Gap / 2 ? 12 : 0;
            for (const QRectF &other : taken)
                cost += 1e3 * overlap(rect, other);
            // Beyond another line it would be taken for that one's name.
            const double away = rect.center().y() - end.y();
            for (std::size_t i = 0; i < lines.size(); ++i) {
                if (i == own || lines[i].isEmpty())
                    continue;
                const double other = lines[i].last().y() - end.y();
                cost += other * away > 0 && std::abs(other) < std::abs(away) ? 500 : 0;
            }
            if (cost < least) {
                least = cost;
                best = rect;
            }
        }
    }
    return best;
}

QRectF movedBeside(const QRectF &rect, const std::vector<QRectF> &others, double left)
{
    QRectF moved = rect;
    for (std::size_t tries = 0; tries <= others.size(); ++tries) {
        const auto other = std::find_if(others.begin(), others.end(), [&moved](const QRectF &one) {
            return one.adjusted(0.5 - Gap, 0, Gap - 0.5, 0).intersects(moved);
        });
        if (other == others.end())
            return moved;
        moved.moveRight(other->left() - Gap);
        if (moved.left() < left)
            break;
    }
    return rect;
}

} // namespace tierlens
