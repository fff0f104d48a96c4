// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/flowstyle.h"

#include "theme/contrast.h"
#include "theme/theme.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
using Condition = FlowFigures::Condition;

std::optional<FlowNode> boxOf(FlowText text)
{
    if (text >= FlowText::AppName && text <= FlowText::SlowestLabel)
        return FlowNode::App;
    if (text >= FlowText::RedisName && text <= FlowText::RedisWhy)
        return FlowNode::Redis;
    if (text >= FlowText::PostgresName && text <= FlowText::PostgresWhy)
        return FlowNode::Postgres;
    return std::nullopt;
}

QFont themeFont(FlowText text)
{
    using T = FlowText;
    const Theme &now = theme();
    switch (text) {
    case T::Title:
        return now.title();
    case T::Rate:
    case T::LegendHit:
    case T::LegendMiss:
    case T::LegendWrite:
    case T::LegendInvalidated:
    case T::LegendFailed:
        return now.text13();
    case T::AppName:
    case T::RedisName:
    case T::PostgresName:
        return now.figure(17);
    case T::Typical:
        return now.figure(25);
    case T::Slowest:
        return now.figure(19);
    case T::Hits:
    case T::Misses:
    case T::Queries:
    case T::Avoided:
        return now.figure(22);
    case T::RedisWord:
    case T::PostgresWord:
        return now.figure(20);
    case T::HitRate:
        return now.figure(15);
    case T::AskLabel:
    case T::AnswerLabel:
    case T::MissLabel:
    case T::RowLabel:
    case T::FillLabel:
    case T::WriteLabel:
    case T::InvalidateLabel: {
        QFont font = now.bold13();
        font.setPixelSize(now.small().pixelSize());
        return font;
    }
    case T::Sentence: {
        QFont font = now.text13();
        font.setPixelSize(font.pixelSize() + 1);
        return font;
    }
    default:
        return now.small();
    }
}

// From the back of a room a few large figures are read, not many.
QFont largeFont(FlowText text, bool explained)
{
    using T = FlowText;
    const Theme &now = theme();
    switch (text) {
    case T::AppName:
    case T::RedisName:
    case T::PostgresName:
        return now.figure(18);
    case T::Typical:
    case T::Queries:
        return now.figure(29);
    case T::Hits:
        return now.figure(31);
    case T::Misses:
    case T::Avoided:
        return now.figure(20);
    case T::HitRate: // clear of the ring around it, also at "100.0 %"
        return now.figure(16);
    case T::Slowest: // without a word below it, it is a remark
        return explained ? now.figure(20) : now.bold13();
    case T::AskLabel:
    case T::AnswerLabel:
    case T::MissLabel:
    case T::RowLabel:
    case T::FillLabel:
    case T::WriteLabel:
    case T::InvalidateLabel:
        return now.bold13();
    default:
        return themeFont(text);
    }
}

QString zeros(QString text)
{
    for (QChar &letter : text) {
        if (letter.isDigit())
            letter = QLatin1Char('0');
    }
    return text;
}
} // namespace

QFont FlowStyle::font(FlowText text) const
{
    QFont font = m_figures.large
        ? largeFont(text, !m_figures[FlowText::SlowestLabel].variants.isEmpty())
        : themeFont(text);
    font.setPixelSize(std::max(1, qRound(font.pixelSize() * m_scale)));
    return font;
}

QColor FlowStyle::ground() const { return m_figures.large ? theme().background : theme().panel; }

QColor FlowStyle::ring() const { return m_figures.hitRate < 0.5 ? theme().miss : theme().hit; }

QColor FlowStyle::accent(FlowNode node) const
{
    const Theme &now = theme();
    return node == FlowNode::App ? now.app : node == FlowNode::Redis ? now.redis : now.postgres;
}

QColor FlowStyle::fill(FlowNode node) const
{
    const Theme &now = theme();
    const QColor own = node == FlowNode::App ? now.appFill
        : node == FlowNode::Redis            ? now.redisFill
                                             : now.postgresFill;
    switch (m_figures.condition(node)) {
    case Condition::Up:
        return own;
    case Condition::Starting:
        return blend(ground(), own, 0.6);
    case Condition::Off:
        return blend(ground(), own, 0.35);
    case Condition::Silent:
        return blend(ground(), now.app, 0.10);
    case Condition::Unknown:
    case Condition::Down:
    case Condition::Stopping:
        break;
    }
    return now.raised;
}

QColor FlowStyle::border(FlowNode node) const
{
    const Theme &now = theme();
    switch (m_figures.condition(node)) {
    case Condition::Up:
    case Condition::Starting:
        return accent(node);
    case Condition::Off:
        return blend(ground(), accent(node), 0.55);
    case Condition::Silent:
        return blend(now.app, now.text, 0.35);
    case Condition::Unknown:
    case Condition::Down:
    case Condition::Stopping:
        break;
    }
    return now.dim;
}

QColor FlowStyle::pipe(FlowPipe pipe) const
{
    const Theme &now = theme();
    switch (pipe) {
    case FlowPipe::Ask:
        return now.app;
    case FlowPipe::Answer:
        return now.hit;
    case FlowPipe::Miss:
    case FlowPipe::Back:
        return now.miss;
    case FlowPipe::Row:
    case FlowPipe::Write:
        return now.write;
    case FlowPipe::Invalidate:
        return now.invalidated;
    }
    return now.line;
}

QColor FlowStyle::bed(FlowPipe which, bool lit) const
{
    const Theme &now = theme();
    if (!m_figures.isOpen(which))
        return blend(ground(), now.line, 0.8);
    return blend(ground(), pipe(which), lit ? 0.55 : 0.22);
}

QColor FlowStyle::behind(FlowText text) const
{
    if (const auto box = boxOf(text))
        return fill(*box);
    return text == FlowText::Sentence ? theme().raised : ground();
}

QColor FlowStyle::color(FlowText text) const
{
    const Theme &now = theme();
    switch (m_figures[text].ink) {
    case FlowInk::Usual:
        break;
    case FlowInk::Plain:
        return readable(now.text, behind(text));
    case FlowInk::Dim:
        return readable(now.dim, behind(text));
    case FlowInk::Good:
        return readable(now.hit, behind(text));
    case FlowInk::Attention:
        return readable(now.miss, behind(text));
    case FlowInk::Write:
        return readable(now.write, behind(text));
    case FlowInk::Redis:
        return readable(now.redis, behind(text));
    case FlowInk::Postgres:
        return readable(now.postgres, behind(text));
    }
    return readable(wanted(text), behind(text));
}

QColor FlowStyle::wanted(FlowText text) const
{
    using T = FlowText;
    const Theme &now = theme();
    QColor wanted = now.dim;
    switch (text) {
    case T::Title:
    case T::Typical:
    case T::HitRate:
    case T::Sentence:
        wanted = m_figures.paused && text == T::Typical ? now.dim : now.text;
        break;
    case T::AppName:
        wanted = now.app;
        break;
    case T::RedisName:
    case T::PostgresName: {
        const auto node = text == T::RedisName ? FlowNode::Redis : FlowNode::Postgres;
        const bool alive = m_figures.answers(node)
            || m_figures.condition(node) == Condition::Starting
            || m_figures.condition(node) == Condition::Off;
        wanted = alive ? accent(node) : now.dim;
        break;
    }
    case T::Hits:
    case T::Avoided:
        wanted = now.hit;
        break;
    case T::Slowest:
    case T::Misses:
        wanted = now.miss;
        break;
    case T::Queries:
        wanted = now.postgres;
        break;
    case T::RedisWord:
    case T::PostgresWord: {
        const auto node = text == T::RedisWord ? FlowNode::Redis : FlowNode::Postgres;
        const auto condition = m_figures.condition(node);
        wanted = condition == Condition::Down ? now.invalidated
            : condition == Condition::Silent  ? blend(now.app, now.text, 0.35)
                                              : now.text;
        break;
    }
    case T::AnswerLabel:
        wanted = m_figures.isOpen(FlowPipe::Answer) ? now.hit : now.dim;
        break;
    case T::MissLabel:
        wanted = m_figures.isOpen(FlowPipe::Miss) ? now.miss : now.dim;
        break;
    case T::RowLabel:
        wanted = m_figures.isOpen(FlowPipe::Row) ? now.postgres : now.dim;
        break;
    case T::FillLabel:
        wanted = m_figures.isOpen(FlowPipe::Row) ? now.write : now.dim;
        break;
    case T::WriteLabel:
        wanted = m_figures.isOpen(FlowPipe::Write) ? now.write : now.dim;
        break;
    case T::InvalidateLabel:
        wanted = m_figures.isOpen(FlowPipe::Invalidate) ? now.invalidated : now.dim;
        break;
    default:
        break;
    }
    return wanted;
}

FlowLayout::Extents FlowStyle::extents() const
{
    FlowLayout::Extents extents{};
    for (std::size_t i = 0; i < FlowTextCount; ++i) {
        const FlowLine &line = m_figures.lines[i];
        if (line.variants.isEmpty())
            continue;
        const auto text = static_cast<FlowText>(i);
        const QFont normal = font(text);
        const QFontMetricsF metrics(normal);
        FlowLayout::Extent &extent = extents[i];
        extent.ascent = metrics.ascent();
        extent.descent = metrics.descent();
        extent.count
            = int(std::min<qsizetype>(line.variants.size(), FlowLayout::Extent::MaxVariants));
        double stronger = 0;
        if (!line.strong.isEmpty()) {
            QFont bold = normal;
            bold.setWeight(QFont::Bold);
            const QString strong = zeros(line.strong);
            stronger
                = QFontMetricsF(bold).horizontalAdvance(strong) - metrics.horizontalAdvance(strong);
        }
        for (int v = 0; v < extent.count; ++v)
            extent.widths[static_cast<std::size_t>(v)]
                = std::ceil(metrics.horizontalAdvance(zeros(line.variants.at(v))) + stronger) + 1;
    }
    return extents;
}

} // namespace tierlens
