// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/flowcamera.h"

#include <QHash>

#include <algorithm>
#include <cmath>

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
    static const QHash<QString, FlowNode> nodes{{QStringLiteral("app"), FlowNode::App},
        {QStringLiteral("redis"), FlowNode::Redis},
        {QStringLiteral("postgres"), FlowNode::Postgres}};
    static const QHash<QString, FlowPipe> pipes{{QStringLiteral("ask"), FlowPipe::Ask},
        {QStringLiteral("answer"), FlowPipe::Answer}, {QStringLiteral("miss"), FlowPipe::Miss},
        {QStringLiteral("row"), FlowPipe::Row}, {QStringLiteral("write"), FlowPipe::Write},
        {QStringLiteral("invalidate"), FlowPipe::Invalidate}};
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
        QPainterPathStroker stroker;
        stroker.setWidth(layout.pipeWidth() + 12 * scale);
        stroker.setCapStyle(Qt::RoundCap);
        return stroker.createStroke(layout.pipe(*pipe).line());
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

} // namespace tierlens
