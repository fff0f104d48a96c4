// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "charts/timechart.h"

#include <QGraphicsScene>
#include <QPen>

#include <vector>

class QChart;
class QLineSeries;
class QValueAxis;

namespace tierlens {

// Draws grid and lines with Qt Charts into a picture. There is no view: a scene of its own is
// rendered when the picture is due. A line with gaps is drawn by several QLineSeries, which are
// made once and kept.
class TimeChart::Canvas
{
public:
    explicit Canvas(Unit unit);
    ~Canvas();

    void setRange(double seconds, double low, double high);
    void setLines(const std::vector<Series> &series);
    void restyle(); // colours of the theme in use
    void render(QPixmap &picture, QSize size, const QRectF &plot);

private:
    QPen pen(std::size_t line) const;
    QLineSeries *pieceAt(std::size_t line, std::size_t piece);

    QGraphicsScene m_scene;
    QChart *m_chart;
    QRectF m_plot;
    QValueAxis *m_x;
    QValueAxis *m_y;
    std::vector<std::vector<QLineSeries *>> m_pieces; // of each line; owned by the chart
    std::vector<QColor Theme::*> m_colors;
    std::vector<bool> m_thin;
};

} // namespace tierlens
