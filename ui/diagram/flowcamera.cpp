// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/flowcamera.h"

#include <QHash>

#include <algorithm>
#include <cmath>
#include <vector>

namespace tierlens {

namespace {
constexpr double LargestZoom = 3;
constexpr double Around = 18; // units of the layout

QRectF bounds(const FlowLayout &layout, FlowPipe pipe)
{
    const double half = layout.pipeWidth();
    return layout.pipe(pipe).line().boundingRect().adjusted(-half, -half, half, half);
}

QRectF shown(const FlowLayout &layout, std::initializer_list<FlowText> texts)
{
    QRectF all;
    for (const FlowText text : texts) {
        if (layout.place(text).isShown())
            all |= layout.place(text).rect;
    }
    return all;
}
QRectF labelOf(const FlowLayout &layout, FlowPipe pipe)
{
    using T = FlowText;
    switch (pipe) {
    case FlowPipe::Ask:
        return shown(layout, {T::AskLabel});
    case FlowPipe::Answer:
        return shown(layout, {T::AnswerLabel});
    case FlowPipe::Miss:
        return shown(layout, {T::MissLabel});
    case FlowPipe::Row:
        return shown(layout, {T::RowLabel, T::FillLabel});
    case FlowPipe::Write:
        return shown(layout, {T::WriteLabel});
    case FlowPipe::Invalidate:
        return shown(layout, {T::InvalidateLabel});
    case FlowPipe::Back:
        break;
    }
    return {};
}

const QHash<QString, FlowNode> &spotNodes()
{
    static const QHash<QString, FlowNode> nodes{{QStringLiteral("app"), FlowNode::App},
        {QStringLiteral("redis"), FlowNode::Redis},
        {QStringLiteral("postgres"), FlowNode::Postgres}};
    return nodes;
}

const QHash<QString, FlowPipe> &spotPipes()
{
    static const QHash<QString, FlowPipe> pipes{{QStringLiteral("ask"), FlowPipe::Ask},
        {QStringLiteral("answer"), FlowPipe::Answer}, {QStringLiteral("miss"), FlowPipe::Miss},
        {QStringLiteral("row"), FlowPipe::Row}, {QStringLiteral("write"), FlowPipe::Write},
        {QStringLiteral("invalidate"), FlowPipe::Invalidate}};
    return pipes;
}

std::vector<FlowNode> endsOf(FlowPipe pipe)
{
    switch (pipe) {
    case FlowPipe::Ask:
    case FlowPipe::Answer:
        return {FlowNode::App, FlowNode::Redis};
    case FlowPipe::Miss:
    case FlowPipe::Row:
    case FlowPipe::Invalidate:
        return {FlowNode::Redis, FlowNode::Postgres};
    case FlowPipe::Write:
    case FlowPipe::Back:
        break;
    }
    return {FlowNode::App, FlowNode::Postgres};
}
} // namespace

FlowCamera FlowCamera::onto(const FlowLayout &layout, FlowNode node)
{
    QRectF wanted = layout.node(node);
    if (node != FlowNode::Postgres)
        wanted |= bounds(layout, FlowPipe::Ask) | bounds(layout, FlowPipe::Answer);
    if (node != FlowNode::App)
        wanted |= bounds(layout, FlowPipe::Miss) | bounds(layout, FlowPipe::Row);
    const double around = Around * layout.scale();
    wanted.adjust(-around, -around, around, around);

    const QSizeF size = layout.size();
    if (size.isEmpty())
        return {};
    FlowCamera camera;
    camera.zoom = std::clamp(
        std::min(size.width() / wanted.width(), size.height() / wanted.height()), 1.0, LargestZoom);
    const QSizeF seen = size / camera.zoom;
    const QPointF middle = wanted.center();
    camera.origin = {std::clamp(middle.x() - seen.width() / 2, 0.0, size.width() - seen.width()),
        std::clamp(middle.y() - seen.height() / 2, 0.0, size.height() - seen.height())};
    return camera;
}

FlowCamera FlowCamera::between(const FlowCamera &a, const FlowCamera &b, double share)
{
    if (share >= 1)
        return b;
    // What is seen shrinks evenly; then neither end of the way seems hurried.
    const double seen = (1 / a.zoom) + (1 / b.zoom - 1 / a.zoom) * share;
    return {a.origin + (b.origin - a.origin) * share, 1 / seen};
}

QPainterPath flowSpot(const FlowLayout &layout, const QString &part)
{
    using T = FlowText;
    const auto &nodes = spotNodes();
    const auto &pipes = spotPipes();
    const double scale = layout.scale();
    QPainterPath path;
    const auto rounded = [&](const QRectF &rect, double away) {
        if (!rect.isEmpty())
            path.addRoundedRect(rect.adjusted(-away, -away, away, away), 8 * scale, 8 * scale);
        return path;
    };
    if (const auto node = nodes.find(part); node != nodes.end()) {
        const double away = 7 * scale;
        path.addRoundedRect(layout.node(*node).adjusted(-away, -away, away, away),
            15 * scale + away, 15 * scale + away);
        return path;
    }
    if (const auto pipe = pipes.find(part); pipe != pipes.end()) {
        if (layout.pipe(*pipe).isEmpty())
            return path;
        const double away = 6 * scale;
        const QRectF label = labelOf(layout, *pipe);
        const QRectF line = layout.pipe(*pipe).line().boundingRect();
        if (line.height() < 1) { // straight: one frame around the pipe and what is written at it
            QRectF frame = bounds(layout, *pipe) | label;
            frame.setLeft(line.left() + away); // up to the boxes, not over what they say
            frame.setRight(line.right() - away);
            return rounded(frame, away);
        }
        QPainterPathStroker stroker;
        stroker.setWidth(layout.pipeWidth() + 2 * away);
        stroker.setCapStyle(Qt::RoundCap);
        path = stroker.createStroke(layout.pipe(*pipe).line());
        if (label.isEmpty())
            return path;
        QPainterPath words;
        words.addRoundedRect(label.adjusted(-away, -away / 2, away, away), away, away);
        return path.united(words).simplified();
    }
    if (part == QLatin1String("hit-rate") && !layout.ring().isEmpty()) {
        const double away = 6 * scale;
        path.addEllipse(layout.ring().adjusted(-away, -away, away, away));
        return path;
    }
    if (part == QLatin1String("hit-rate"))
        return rounded(shown(layout, {T::HitRate}), 5 * scale);
    if (part == QLatin1String("hits") || part == QLatin1String("keys"))
        return rounded(shown(layout,
                           part == QLatin1String("keys") && layout.place(T::Keys).isShown()
                               ? std::initializer_list<T>{T::Keys}
                               : std::initializer_list<T>{T::Hits, T::HitsLabel}),
            5 * scale);
    if (part == QLatin1String("misses"))
        return rounded(shown(layout, {T::Misses, T::MissesLabel}), 5 * scale);
    return path;
}

QPainterPath flowLit(const FlowLayout &layout, const QString &part)
{
    std::vector<FlowNode> boxes;
    if (const auto pipe = spotPipes().find(part); pipe != spotPipes().end())
        boxes = endsOf(*pipe);
    else if (!spotNodes().contains(part)) // figures of Redis
        boxes = {FlowNode::Redis};
    const double corner = 15 * layout.scale();
    QPainterPath lit = flowSpot(layout, part);
    for (const FlowNode node : boxes) {
        QPainterPath box;
        box.addRoundedRect(layout.node(node).adjusted(-1, -1, 1, 1), corner, corner);
        lit = lit.united(box);
    }
    return lit;
}

} // namespace tierlens
