// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "diagram/flowanimation.h"
#include "diagram/flowcamera.h"
#include "diagram/flowscene.h"
#include "diagram/flowsprites.h"
#include "flowlayout/flowlayout.h"
#include "flowtexts/flowfigures.h"

#include <QPixmap>
#include <QVariantAnimation>
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
    void addAppended(const Store &store, SinceStart now); // what its last append() brought
    // Time has passed: moves the dots, and repaints what has changed, at most once.
    void advance(SinceStart now);
    void clear(); // another session

    void setReducedMotion(bool reduced);
    void setFramed(bool framed); // false: no rounded panel around it (presenter mode)

    void setNoteShown(bool shown); // what a dot stands for; otherwise the owner says it
    void pointAt(const QString &part); // see flowSpot(); empty: at nothing
    // Lets this box with its pipes fill the view, smoothly; nothing: the whole picture again.
    void zoomOnto(std::optional<FlowNode> node);
    std::optional<FlowNode> zoomedOnto() const { return m_zoomed; }
    const FlowCamera &camera() const { return m_camera; }
    // While set, painted as lines and text at any size, for pictures; not from pixmaps.
    void setDrawnWhole(bool whole) { m_drawnWhole = whole; }

    FlowNode focusNode() const { return m_focusNode; }
    const FlowLayout &flowLayout() const { return m_layout; }
    const FlowAnimation &animation() const { return m_animation; }
    const Histogram &paintTimes() const { return m_paintTimes; } // one entry per paint event
    QString toolTipAt(QPoint place) const;
    static QString wrappingTip(const QString &tip);
    // See help/helptopicof.h.
    Q_INVOKABLE QString helpTopicAt(QPoint place) const;
    Q_INVOKABLE QString helpTopicInFocus() const;
    static QString helpTopicOf(FlowText text);
    static QString helpTopicOf(FlowNode node);

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

    FlowCamera still() const
    {
        return m_flight.state() == QAbstractAnimation::Running ? FlowCamera() : m_camera;
    }
    void fly(const QVariant &share);
    void land();
    void drawWhole(QPainter &painter) const;
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
    double m_dotSize = 0; // of the sprites
    QPixmap m_base, m_scene; // what does not move: without and with its texts
    bool m_baseIsStale = true;
    FlowScene::Texts m_staleTexts;
    bool m_framed = true, m_reduced = false, m_keyboard = false;
    bool m_noteShown = true, m_drawnWhole = false;
    QString m_pointAt;
    QPainterPath m_spot, m_spotLit; // of what is pointed at, and what stays bright with it
    FlowCamera m_camera, m_from, m_to;
    std::optional<FlowNode> m_zoomed;
    QVariantAnimation m_flight; // of the camera
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
