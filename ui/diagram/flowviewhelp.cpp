// SPDX-License-Identifier: GPL-3.0-or-later
// FlowView's topics of the help: what each text, box and pipe is about.
#include "diagram/flowview.h"

namespace tierlens {

QString FlowView::helpTopicOf(FlowText text)
{
    switch (text) {
    case FlowText::Title:
        return QStringLiteral("scenarios");
    case FlowText::Rate:
        return QStringLiteral("request-rate");
    case FlowText::LegendHit:
    case FlowText::LegendMiss:
    case FlowText::LegendWrite:
    case FlowText::LegendInvalidated:
    case FlowText::LegendFailed:
        return QStringLiteral("outcome");
    case FlowText::AppName:
    case FlowText::AppAbout:
        return QStringLiteral("box-app");
    case FlowText::Typical:
    case FlowText::TypicalLabel:
        return QStringLiteral("answer-p50");
    case FlowText::Slowest:
    case FlowText::SlowestLabel:
        return QStringLiteral("answer-p99");
    case FlowText::RedisName:
    case FlowText::RedisAbout:
        return QStringLiteral("box-redis");
    case FlowText::Hits:
    case FlowText::HitsLabel:
        return QStringLiteral("hits");
    case FlowText::Misses:
    case FlowText::MissesLabel:
        return QStringLiteral("misses");
    case FlowText::HitRate:
    case FlowText::HitRateLabel:
        return QStringLiteral("hit-rate");
    case FlowText::Keys:
        return QStringLiteral("redis-keys");
    case FlowText::Disk:
        return QStringLiteral("redis-disk");
    case FlowText::RedisWord:
    case FlowText::RedisWhy:
    case FlowText::PostgresWord:
    case FlowText::PostgresWhy:
        return QStringLiteral("trouble");
    case FlowText::PostgresName:
    case FlowText::PostgresAbout:
        return QStringLiteral("box-postgres");
    case FlowText::Queries:
    case FlowText::QueriesLabel:
        return QStringLiteral("queries");
    case FlowText::Avoided:
    case FlowText::AvoidedLabel:
        return QStringLiteral("avoided");
    case FlowText::Rows:
        return QStringLiteral("postgres-rows");
    case FlowText::Wal:
        return QStringLiteral("wal");
    case FlowText::Buffers:
        return QStringLiteral("demo-buffer-hits");
    case FlowText::Up:
        return QStringLiteral("postgres-up");
    case FlowText::AnswerLabel:
        return QStringLiteral("hit-time");
    case FlowText::RowLabel:
        return QStringLiteral("row-time");
    case FlowText::FillLabel:
        return QStringLiteral("fill-time");
    case FlowText::AskLabel:
    case FlowText::MissLabel:
    case FlowText::WriteLabel:
    case FlowText::InvalidateLabel:
        return QStringLiteral("flow-diagram");
    case FlowText::Sentence:
        return QStringLiteral("faster");
    case FlowText::DotNote:
        break;
    }
    return QStringLiteral("dots");
}

QString FlowView::helpTopicOf(FlowNode node)
{
    return node == FlowNode::App  ? QStringLiteral("box-app")
        : node == FlowNode::Redis ? QStringLiteral("box-redis")
                                  : QStringLiteral("box-postgres");
}

QString FlowView::helpTopicAt(QPoint place) const
{
    const QPointF position = m_camera.toPicture(QPointF(place));
    if (const auto text = m_layout.textAt(position))
        return helpTopicOf(*text);
    if (m_layout.ring().contains(position))
        return helpTopicOf(FlowText::HitRate);
    if (const auto node = m_layout.nodeAt(position))
        return helpTopicOf(*node);
    return QStringLiteral("flow-diagram");
}

QString FlowView::helpTopicInFocus() const { return helpTopicOf(m_focusNode); }

} // namespace tierlens
