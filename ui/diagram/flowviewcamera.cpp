// SPDX-License-Identifier: GPL-3.0-or-later
// FlowView's zoom, what it points at, and the picture of it as lines and text.
#include "diagram/flowview.h"

#include <QPainter>

namespace tierlens {

void FlowView::setNoteShown(bool shown)
{
    m_noteShown = shown;
    m_figures[FlowText::DotNote].variants = shown ? m_animation.note() : QStringList();
    m_staleTexts.set(indexOf(FlowText::DotNote));
    arrange();
}

void FlowView::pointAt(const QString &part)
{
    if (part == m_pointAt)
        return;
    m_pointAt = part;
    m_spot = flowSpot(m_layout, part);
    m_spotLit = flowLit(m_layout, part);
    repaintBase();
}

void FlowView::zoomOnto(std::optional<FlowNode> node)
{
    if (node == m_zoomed)
        return;
    m_flight.stop();
    m_zoomed = node;
    m_from = m_camera;
    m_to = node ? FlowCamera::onto(m_layout, *node) : FlowCamera();
    if (m_reduced || !isVisible()) {
        m_camera = m_to;
        land();
        return;
    }
    // On the way a pixmap of the whole picture is drawn larger or smaller; sharp again at the end.
    if (m_from != FlowCamera())
        repaintBase();
    m_flight.start();
    measureTiles();
}

void FlowView::fly(const QVariant &share)
{
    m_camera = FlowCamera::between(m_from, m_to, share.toDouble());
    update();
}

void FlowView::land()
{
    m_camera = m_to;
    measureTiles();
    repaintBase();
}

void FlowView::drawWhole(QPainter &painter) const
{
    painter.setClipRect(rect());
    painter.setTransform(m_camera.transform(), true);
    const FlowScene scene(m_layout, m_figures, m_lit);
    scene.paintPipes(painter, m_framed);
    const double side = m_layout.dotSize();
    for (const auto &dot : m_animation.dots()) {
        const QPointF at = m_layout.pipe(dot.pipe).at(double(dot.along));
        painter.setOpacity(double(dot.strength));
        FlowSprites::draw(painter, dot.kind, {at.x() - side / 2, at.y() - side / 2, side, side});
    }
    painter.setOpacity(1);
    scene.paintBoxes(painter);
    scene.paintTexts(painter, FlowScene::Texts().set());
    if (!m_spot.isEmpty())
        scene.paintSpot(painter, m_spot, m_spotLit);
}

} // namespace tierlens
