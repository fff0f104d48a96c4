// SPDX-License-Identifier: GPL-3.0-or-later
// Which parts of FlowView have to be painted anew when dots move.
#include "diagram/flowview.h"

#include <QPolygonF>

namespace tierlens {

namespace {
constexpr std::size_t ManyDots = 600;

int tilesOf(FlowPipe pipe)
{
    return pipe == FlowPipe::Write || pipe == FlowPipe::Back ? 16
        : pipe == FlowPipe::Invalidate                       ? 6
                                                             : 1;
}
} // namespace

QRegion FlowView::movingRegion() const
{
    std::array<std::uint32_t, FlowPipeCount> used{};
    for (const auto &dot : m_animation.dots()) {
        const int tiles = tilesOf(dot.pipe);
        const int tile = std::min(tiles - 1, static_cast<int>(dot.along * float(tiles)));
        used[indexOf(dot.pipe)] |= 1u << tile;
    }
    // With very many dots everything moves, and clipping each to a hundred tiles costs more than
    // painting the picture whole.
    if (m_animation.dots().size() > ManyDots)
        return rect();
    QRegion region;
    for (std::size_t pipe = 0; pipe < FlowPipeCount; ++pipe) {
        for (std::size_t tile = 0; tile < m_tiles[pipe].size(); ++tile) {
            if (used[pipe] >> tile & 1u)
                region += m_tiles[pipe][tile];
        }
    }
    for (const auto pipe : {FlowPipe::Row, FlowPipe::Invalidate}) {
        if (m_animation.pulse(pipe) >= 0)
            region += pulseRect(pipe);
    }
    return region;
}

void FlowView::measureTiles()
{
    const FlowCamera camera = still();
    const double reach = m_layout.dotSize() * camera.zoom * 0.75 + 2;
    for (std::size_t i = 0; i < FlowPipeCount; ++i) {
        const auto &path = m_layout.pipe(static_cast<FlowPipe>(i));
        const int count = tilesOf(static_cast<FlowPipe>(i));
        m_tiles[i].clear();
        for (int tile = 0; tile < count; ++tile) {
            QPolygonF points;
            for (int step = 0; step <= 8; ++step)
                points << camera.toView(path.at((tile + step / 8.0) / count));
            m_tiles[i].push_back(
                points.boundingRect().adjusted(-reach, -reach, reach, reach).toAlignedRect());
        }
    }
    m_boxEdges.clear();
    const double border = FlowScene::borderWidth(m_layout.scale()) / 2;
    for (const auto &path : m_tiles) {
        for (const QRect &tile : path) {
            for (std::size_t node = 0; node < FlowNodeCount; ++node) {
                const auto box = camera
                                     .toView(m_layout.node(static_cast<FlowNode>(node))
                                                 .adjusted(-border, -border, border, border))
                                     .toAlignedRect();
                if (const QRect under = tile & box & rect(); !under.isEmpty())
                    m_boxEdges.push_back(under);
            }
        }
    }
}

} // namespace tierlens
