// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowlayout/flowpath.h"

#include <cmath>

namespace tierlens {

// QPainterPath::pointAtPercent() measures the curve anew for each point, which takes milliseconds
// for all pipes. Here it is flattened once and walked along.
FlowPath::FlowPath(const QPainterPath &line)
    : m_line(line)
{
    QPolygonF corners;
    for (const QPolygonF &part : line.toSubpathPolygons())
        corners += part;
    if (corners.isEmpty())
        return;
    const auto distance = [&corners](qsizetype i) {
        const QPointF way = corners[i + 1] - corners[i];
        return std::hypot(way.x(), way.y());
    };
    for (qsizetype i = 0; i + 1 < corners.size(); ++i)
        m_length += distance(i);
    qsizetype corner = 0;
    double before = 0; // length up to that corner
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const double wanted = m_length * double(i) / double(Pieces);
        while (corner + 2 < corners.size() && before + distance(corner) < wanted)
            before += distance(corner++);
        if (corner + 1 >= corners.size()) {
            m_points[i] = corners.last();
            continue;
        }
        const double share = distance(corner) > 0 ? (wanted - before) / distance(corner) : 0;
        m_points[i] = corners[corner] + (corners[corner + 1] - corners[corner]) * qMin(share, 1.0);
    }
}

} // namespace tierlens
