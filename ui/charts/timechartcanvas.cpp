// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/timechartcanvas.h"

#include <QChart>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QPainter>
#include <QPen>
#include <QValueAxis>

#include <numeric>

namespace tierlens {

namespace {
// Beyond 1 px Qt strokes each segment as a shape, which a long jagged line makes dear.
constexpr double LineWidth = 1.5;
constexpr double ThinWidth = 1.0;
constexpr qsizetype ThinFrom = 160; // points of a line

qsizetype pointsOf(const ChartLine &line)
{
    return std::accumulate(line.begin(), line.end(), qsizetype{0},
        [](qsizetype sum, const auto &piece) { return sum + piece.size(); });
}
} // namespace

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
        series->setPen(pen(line));
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
    m_thin.resize(lines, false);
    for (std::size_t i = 0; i < lines; ++i) {
        const ChartLine line = i < series.size() ? series[i].line : ChartLine();
        const bool thin = pointsOf(line) >= ThinFrom;
        if (i < series.size() && (m_colors[i] != series[i].color || m_thin[i] != thin)) {
            m_colors[i] = series[i].color;
            m_thin[i] = thin;
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

QPen TimeChart::Canvas::pen(std::size_t line) const
{
    return QPen(theme().*m_colors[line], m_thin[line] ? ThinWidth : LineWidth);
}

void TimeChart::Canvas::restyle()
{
    const QPen grid(theme().line, 1);
    m_y->setGridLinePen(grid);
    for (std::size_t i = 0; i < m_pieces.size(); ++i) {
        for (auto *piece : m_pieces[i])
            piece->setPen(pen(i));
    }
}

void TimeChart::Canvas::render(QPixmap &picture, QSize size, const QRectF &plot)
{
    const QRectF all(QPointF(0, 0), QSizeF(size));
    if (m_scene.sceneRect() != all || m_plot != plot) {
        m_plot = plot;
        m_scene.setSceneRect(all);
        m_chart->resize(all.size());
        m_chart->setPlotArea(plot);
        m_chart->layout()->invalidate();
    }
    // Without a view nobody waits for the event that would lay the grid out.
    m_chart->layout()->activate();
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    m_scene.render(&painter, all, all, Qt::IgnoreAspectRatio);
}

} // namespace tierlens
