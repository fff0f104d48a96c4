// SPDX-License-Identifier: GPL-3.0-or-later
// FlowLayout's pipes between the boxes, and what is written beside them.
#include "flowlayout/flowlayout.h"

#include <algorithm>

namespace tierlens {

FlowPath FlowLayout::bowl(double lowest, double inset) const
{
    const QRectF &app = node(FlowNode::App), &postgres = node(FlowNode::Postgres);
    const QPointF from(app.center().x() - inset, app.bottom());
    const QPointF to(postgres.center().x() + inset, postgres.bottom());
    const double span = to.x() - from.x();
    // A cubic with both control points at one height is lowest near its middle.
    const double control = (lowest - (from.y() + to.y()) / 8) / 0.75;
    QPainterPath line(from);
    line.cubicTo(from.x() + span * 0.06, control, to.x() - span * 0.06, control, to.x(), to.y());
    return FlowPath(line);
}

void FlowLayout::pipes()
{
    const QRectF &app = node(FlowNode::App), &redis = node(FlowNode::Redis),
                 &postgres = node(FlowNode::Postgres);
    const double upper = std::round(redis.top() + redis.height() * 0.37);
    const double lower = std::round(redis.top() + redis.height() * 0.62);
    const auto straight = [](double fromX, double toX, double y) {
        QPainterPath line(QPointF(fromX, y));
        line.lineTo(toX, y);
        return FlowPath(line);
    };
    m_pipes[indexOf(FlowPipe::Ask)] = straight(app.right(), redis.left(), upper);
    m_pipes[indexOf(FlowPipe::Answer)] = straight(redis.left(), app.right(), lower);
    m_pipes[indexOf(FlowPipe::Miss)] = straight(redis.right(), postgres.left(), upper);
    m_pipes[indexOf(FlowPipe::Row)] = straight(postgres.left(), redis.right(), lower);

    const double lane = pipeWidth() + px(2);
    const double outer = m_bowlBottom - px(7) - pipeWidth() / 2;
    m_pipes[indexOf(FlowPipe::Write)] = bowl(m_pastRedis ? outer - lane : outer - px(3), 0);
    if (m_pastRedis)
        m_pipes[indexOf(FlowPipe::Back)] = FlowPath(bowl(outer, lane).line().toReversed());

    const double peakRoom = redis.top() - px(LeastArcBand - 6);
    const QPointF from(postgres.left() + postgres.width() * 0.18, postgres.top());
    const QPointF to(redis.right() - redis.width() * 0.16, redis.top());
    const double rise = std::clamp(redis.top() - peakRoom, px(14), px(24));
    const double control = redis.top() - rise / 0.75;
    const double lean = (from.x() - to.x()) * 0.1;
    QPainterPath arc(from);
    arc.cubicTo(from.x() - lean, control, to.x() + lean, control, to.x(), to.y());
    m_pipes[indexOf(FlowPipe::Invalidate)] = FlowPath(arc);
}

void FlowLayout::pipeLabels(double headerBottom)
{
    const double away = pipeWidth() / 2 + px(5);
    const auto label = [&](FlowText text, FlowPipe pipe, double offset) {
        const FlowPath &path = m_pipes[indexOf(pipe)];
        const QPointF middle = path.at(0.5);
        const double height = extent(text).height();
        putCentred(text, middle.x(), middle.y() + offset + (offset < 0 ? -height / 2 : height / 2),
            path.length() - px(6));
    };
    label(FlowText::AskLabel, FlowPipe::Ask, -away);
    label(FlowText::MissLabel, FlowPipe::Miss, -away);
    label(FlowText::AnswerLabel, FlowPipe::Answer, away);
    label(FlowText::RowLabel, FlowPipe::Row, away);
    label(FlowText::FillLabel, FlowPipe::Row, away + extent(FlowText::RowLabel).height() + px(1));

    const QPointF peak = m_pipes[indexOf(FlowPipe::Invalidate)].at(0.5);
    const double height = extent(FlowText::InvalidateLabel).height();
    const double bottom = peak.y() - pipeWidth() / 2 - px(2);
    if (bottom - height >= headerBottom - px(12))
        putCentred(FlowText::InvalidateLabel, peak.x(), bottom - height / 2, px(160));
}

void FlowLayout::writeLabel()
{
    const QRectF &redis = node(FlowNode::Redis);
    const FlowPath &path = m_pipes[indexOf(FlowPipe::Write)];
    const Extent &of = extent(FlowText::WriteLabel);
    for (int i = 0; i < of.count; ++i) {
        const double width = of.widths[static_cast<std::size_t>(i)];
        const QRectF wanted(redis.center().x() - width / 2, 0, width, of.height());
        // The curve rises towards its ends, so its highest point above the text's width counts.
        double highest = m_size.height();
        for (int step = 0; step <= 600; ++step) {
            const QPointF point = path.at(step / 600.0);
            if (point.x() >= wanted.left() - px(4) && point.x() <= wanted.right() + px(4))
                highest = std::min(highest, point.y());
        }
        const double bottom = highest - pipeWidth() / 2 - px(1);
        if (bottom - of.height() < redis.bottom() + px(1))
            continue;
        const double middle
            = std::max((redis.bottom() + bottom) / 2, bottom - px(4) - of.height() / 2);
        put(FlowText::WriteLabel, wanted.x(), middle, width, i);
        return;
    }
}

} // namespace tierlens
