// SPDX-License-Identifier: GPL-3.0-or-later
// What FlowFigures says about boxes and pipes as a whole.
#include "flowtexts/flowfigures.h"

namespace tierlens {

using Condition = FlowFigures::Condition;

namespace {
QString inWords(Condition condition, const QString &server)
{
    switch (condition) {
    case Condition::Unknown:
        break;
    case Condition::Starting:
        return FlowFigures::tr("%1 is starting").arg(server);
    case Condition::Up:
        return FlowFigures::tr("%1 answers").arg(server);
    case Condition::Silent:
        return FlowFigures::tr("%1 does not answer").arg(server);
    case Condition::Down:
        return FlowFigures::tr("%1 is down").arg(server);
    case Condition::Stopping:
        return FlowFigures::tr("%1 is stopping").arg(server);
    case Condition::Off:
        return FlowFigures::tr("%1 is not used").arg(server);
    }
    return FlowFigures::tr("nothing is known of %1 yet").arg(server);
}

QString joined(const FlowFigures &figures, std::initializer_list<std::pair<FlowText, FlowText>> of)
{
    QStringList parts;
    for (const auto &[figure, label] : of) {
        if (figures[figure].variants.isEmpty())
            continue;
        auto part = figures[figure].variants.first();
        if (label != figure && !figures[label].variants.isEmpty())
            part += QLatin1Char(' ') + figures[label].variants.first();
        parts << part;
    }
    return parts.join(QStringLiteral(", "));
}
} // namespace

Condition FlowFigures::condition(FlowNode node) const
{
    switch (node) {
    case FlowNode::App:
        return Condition::Up;
    case FlowNode::Redis:
        return redis;
    case FlowNode::Postgres:
        return postgres;
    }
    return Condition::Unknown;
}

bool FlowFigures::isOpen(FlowPipe pipe) const
{
    switch (pipe) {
    case FlowPipe::Ask:
    case FlowPipe::Answer:
        return answers(FlowNode::Redis);
    case FlowPipe::Write:
    case FlowPipe::Back:
        return answers(FlowNode::Postgres);
    case FlowPipe::Miss:
    case FlowPipe::Row:
    case FlowPipe::Invalidate:
        return answers(FlowNode::Redis) && answers(FlowNode::Postgres);
    }
    return false;
}

QString FlowFigures::name(FlowNode node) const
{
    switch (node) {
    case FlowNode::App:
        return tr("App");
    case FlowNode::Redis:
        return tr("Redis, short-term memory");
    case FlowNode::Postgres:
        return tr("PostgreSQL, long-term memory");
    }
    return {};
}

QString FlowFigures::description(FlowNode node) const
{
    using T = FlowText;
    switch (node) {
    case FlowNode::App:
        return joined(*this,
            {{T::AppAbout, T::AppAbout}, {T::Typical, T::TypicalLabel},
                {T::Slowest, T::SlowestLabel}});
    case FlowNode::Redis: {
        auto text = joined(*this,
            {{T::RedisWord, T::RedisWord}, {T::RedisWhy, T::RedisWhy}, {T::Hits, T::HitsLabel},
                {T::Misses, T::MissesLabel}, {T::Keys, T::Keys}, {T::Disk, T::Disk}});
        const auto &rate = (*this)[T::HitRate].variants;
        return rate.isEmpty() ? text : tr("hit rate %1, %2").arg(rate.first(), text);
    }
    case FlowNode::Postgres:
        return joined(*this,
            {{T::PostgresWord, T::PostgresWord}, {T::PostgresWhy, T::PostgresWhy},
                {T::Queries, T::QueriesLabel}, {T::Avoided, T::AvoidedLabel}, {T::Rows, T::Rows},
                {T::Wal, T::Wal}, {T::Buffers, T::Buffers}, {T::Up, T::Up}});
    }
    return {};
}

QString FlowFigures::summary() const
{
    QStringList said{
        inWords(redis, QStringLiteral("Redis")), inWords(postgres, QStringLiteral("PostgreSQL"))};
    if (const auto &rate = (*this)[FlowText::HitRate].variants; !rate.isEmpty())
        said << tr("hit rate %1").arg(rate.first());
    if (const auto &sentence = (*this)[FlowText::Sentence].variants; !sentence.isEmpty())
        said << sentence.first();
    return said.join(QStringLiteral("; "));
}

QString FlowFigures::name(FlowPipe pipe) const
{
    switch (pipe) {
    case FlowPipe::Ask:
        return tr("App asks Redis");
    case FlowPipe::Answer:
        return tr("Redis answers the app");
    case FlowPipe::Miss:
        return tr("Miss: Redis to PostgreSQL");
    case FlowPipe::Row:
        return tr("Row and fill: PostgreSQL to Redis");
    case FlowPipe::Write:
        return tr("App to PostgreSQL, past Redis");
    case FlowPipe::Back:
        return tr("PostgreSQL to app, past Redis");
    case FlowPipe::Invalidate:
        return tr("Invalidate: PostgreSQL to Redis");
    }
    return {};
}

QString FlowFigures::description(FlowPipe pipe) const
{
    using T = FlowText;
    static constexpr std::array labels{T::AskLabel, T::AnswerLabel, T::MissLabel, T::RowLabel,
        T::WriteLabel, T::WriteLabel, T::InvalidateLabel};
    const auto label = labels[indexOf(pipe)];
    auto text = joined(*this, {{label, label}});
    if (pipe == FlowPipe::Row)
        text = joined(*this, {{T::RowLabel, T::RowLabel}, {T::FillLabel, T::FillLabel}});
    if (!isOpen(pipe))
        return text.isEmpty() ? tr("not in use") : tr("%1; not in use").arg(text);
    return text;
}

} // namespace tierlens
