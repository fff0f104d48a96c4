// SPDX-License-Identifier: GPL-3.0-or-later
#include "flowlayout/flowlayout.h"

#include <algorithm>
#include <initializer_list>

namespace tierlens {

namespace {
// The picture is designed at this size; everything below is in its units.
constexpr double DesignWidth = 931, DesignHeight = 431;
constexpr double LargeDesignHeight = 345; // without header and footer
constexpr double LeastScale = 0.92; // 12 px texts become 11 px, no less
constexpr double Margin = 22, LargeMargin = 33;
constexpr double HeaderHeight = 46, HeaderMiddle = 25;
constexpr double FooterHeight = 34, FooterMargin = 14;
constexpr double ArcBand = 44;
constexpr double BowlBand = 64, LeastBowlBand = 44;
constexpr double BoxHeight = 229, LeastBoxHeight = 158;
constexpr std::array<double, FlowNodeCount> BoxWidths{172, 238, 226};
constexpr double PipeWidths = 251; // both gaps between the boxes
constexpr double LeastPipe = 50;
constexpr double FirstPipeShare = 0.565;
constexpr double LegendSymbol = 11, LegendGap = 7;

constexpr std::initializer_list<FlowText> Legends{FlowText::LegendFailed,
    FlowText::LegendInvalidated, FlowText::LegendWrite, FlowText::LegendMiss, FlowText::LegendHit};
} // namespace

double FlowLayout::scaleFor(QSizeF size, bool large)
{
    const double height = large ? LargeDesignHeight : DesignHeight;
    return std::max(LeastScale, std::min(size.width() / DesignWidth, size.height() / height));
}

FlowLayout::FlowLayout(QSizeF size, const Extents &texts, bool pastRedis, bool large)
    : m_size(size)
    , m_scale(scaleFor(size, large))
    , m_texts(texts)
    , m_pastRedis(pastRedis)
    , m_large(large)
{
    const double top = header();
    const double bottom = footer();
    boxes(top, bottom);
    pipes();
    appTexts();
    redisTexts();
    postgresTexts();
    pipeLabels(top);
    writeLabel();
}

double FlowLayout::margin() const { return px(m_large ? LargeMargin : Margin); }

int FlowLayout::fitting(FlowText text, double width) const
{
    const Extent &of = extent(text);
    for (int i = 0; i < of.count; ++i) {
        if (of.widths[static_cast<std::size_t>(i)] <= width)
            return i;
    }
    return -1;
}

void FlowLayout::put(FlowText text, double x, double middle, double width, int variant)
{
    const Extent &of = extent(text);
    Place &place = m_places[indexOf(text)];
    place.rect = QRectF(x, middle - of.height() / 2, width, of.height());
    place.baseline = place.rect.top() + of.ascent;
    place.variant = variant;
}

void FlowLayout::putCentred(FlowText text, double x, double middle, double room)
{
    const int variant = fitting(text, room);
    if (variant < 0)
        return;
    const double width = extent(text).widths[static_cast<std::size_t>(variant)];
    put(text, x - width / 2, middle, width, variant);
}

double FlowLayout::header()
{
    const double left = margin(), right = m_size.width() - left, middle = px(HeaderMiddle);
    const double title = extent(FlowText::Title).widths[0];
    double legend = 0;
    for (const FlowText text : Legends) {
        if (extent(text).count > 0)
            legend += px(LegendSymbol + LegendGap);
    }
    if (title <= 0 && legend <= 0)
        return px(FooterMargin);

    // Long wordings with wide gaps first, then short ones, then a legend without room is left out.
    const auto legendWidth = [&](bool brief, double gap) {
        double width = legend - gap;
        for (const FlowText text : Legends) {
            const Extent &of = extent(text);
            if (of.count > 0)
                width += of.widths[brief ? static_cast<std::size_t>(of.count) - 1 : 0] + gap;
        }
        return width;
    };
    const double rest = right - left - title - (title > 0 ? px(24) : 0);
    bool brief = false;
    double gap = px(22);
    const double rateLeast = extent(FlowText::Rate).count > 0
        ? extent(FlowText::Rate).widths[static_cast<std::size_t>(extent(FlowText::Rate).count) - 1]
            + px(24)
        : 0;
    if (legendWidth(false, gap) + rateLeast > rest)
        gap = px(14);
    if (legendWidth(false, gap) + rateLeast > rest)
        brief = true;
    double x = right;
    if (legendWidth(brief, gap) <= rest) {
        for (const FlowText text : Legends) {
            const Extent &of = extent(text);
            if (of.count == 0)
                continue;
            const int variant = brief ? of.count - 1 : 0;
            const double width = of.widths[static_cast<std::size_t>(variant)];
            put(text, x - width, middle, width, variant);
            x -= width + px(LegendSymbol + LegendGap) + gap;
        }
        x += gap;
    }
    if (title > 0)
        put(FlowText::Title, left, middle, std::min(title, right - left), 0);
    const double from = left + title + (title > 0 ? px(22) : 0);
    const int rate = fitting(FlowText::Rate, x - px(24) - from);
    if (rate >= 0)
        put(FlowText::Rate, from, middle,
            extent(FlowText::Rate).widths[static_cast<std::size_t>(rate)], rate);
    return px(HeaderHeight);
}

double FlowLayout::footer()
{
    const Extent &sentence = extent(FlowText::Sentence), &note = extent(FlowText::DotNote);
    const double bottom = m_size.height() - px(FooterMargin);
    if (sentence.count == 0 && note.count == 0)
        return bottom;
    const double left = margin(), right = m_size.width() - left, pad = px(14);
    const double top = bottom - px(FooterHeight), middle = top + px(FooterHeight) / 2;
    const auto widthOf = [](const Extent &of, int variant) {
        return of.count == 0 ? 0.0 : of.widths[static_cast<std::size_t>(variant)];
    };
    // What is shortened first: the sentence's second half, then the note, then the sentence.
    const int sentences = std::max(1, sentence.count), notes = std::max(1, note.count);
    for (int shorter = 0; shorter <= sentences + notes - 2; ++shorter) {
        for (int s = std::min(shorter, sentences - 1); s >= 0; --s) {
            const int n = shorter - s;
            const double said = widthOf(sentence, s) + 2 * pad, noted = widthOf(note, n);
            if (n >= notes || said + noted + px(20) > right - left)
                continue;
            if (sentence.count > 0) {
                m_sentenceBox = QRectF(left, top, said, px(FooterHeight));
                put(FlowText::Sentence, left + pad, middle, said - 2 * pad, s);
            }
            if (note.count > 0)
                put(FlowText::DotNote, right - noted, middle, noted, n);
            return top;
        }
    }
    const int s = fitting(FlowText::Sentence, right - left - 2 * pad);
    if (s >= 0) {
        m_sentenceBox = QRectF(left, top, widthOf(sentence, s) + 2 * pad, px(FooterHeight));
        put(FlowText::Sentence, left + pad, middle, widthOf(sentence, s), s);
    }
    return top;
}

std::array<double, FlowNodeCount> FlowLayout::leastBoxWidths(bool brief) const
{
    const auto widest = [&](std::initializer_list<FlowText> texts) {
        double width = 0;
        for (const FlowText text : texts) {
            const Extent &of = extent(text);
            if (of.count > 0)
                width = std::max(
                    width, of.widths[brief ? static_cast<std::size_t>(of.count) - 1 : 0]);
        }
        return width;
    };
    using T = FlowText;
    const double ring = std::max(px(LeastRing), widest({T::HitRate}) / RingText + 1);
    return {boxWidthFor(widest({T::AppName, T::Typical, T::Slowest})),
        boxWidthFor(std::max(widest({T::RedisName, T::RedisWord}),
            widest({T::Hits, T::Misses}) + px(RingGap) + ring)),
        boxWidthFor(widest({T::PostgresName, T::PostgresWord, T::Queries, T::Avoided}))};
}

void FlowLayout::boxWidths()
{
    const double all = m_size.width() - 2 * margin();
    const double share = all / (BoxWidths[0] + BoxWidths[1] + BoxWidths[2] + PipeWidths);
    const double room = all - 2 * px(LeastPipe);
    // Figures in full if there is room for them, otherwise in their shortest wording.
    std::array<double, FlowNodeCount> widths{};
    double sum = 0;
    for (const bool brief : {false, true}) {
        const auto least = leastBoxWidths(brief);
        sum = 0;
        for (std::size_t i = 0; i < FlowNodeCount; ++i) {
            widths[i] = std::max(std::min(BoxWidths[i] * share, px(BoxWidths[i] * 1.25)), least[i]);
            sum += widths[i];
        }
        if (sum <= room)
            break;
    }
    if (sum > room) {
        for (double &width : widths)
            width *= room / sum;
        sum = room;
    }
    const double gaps = all - sum;
    double x = margin();
    for (std::size_t i = 0; i < FlowNodeCount; ++i) {
        m_nodes[i] = QRectF(std::round(x), 0, std::round(widths[i]), 0);
        x += widths[i] + gaps * (i == 0 ? FirstPipeShare : 1 - FirstPipeShare);
    }
}

void FlowLayout::boxes(double top, double bottom)
{
    boxWidths();
    double arc = px(ArcBand), bowl = px(BowlBand), box = px(BoxHeight);
    const double spare = bottom - top - arc - bowl - box;
    if (spare >= 0) {
        const double taller = std::min(spare * 0.6, px(BoxHeight) * 0.4);
        box += taller;
        arc += (spare - taller) * 0.45;
        bowl += (spare - taller) * 0.55;
    } else {
        double missing = -spare;
        const auto take = [&missing](double &from, double least) {
            const double taken = std::min(missing, std::max(0.0, from - least));
            from -= taken;
            missing -= taken;
        };
        take(box, px(LeastBoxHeight));
        take(arc, px(LeastArcBand));
        take(bowl, px(LeastBowlBand));
        take(box, px(40));
    }
    const double y = std::round(top + arc), height = std::round(box);
    const double inset = std::min(px(22), height * 0.09);
    for (std::size_t i = 0; i < FlowNodeCount; ++i) {
        const double less = i == indexOf(FlowNode::App) ? inset : 0;
        m_nodes[i] = QRectF(m_nodes[i].x(), std::round(y + less), m_nodes[i].width(),
            std::round(height - 2 * less));
    }
    m_bowlBottom = y + height + bowl;
}

QRectF FlowLayout::legendSymbol(FlowText legend) const
{
    const Place &of = place(legend);
    if (!of.isShown())
        return {};
    const double side = px(LegendSymbol);
    return {of.rect.left() - px(LegendGap) - side, of.rect.center().y() - side / 2, side, side};
}

std::optional<FlowNode> FlowLayout::nodeAt(QPointF point) const
{
    for (std::size_t i = 0; i < FlowNodeCount; ++i) {
        if (m_nodes[i].contains(point))
            return static_cast<FlowNode>(i);
    }
    return std::nullopt;
}

std::optional<FlowPipe> FlowLayout::pipeAt(QPointF point) const
{
    const double reach = pipeWidth() / 2 + px(3);
    std::optional<FlowPipe> nearest;
    double least = reach * reach;
    for (std::size_t i = 0; i < FlowPipeCount; ++i) {
        if (m_pipes[i].isEmpty()
            || !m_pipes[i]
                    .line()
                    .boundingRect()
                    .adjusted(-reach, -reach, reach, reach)
                    .contains(point))
            continue;
        for (int step = 0; step <= 200; ++step) {
            const QPointF away = m_pipes[i].at(step / 200.0) - point;
            const double distance = QPointF::dotProduct(away, away);
            if (distance < least) {
                least = distance;
                nearest = static_cast<FlowPipe>(i);
            }
        }
    }
    return nearest;
}

std::optional<FlowText> FlowLayout::textAt(QPointF point) const
{
    for (std::size_t i = 0; i < FlowTextCount; ++i) {
        if (m_places[i].isShown() && m_places[i].rect.contains(point))
            return static_cast<FlowText>(i);
    }
    return std::nullopt;
}

} // namespace tierlens
