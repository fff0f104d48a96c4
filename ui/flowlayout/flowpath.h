// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainterPath>
#include <QPointF>

#include <array>

namespace tierlens {

// One pipe: its middle line, and the points along it at equal distances, so that a dot finds its
// place by one multiplication.
class FlowPath
{
public:
    FlowPath() = default;
    explicit FlowPath(const QPainterPath &line);

    QPointF at(double share) const // 0 … 1
    {
        const double place = qBound(0.0, share, 1.0) * double(m_points.size() - 1);
        const auto before = std::min(static_cast<std::size_t>(place), m_points.size() - 2);
        return m_points[before]
            + (m_points[before + 1] - m_points[before]) * (place - double(before));
    }
    const QPainterPath &line() const { return m_line; }
    double length() const { return m_length; }
    bool isEmpty() const { return m_line.isEmpty(); }
    static constexpr std::size_t Pieces = 64;

private:
    QPainterPath m_line;
    double m_length = 0;
    std::array<QPointF, Pieces + 1> m_points;
};

} // namespace tierlens
