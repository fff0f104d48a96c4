// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/flowanimation.h"
#include "diagram/flowfigures.h"
#include "diagram/flowlayout.h"
#include "diagram/flowscene.h"
#include "diagram/flowsprites.h"

#include <QPixmap>
#include <QWidget>

#include <span>

namespace tierlens {

// The flow diagram: App, Redis and Postgres, and requests as dots between them. Reads nothing by
// itself: its owner hands it figures, requests and the time. GUI thread.
class FlowView : public QWidget
{
    Q_OBJECT
public:
    explicit FlowView(QWidget *parent = nullptr);

    void setFigures(const FlowFigures &figures);
    const FlowFigures &figures() const { return m_figures; }
    void addRequests(
        std::span<const Store::RecentRequest> requests, std::uint64_t dropped, SinceStart now);
    // Time has passed: moves the dots, and repaints what has changed, at most once.
    void advance(SinceStart now);
    void clear(); // another session

    void setReducedMotion(bool reduced);
    void setFramed(bool framed); // false: no rounded panel around it (presenter mode)

    FlowNode focusNode() const { return m_focusNode; }
    const FlowLayout &flowLayout() const { return m_layout; }
    const FlowAnimation &animation() const { return m_animation; }
    const Histogram &paintTimes() const { return m_paintTimes; } // one entry per paint event
    QString toolTipAt(QPoint position) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void nodeActivated(int node); // FlowNode; clicked, or Return on the one with the focus

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    using Tiles = std::vector<QRect>; // that cover a pipe and the dots in it

    void arrange(); // texts or size have changed; repaints all if anything has another place
    void showNote(); // how many requests a dot stands for
    void repaintBase();
    void measureTiles();
    void ensurePixmaps();
    void paintDots(QPainter &painter);
    void paintBoxEdges(QPainter &painter);
    void paintPulses(QPainter &painter);
    void paintOverlays(QPainter &painter);
    void copyScene(QPainter &painter, const QRect &rect);
    QRegion movingRegion() const;
    QRect pulseRect(FlowPipe pipe) const;
    int glow() const; // step of the pulsing outline of a server that starts
    void moveFocus(FlowNode node);
    FlowScene::Lit litPipes() const;

    FlowFigures m_figures;
    FlowLayout m_layout;
    FlowLayout::Extents m_extents{};
    FlowAnimation m_animation;
    FlowSprites m_sprites;
    QPixmap m_base, m_scene; // what does not move: without and with its texts
    bool m_baseIsStale = true;
    FlowScene::Texts m_staleTexts;
    bool m_framed = true, m_reduced = false, m_keyboard = false;
    FlowScene::Lit m_lit;
    std::array<Tiles, FlowPipeCount> m_tiles;
    std::vector<QRect> m_boxEdges; // where dots go under a box
    QRegion m_painted; // where dots were drawn last
    SinceStart m_now{};
    int m_glow = 0;
    FlowNode m_focusNode = FlowNode::App;
    std::optional<FlowNode> m_pressed;
    Histogram m_paintTimes;
};

} // namespace tierlens
