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
constexpr std::size_t ManyDots = 600;
constexpr int GlowSteps = 10; // of one pulse of the outline
constexpr Duration GlowLength = std::chrono::milliseconds{1400};

int tilesOf(FlowPipe pipe)
{
    return pipe == FlowPipe::Write || pipe == FlowPipe::Back ? 16
        : pipe == FlowPipe::Invalidate                       ? 6
                                                             : 1;
}
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
    m_figures = flowFigures(Store(), {}); // the empty state
    m_figures[FlowText::DotNote].variants = m_animation.note();
}

QSize FlowView::sizeHint() const { return {931, 431}; }
QSize FlowView::minimumSizeHint() const { return {560, 300}; }

void FlowView::setFigures(const FlowFigures &figures)
{
    FlowFigures complete = figures;
    if (complete[FlowText::DotNote].variants.isEmpty())
        complete[FlowText::DotNote].variants = m_animation.note();
    if (complete == m_figures)
        return;
    if (m_figures.redis != complete.redis || m_figures.postgres != complete.postgres
        || m_figures.paused != complete.paused)
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
    if (m_figures[FlowText::DotNote].variants == m_animation.note())
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
            const int edge = static_cast<int>(std::ceil(4 * m_layout.scale()));
            changed += m_layout.node(node).toAlignedRect().adjusted(-edge, -edge, edge, edge);
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
    const QPointF at = m_layout.pipe(pipe).at(1);
    const double side = m_sprites.pulseSide();
    return QRectF(at.x() - side / 2, at.y() - side / 2, side, side).toAlignedRect();
}

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

void FlowView::arrange()
{
    // Digits are measured as zeros, so most changes of figures leave everything where it is.
    const auto extents = FlowStyle(m_figures, FlowLayout::scaleFor(size())).extents();
    const bool pastRedis = !m_figures.answers(FlowNode::Redis)
        && m_figures.redis != Condition::Unknown && m_figures.redis != Condition::Starting;
    if (m_layout.size() == QSizeF(size()) && extents == m_extents
        && pastRedis == !m_layout.pipe(FlowPipe::Back).isEmpty()) {
        const FlowScene scene(m_layout, m_figures, m_lit);
        for (std::size_t i = 0; i < FlowTextCount; ++i) {
            if (m_staleTexts.test(i))
                update(scene.area(static_cast<FlowText>(i)));
        }
        return;
    }
    repaintBase();
    m_extents = extents;
    m_layout = FlowLayout(size(), extents, pastRedis);
    m_animation.setRoom(m_layout.pipe(FlowPipe::Ask).length() / m_layout.dotSize());
    measureTiles();
}

void FlowView::measureTiles()
{
    const double reach = m_layout.dotSize() * 0.75 + 2;
    for (std::size_t i = 0; i < FlowPipeCount; ++i) {
        const auto &path = m_layout.pipe(static_cast<FlowPipe>(i));
        const int count = tilesOf(static_cast<FlowPipe>(i));
        m_tiles[i].clear();
        for (int tile = 0; tile < count; ++tile) {
            QPolygonF points;
            for (int step = 0; step <= 8; ++step)
                points << path.at((tile + step / 8.0) / count);
            m_tiles[i].push_back(
                points.boundingRect().adjusted(-reach, -reach, reach, reach).toAlignedRect());
        }
    }
    m_boxEdges.clear();
    const double border = FlowScene::borderWidth(m_layout.scale()) / 2;
    for (const auto &path : m_tiles) {
        for (const QRect &tile : path) {
            for (std::size_t node = 0; node < FlowNodeCount; ++node) {
                const auto box = m_layout.node(static_cast<FlowNode>(node))
                                     .adjusted(-border, -border, border, border)
                                     .toAlignedRect();
                if (const QRect under = tile & box; !under.isEmpty())
                    m_boxEdges.push_back(under);
            }
        }
    }
}

void FlowView::ensurePixmaps()
{
    const double ratio = devicePixelRatioF();
    const QSize pixels = (QSizeF(size()) * ratio).toSize();
    if (m_base.size() != pixels || m_base.devicePixelRatio() != ratio) {
        m_base = m_scene = QPixmap(pixels);
        m_base.setDevicePixelRatio(ratio);
        m_baseIsStale = true;
        m_sprites = FlowSprites(m_layout.dotSize(), ratio);
    }
    const FlowScene scene(m_layout, m_figures, m_lit);
    if (m_baseIsStale) {
        QPainter painter(&m_base);
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
        painter.setClipRegion(wiped);
        painter.drawPixmap(0, 0, m_base);
        scene.paintTexts(painter, m_staleTexts);
        m_staleTexts.reset();
        return;
    }
    if (m_staleTexts.any()) {
        QPainter painter(&m_scene);
        scene.paintTexts(painter, m_staleTexts);
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
    ensurePixmaps();
    {
        QPainter painter(this);
        for (const QRect &rect : event->region())
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
    // Whole device pixels: copying is cheap only if nothing has to be interpolated.
    const auto whole = [ratio](double value) { return std::round(value * ratio) / ratio; };
    for (const auto &dot : m_animation.dots()) {
        const QPointF at = m_layout.pipe(dot.pipe).at(double(dot.along));
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
        if (age >= 0)
            painter.drawPixmap(
                pulseRect(pipe).topLeft(), m_sprites.pulse(pipe, m_reduced ? 0.3 : age));
    }
}

void FlowView::paintOverlays(QPainter &painter)
{
    const double scale = m_layout.scale(), corner = FlowScene::corner(scale);
    painter.setBrush(Qt::NoBrush);
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
