// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/flowview.h"

#include "diagram/flowaccessible.h"
#include "theme/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <chrono>
#include <cmath>

namespace tierlens {

namespace {
using Condition = FlowFigures::Condition;
constexpr int GlowSteps = 10; // of one pulse of the outline
constexpr Duration GlowLength = std::chrono::milliseconds{1400};

} // namespace

FlowView::FlowView(QWidget *parent)
    : QWidget(parent)
{
    FlowAccessible::install();
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Flow of requests"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setSizePolicy(policy);
    m_flight.setDuration(380);
    m_flight.setStartValue(0.0);
    m_flight.setEndValue(1.0);
    m_flight.setEasingCurve(QEasingCurve::InOutCubic);
    connect(&m_flight, &QVariantAnimation::valueChanged, this, &FlowView::fly);
    connect(&m_flight, &QVariantAnimation::finished, this, &FlowView::land);
    m_figures = flowFigures(Store(), {}); // the empty state
    m_figures[FlowText::DotNote].variants = m_animation.note();
}

QSize FlowView::sizeHint() const { return {931, 431}; }
QSize FlowView::minimumSizeHint() const { return {560, 300}; }

void FlowView::setFigures(const FlowFigures &figures)
{
    FlowFigures complete = figures;
    if (m_noteShown && complete[FlowText::DotNote].variants.isEmpty())
        complete[FlowText::DotNote].variants = m_animation.note();
    if (complete == m_figures)
        return;
    if (m_figures.redis != complete.redis || m_figures.postgres != complete.postgres
        || m_figures.paused != complete.paused || m_figures.large != complete.large)
        repaintBase();
    for (std::size_t i = 0; i < FlowTextCount; ++i) {
        if (m_figures.lines[i] != complete.lines[i])
            m_staleTexts.set(i);
    }
    if (m_figures.hitRate != complete.hitRate)
        m_staleTexts.set(indexOf(FlowText::HitRate));
    const FlowFigures before = std::exchange(m_figures, std::move(complete));
    for (const auto node : {FlowNode::Redis, FlowNode::Postgres}) {
        const auto condition = m_figures.condition(node);
        m_animation.setAnswers(node == FlowNode::Redis ? Tier::Redis : Tier::Postgres,
            condition == Condition::Up || condition == Condition::Off
                || condition == Condition::Unknown,
            condition == Condition::Silent);
        if (before.condition(node) != condition)
            FlowAccessible::announce(*this, node);
    }
    arrange();
}

void FlowView::showNote()
{
    if (!m_noteShown || m_figures[FlowText::DotNote].variants == m_animation.note())
        return;
    m_figures[FlowText::DotNote].variants = m_animation.note();
    m_staleTexts.set(indexOf(FlowText::DotNote));
    arrange();
}

void FlowView::repaintBase()
{
    m_baseIsStale = true;
    update();
}

void FlowView::addRequests(
    std::span<const Store::RecentRequest> requests, std::uint64_t dropped, SinceStart now)
{
    m_animation.add(isVisible() ? requests : requests.first(0), dropped, now);
}

void FlowView::addAppended(const Store &store, SinceStart now)
{
    const auto &ring = store.requests();
    const auto first = std::max(store.appendedFrom(), ring.first());
    std::vector<Store::RecentRequest> fresh;
    fresh.reserve(ring.end() - std::min(first, ring.end()));
    for (auto number = first; number < ring.end(); ++number)
        fresh.push_back(ring.at(number));
    addRequests(fresh, store.appendedDropped(), now);
}

void FlowView::clear()
{
    m_animation.clear();
    m_painted = {};
    update();
}

void FlowView::setReducedMotion(bool reduced)
{
    m_reduced = reduced;
    m_animation.setReducedMotion(reduced);
    showNote();
    update();
}

void FlowView::setFramed(bool framed)
{
    m_framed = framed;
    repaintBase();
}

void FlowView::advance(SinceStart now)
{
    m_now = now;
    m_animation.advance(now);
    showNote();
    if (const auto lit = litPipes(); lit != m_lit) {
        m_lit = lit;
        repaintBase();
    }
    if (!isVisible())
        return;
    const QRegion moving = movingRegion();
    QRegion changed = moving;
    for (const auto node : {FlowNode::Redis, FlowNode::Postgres}) {
        if (m_figures.condition(node) == Condition::Starting && glow() != m_glow) {
            const double edge = std::ceil(4 * m_layout.scale());
            changed += still()
                           .toView(m_layout.node(node).adjusted(-edge, -edge, edge, edge))
                           .toAlignedRect();
        }
    }
    m_glow = glow();
    const QRegion dirty = changed + m_painted;
    m_painted = moving;
    if (!dirty.isEmpty())
        update(dirty);
}

FlowScene::Lit FlowView::litPipes() const
{
    FlowScene::Lit lit;
    for (std::size_t i = 0; i < FlowPipeCount; ++i)
        lit.set(i, m_animation.isLit(static_cast<FlowPipe>(i)));
    return lit;
}

int FlowView::glow() const
{
    return m_reduced ? GlowSteps / 2
                     : static_cast<int>((m_now % GlowLength) * GlowSteps / GlowLength);
}

QRect FlowView::pulseRect(FlowPipe pipe) const
{
    const QPointF at = still().toView(m_layout.pipe(pipe).at(1));
    const double side = m_sprites.pulseSide();
    return QRectF(at.x() - side / 2, at.y() - side / 2, side, side).toAlignedRect();
}

void FlowView::arrange()
{
    // Digits are measured as zeros, so most changes of figures leave everything where it is.
    const auto extents
        = FlowStyle(m_figures, FlowLayout::scaleFor(size(), m_figures.large)).extents();
    const bool pastRedis = !m_figures.answers(FlowNode::Redis)
        && m_figures.redis != Condition::Unknown && m_figures.redis != Condition::Starting;
    if (m_layout.size() == QSizeF(size()) && extents == m_extents
        && pastRedis == !m_layout.pipe(FlowPipe::Back).isEmpty()) {
        const FlowScene scene(m_layout, m_figures, m_lit);
        for (std::size_t i = 0; i < FlowTextCount; ++i) {
            if (m_staleTexts.test(i))
                update(
                    still().toView(QRectF(scene.area(static_cast<FlowText>(i)))).toAlignedRect());
        }
        return;
    }
    repaintBase();
    m_extents = extents;
    m_layout = FlowLayout(size(), extents, pastRedis, m_figures.large);
    m_animation.setRoom(m_layout.pipe(FlowPipe::Ask).length() / m_layout.dotSize());
    m_spot = flowSpot(m_layout, m_pointAt);
    m_spotLit = flowLit(m_layout, m_pointAt);
    if (m_zoomed)
        m_camera = m_to = FlowCamera::onto(m_layout, *m_zoomed);
    measureTiles();
}

void FlowView::ensurePixmaps()
{
    const double ratio = devicePixelRatioF();
    const QSize pixels = (QSizeF(size()) * ratio).toSize();
    const FlowCamera camera = still();
    if (m_base.size() != pixels || m_base.devicePixelRatio() != ratio) {
        m_base = m_scene = QPixmap(pixels);
        m_base.setDevicePixelRatio(ratio);
        m_baseIsStale = true;
        m_dotSize = 0;
    }
    if (m_dotSize != m_layout.dotSize() * camera.zoom) {
        m_dotSize = m_layout.dotSize() * camera.zoom;
        m_sprites = FlowSprites(m_dotSize, ratio);
    }
    const FlowScene scene(m_layout, m_figures, m_lit);
    if (m_baseIsStale) {
        QPainter painter(&m_base);
        painter.setTransform(camera.transform());
        scene.paintBase(painter, m_framed);
        painter.end();
        m_scene = m_base.copy();
        m_staleTexts.set();
    } else if (m_staleTexts.any()) {
        // What is next to a text that is wiped out may have to be drawn again.
        QRegion wiped;
        for (std::size_t i = 0; i < FlowTextCount; ++i) {
            if (m_staleTexts.test(i))
                wiped += scene.area(static_cast<FlowText>(i));
        }
        for (std::size_t i = 0; i < FlowTextCount; ++i) {
            if (wiped.intersects(scene.area(static_cast<FlowText>(i))))
                m_staleTexts.set(i);
        }
        QPainter painter(&m_scene);
        painter.setTransform(camera.transform());
        painter.setClipRegion(wiped);
        painter.resetTransform();
        painter.drawPixmap(0, 0, m_base);
        painter.setTransform(camera.transform());
        scene.paintTexts(painter, m_staleTexts);
        if (!m_spot.isEmpty())
            scene.paintSpot(painter, m_spot, m_spotLit);
        m_staleTexts.reset();
        return;
    }
    if (m_staleTexts.any()) {
        QPainter painter(&m_scene);
        painter.setTransform(camera.transform());
        scene.paintTexts(painter, m_staleTexts);
        if (!m_spot.isEmpty())
            scene.paintSpot(painter, m_spot, m_spotLit);
    }
    m_baseIsStale = false;
    m_staleTexts.reset();
}

void FlowView::copyScene(QPainter &painter, const QRect &rect)
{
    const double ratio = m_scene.devicePixelRatio();
    painter.drawPixmap(QRectF(rect), m_scene,
        QRectF(rect.x() * ratio, rect.y() * ratio, rect.width() * ratio, rect.height() * ratio));
}

void FlowView::paintEvent(QPaintEvent *event)
{
    const auto began = std::chrono::steady_clock::now();
    if (m_drawnWhole) {
        QPainter painter(this);
        return drawWhole(painter);
    }
    ensurePixmaps();
    {
        QPainter painter(this);
        if (m_flight.state() == QAbstractAnimation::Running)
            painter.setTransform(m_camera.transform(), true);
        for (const QRect &rect :
            m_flight.state() == QAbstractAnimation::Running ? QRegion(rect()) : event->region())
            copyScene(painter, rect);
        paintDots(painter);
        paintBoxEdges(painter);
        paintPulses(painter);
        paintOverlays(painter);
    }
    m_paintTimes.add(std::chrono::steady_clock::now() - began);
}

void FlowView::paintDots(QPainter &painter)
{
    const double ratio = m_scene.devicePixelRatio(), half = m_sprites.side() / 2;
    const FlowCamera camera = still();
    // Whole device pixels: copying is cheap only if nothing has to be interpolated.
    const auto whole = [ratio](double value) { return std::round(value * ratio) / ratio; };
    for (const auto &dot : m_animation.dots()) {
        if (m_layout.pipe(dot.pipe).isEmpty()) // gone since it set out, with nowhere to be drawn
            continue;
        const QPointF at = camera.toView(m_layout.pipe(dot.pipe).at(double(dot.along)));
        painter.drawPixmap(QPointF(whole(at.x() - half), whole(at.y() - half)),
            m_sprites.dot(dot.kind, double(dot.strength)));
    }
}

void FlowView::paintBoxEdges(QPainter &painter)
{
    if (m_animation.dots().empty())
        return;
    for (const QRect &rect : m_boxEdges)
        copyScene(painter, rect);
}

void FlowView::paintPulses(QPainter &painter)
{
    for (const auto pipe : {FlowPipe::Row, FlowPipe::Invalidate}) {
        const double age = m_animation.pulse(pipe);
        if (age >= 0 && !m_layout.pipe(pipe).isEmpty())
            painter.drawPixmap(
                pulseRect(pipe).topLeft(), m_sprites.pulse(pipe, m_reduced ? 0.3 : age));
    }
}

void FlowView::paintOverlays(QPainter &painter)
{
    const double scale = m_layout.scale(), corner = FlowScene::corner(scale);
    painter.setBrush(Qt::NoBrush);
    painter.setTransform(still().transform(), true);
    const FlowStyle style(m_figures, scale);
    for (const auto node : {FlowNode::Redis, FlowNode::Postgres}) {
        if (m_figures.condition(node) != Condition::Starting)
            continue;
        const double wave = 0.5 - 0.5 * std::cos(2 * 3.14159265 * m_glow / GlowSteps);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(blend(style.fill(node), style.accent(node), 0.35 + 0.65 * wave),
            FlowScene::borderWidth(scale)));
        painter.drawRoundedRect(m_layout.node(node), corner, corner);
    }
    if (hasFocus() && m_keyboard) {
        const double away = 4 * scale;
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(theme().text, 2 * scale));
        painter.drawRoundedRect(m_layout.node(m_focusNode).adjusted(-away, -away, away, away),
            corner + away, corner + away);
    }
}

void FlowView::resizeEvent(QResizeEvent *) { arrange(); }

void FlowView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::StyleChange) {
        m_base = {}; // sprites have the old colours as well
        repaintBase();
        arrange();
    }
    QWidget::changeEvent(event);
}

void FlowView::hideEvent(QHideEvent *)
{
    m_animation.clear();
    m_painted = {};
}

} // namespace tierlens
