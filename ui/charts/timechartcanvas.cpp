// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timechartcanvas.h"

#include <QChart>
#include <QLineSeries>
#include <QPainter>
#include <QPen>
#include <QValueAxis>

namespace tierlens {

namespace {
constexpr double LineWidth = 1.5;
}

TimeChart::Canvas::Canvas(Unit unit)
    : m_chart(new QChart)
    , m_x(new QValueAxis(m_chart))
    , m_y(new QValueAxis(m_chart))
{
    // Nothing is ever looked up by position, so an index of the items would be waste.
    m_scene.setItemIndexMethod(QGraphicsScene::NoIndex);
    m_scene.addItem(m_chart);
    m_chart->setAnimationOptions(QChart::NoAnimation);
    m_chart->legend()->hide();
    m_chart->setBackgroundVisible(false);
    m_chart->setMargins({});
    m_chart->addAxis(m_x, Qt::AlignBottom);
    m_chart->addAxis(m_y, Qt::AlignLeft);
    for (auto *axis : {m_x, m_y}) {
        axis->setLabelsVisible(false);
        axis->setLineVisible(false);
    }
    m_x->setGridLineVisible(false);
    if (unit == Unit::LogTime) { // a line for each decade
        m_y->setTickType(QValueAxis::TicksDynamic);
        m_y->setTickInterval(1);
    } else {
        m_y->setTickCount(3);
    }
    restyle();
}

TimeChart::Canvas::~Canvas() = default;

void TimeChart::Canvas::setRange(double seconds, double low, double high)
{
    m_x->setRange(-seconds, 0);
    m_y->setRange(low, high);
    m_y->setTickAnchor(low);
}

QLineSeries *TimeChart::Canvas::pieceAt(std::size_t line, std::size_t piece)
{
    auto &pieces = m_pieces[line];
    while (pieces.size() <= piece) {
        auto *series = new QLineSeries(m_chart);
        series->setPen(QPen(theme().*m_colors[line], LineWidth));
        m_chart->addSeries(series);
        series->attachAxis(m_x);
        series->attachAxis(m_y);
        pieces.push_back(series);
    }
    return pieces[piece];
}

void TimeChart::Canvas::setLines(const std::vector<Series> &series)
{
    const auto lines = std::max(series.size(), m_pieces.size());
    m_pieces.resize(lines);
    m_colors.resize(lines, &Theme::text);
    for (std::size_t i = 0; i < lines; ++i) {
        const ChartLine line = i < series.size() ? series[i].line : ChartLine();
        if (i < series.size() && m_colors[i] != series[i].color) {
            m_colors[i] = series[i].color;
            restyle();
        }
        for (qsizetype piece = 0; piece < line.size(); ++piece)
            pieceAt(i, static_cast<std::size_t>(piece))->replace(line[piece]);
        for (auto piece = static_cast<std::size_t>(line.size()); piece < m_pieces[i].size();
             ++piece) {
            if (m_pieces[i][piece]->count() > 0)
                m_pieces[i][piece]->clear();
        }
    }
}

void TimeChart::Canvas::restyle()
{
    const QPen grid(theme().line, 1);
    m_y->setGridLinePen(grid);
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        for (auto *piece : m_pieces[i])
            piece->setPen(QPen(theme().*m_colors[i], LineWidth));
    }
}

void TimeChart::Canvas::render(QPixmap &picture, QSize size, const QRectF &plot)
{
    const QRectF all(QPointF(0, 0), QSizeF(size));
    if (m_scene.sceneRect() != all) {
        m_scene.setSceneRect(all);
        m_chart->resize(all.size());
    }
    if (m_chart->plotArea() != plot)
        m_chart->setPlotArea(plot);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    m_scene.render(&painter, all, all, Qt::IgnoreAspectRatio);
}

} // namespace tierlens
