// SPDX-License-Identifier: GPL-3.0-or-later
// FlowLayout's texts inside the boxes.
#include "flowlayout/flowlayout.h"

#include <algorithm>

namespace tierlens {

namespace {
constexpr double FullRing = 84;
constexpr double SideShare = 0.095; // of a box, left and right of its texts
// What stays longest has the highest number.
enum Priority { Least = 1, Low, Middle, High, Always };
} // namespace

double FlowLayout::sidePadding(double boxWidth) const
{
    return std::clamp(boxWidth * SideShare, px(10), px(18));
}

double FlowLayout::boxWidthFor(double content) const
{
    const double wide = content / (1 - 2 * SideShare);
    return std::max(content + 2 * px(10), std::min(wide, content + 2 * px(18))) + 2;
}

QRectF FlowLayout::inside(FlowNode which) const
{
    const QRectF &box = node(which);
    const double side = sidePadding(box.width());
    const double above = std::clamp(box.height() * 0.06, px(8), px(16));
    return box.adjusted(side, above, -side, -above * 0.9);
}

void FlowLayout::addLine(
    FlowColumn &column, const QRectF &inner, FlowText text, double gap, int priority, bool atBottom)
{
    const Extent &of = extent(text);
    const bool isLabel = text == FlowText::TypicalLabel || text == FlowText::SlowestLabel
        || text == FlowText::HitsLabel || text == FlowText::MissesLabel
        || text == FlowText::QueriesLabel || text == FlowText::AvoidedLabel;
    if (isLabel && fitting(static_cast<FlowText>(indexOf(text) - 1), inner.width()) < 0)
        return; // a word without its figure says nothing
    if (fitting(text, inner.width()) >= 0)
        column.add({static_cast<int>(text), of.height(), px(gap), priority, atBottom});
}

void FlowLayout::stack(const QRectF &inner, FlowColumn &column)
{
    column.arrange(inner.top(), inner.height());
    for (const auto &line : column.lines()) {
        const auto text = static_cast<FlowText>(line.id);
        const int variant = fitting(text, inner.width());
        if (variant >= 0)
            put(text, inner.left(), line.top + line.height / 2,
                extent(text).widths[static_cast<std::size_t>(variant)], variant);
    }
}

// Where there is no height for the words below their figures, they stand beside them.
bool FlowLayout::wantsWordsBeside(
    FlowColumn column, const QRectF &inner, std::initializer_list<FlowText> figures) const
{
    if (m_large)
        return false;
    column.arrange(inner.top(), inner.height());
    return std::any_of(figures.begin(), figures.end(), [this, &column](FlowText figure) {
        const auto word = static_cast<FlowText>(indexOf(figure) + 1);
        return extent(word).count > 0 && column.topOf(static_cast<int>(word)) < 0;
    });
}

// A figure whose word has no room at all is left out: nobody would know what it counts.
void FlowLayout::putWordsBeside(const QRectF &inner, std::initializer_list<FlowText> figures)
{
    for (const FlowText figure : figures) {
        const auto word = static_cast<FlowText>(indexOf(figure) + 1);
        Place &of = m_places[indexOf(figure)];
        if (!of.isShown() || extent(word).count == 0)
            continue;
        const double left = of.rect.right() + px(6);
        const int variant = fitting(word, inner.right() - left);
        if (variant < 0) {
            of = {};
            continue;
        }
        const Extent &size = extent(word);
        put(word, left, of.baseline - size.ascent + size.height() / 2,
            size.widths[static_cast<std::size_t>(variant)], variant);
    }
}

void FlowLayout::appTexts()
{
    const QRectF inner = inside(FlowNode::App);
    FlowColumn column;
    addLine(column, inner, FlowText::AppName, 0, Always);
    addLine(column, inner, FlowText::AppAbout, 3, Low);
    addLine(column, inner, FlowText::Typical, 18, Always);
    addLine(column, inner, FlowText::TypicalLabel, 1, High);
    addLine(column, inner, FlowText::Slowest, m_large ? 20 : 13, Middle);
    addLine(column, inner, FlowText::SlowestLabel, 1, Middle);
    stack(inner, column);
}

// A server without figures: one big word, and below it the sentence that explains it, in as many
// lines as there is room for.
void FlowLayout::placeState(FlowColumn &column, const QRectF &inner, FlowText word, FlowText why)
{
    addLine(column, inner, word, 22, Always);
    stack(inner, column);
    const Extent &of = extent(why);
    const double top = column.bottomOf(static_cast<int>(word)) + px(4);
    const int lines = of.count == 0 ? 0 : static_cast<int>((inner.bottom() - top) / of.height());
    if (lines < 1)
        return;
    Place &place = m_places[indexOf(why)];
    place.rect = QRectF(inner.left(), top, inner.width(), lines * of.height());
    place.baseline = top + of.ascent;
    place.variant = 0;
    place.wraps = true;
}

void FlowLayout::redisTexts()
{
    const QRectF inner = inside(FlowNode::Redis);
    FlowColumn column;
    addLine(column, inner, FlowText::RedisName, 0, Always);
    addLine(column, inner, FlowText::RedisAbout, 3, Middle);
    if (extent(FlowText::RedisWord).count > 0)
        return placeState(column, inner, FlowText::RedisWord, FlowText::RedisWhy);
    const auto withFigures = [&](bool beside) {
        FlowColumn whole = column;
        addLine(whole, inner, FlowText::Hits, 20, Always);
        if (!beside)
            addLine(whole, inner, FlowText::HitsLabel, 1, High);
        addLine(whole, inner, FlowText::Misses, m_large ? 24 : 6, Always);
        if (!beside)
            addLine(whole, inner, FlowText::MissesLabel, 1, High);
        addLine(whole, inner, FlowText::Keys, 12, Low, true);
        addLine(whole, inner, FlowText::Disk, 4, Least, extent(FlowText::Keys).count == 0);
        return whole;
    };
    const auto figures = {FlowText::Hits, FlowText::Misses};
    const bool beside = wantsWordsBeside(withFigures(false), inner, figures);
    column = withFigures(beside);
    stack(inner, column);
    if (beside)
        putWordsBeside(inner, figures);

    const Extent &rate = extent(FlowText::HitRate);
    if (rate.count == 0 || extent(FlowText::Hits).count == 0)
        return;
    // What is said about the figures must leave the ring its place.
    for (const FlowText text : {FlowText::HitsLabel, FlowText::MissesLabel}) {
        const int variant = fitting(text, inner.width() - px(RingGap) - px(FullRing));
        if (m_large && place(text).isShown() && variant > place(text).variant)
            put(text, inner.left(), place(text).rect.center().y(),
                extent(text).widths[static_cast<std::size_t>(variant)], variant);
    }
    // Left of the ring the figures and their words, which are the same for hits and misses.
    double edge = 0;
    for (const FlowText text :
        {FlowText::Hits, FlowText::HitsLabel, FlowText::Misses, FlowText::MissesLabel}) {
        if (place(text).isShown())
            edge = std::max(edge, place(text).rect.right());
    }
    const double top = place(FlowText::Hits).rect.top();
    double bottom = inner.bottom();
    for (const FlowText text : {FlowText::Disk, FlowText::Keys}) {
        if (place(text).isShown())
            bottom = place(text).rect.top();
    }
    // As in the column of figures, but the ring may use the whole height down to the next line.
    const double last = std::max(column.bottomOf(static_cast<int>(FlowText::MissesLabel)),
        column.bottomOf(static_cast<int>(FlowText::Misses)));
    const double word
        = extent(FlowText::HitRateLabel).count > 0 ? extent(FlowText::HitRateLabel).height() : 0;
    const double middle = std::min((top + last - word) / 2, bottom - px(LeastRing) / 2);
    const double side = std::min({px(FullRing), inner.right() - edge - px(RingGap),
        2 * (middle - top) + px(8), 2 * (bottom - middle)});
    if (side >= std::max(px(LeastRing), rate.widths[0] / RingText)) {
        const double x = std::min(inner.right() - side, inner.right() - side / 2 - px(2));
        m_ring = QRectF(x, middle - side / 2, side, side);
        put(FlowText::HitRate, m_ring.center().x() - rate.widths[0] / 2, middle, rate.widths[0], 0);
        if (m_ring.bottom() + px(4) + word <= bottom)
            ringLabel(inner.right(), m_ring.bottom() + px(4));
    } else if (const auto &name = place(FlowText::RedisName);
               name.isShown() && name.rect.right() + px(8) + rate.widths[0] <= inner.right()) {
        put(FlowText::HitRate, inner.right() - rate.widths[0], name.rect.center().y(),
            rate.widths[0], 0);
    }
}

// Centred under the ring; longer words end where the ring ends, and have the room that figures
// beside them leave.
void FlowLayout::ringLabel(double right, double top)
{
    const Extent &of = extent(FlowText::HitRateLabel);
    double left = inside(FlowNode::Redis).left();
    for (const FlowText text :
        {FlowText::Hits, FlowText::HitsLabel, FlowText::Misses, FlowText::MissesLabel}) {
        const auto &beside = place(text);
        if (beside.isShown() && beside.rect.bottom() > top && beside.rect.top() < top + of.height())
            left = std::max(left, beside.rect.right() + px(RingGap));
    }
    const int variant = fitting(FlowText::HitRateLabel, right - left);
    if (variant < 0)
        return;
    const double width = of.widths[static_cast<std::size_t>(variant)];
    const double x = std::clamp(m_ring.center().x() - width / 2, left, right - width);
    put(FlowText::HitRateLabel, x, top + of.height() / 2, width, variant);
}

void FlowLayout::postgresTexts()
{
    const QRectF inner = inside(FlowNode::Postgres);
    FlowColumn column;
    addLine(column, inner, FlowText::PostgresName, 0, Always);
    addLine(column, inner, FlowText::PostgresAbout, 3, Middle);
    if (extent(FlowText::PostgresWord).count > 0)
        return placeState(column, inner, FlowText::PostgresWord, FlowText::PostgresWhy);
    const double left
        = std::max(extent(FlowText::Queries).widths[0], extent(FlowText::QueriesLabel).widths[0]);
    const double right
        = std::max(extent(FlowText::Avoided).widths[0], extent(FlowText::AvoidedLabel).widths[0]);
    // Side by side in the halves of the box, or as close as needed.
    const double second
        = std::max(left + px(14), std::min(inner.width() * 0.48, inner.width() - right));
    bool beside = !m_large && second + right <= inner.width();
    const auto withFigures = [&](bool wordsBeside) {
        FlowColumn all = column;
        addLine(all, inner, FlowText::Queries, 20, Always);
        if (!wordsBeside)
            addLine(all, inner, FlowText::QueriesLabel, 1, High);
        if (!beside) {
            addLine(all, inner, FlowText::Avoided, m_large ? 24 : 6, Always);
            if (!wordsBeside)
                addLine(all, inner, FlowText::AvoidedLabel, 1, High);
        }
        bool atBottom = true;
        for (const auto &[text, priority] : {std::pair{FlowText::Rows, Middle},
                 {FlowText::Wal, Low}, {FlowText::Buffers, Low}, {FlowText::Up, Least}}) {
            addLine(all, inner, text, atBottom ? 12 : 4, priority, atBottom);
            atBottom = atBottom && extent(text).count == 0;
        }
        return all;
    };
    auto whole = withFigures(false);
    if (wantsWordsBeside(whole, inner, {FlowText::Queries})
        || (!beside && wantsWordsBeside(whole, inner, {FlowText::Avoided}))) {
        beside = false;
        auto brief = withFigures(true);
        stack(inner, brief);
        return putWordsBeside(inner, {FlowText::Queries, FlowText::Avoided});
    }
    stack(inner, whole);
    if (!beside)
        return;
    for (const auto &[text, besideText] : {std::pair{FlowText::Avoided, FlowText::Queries},
             {FlowText::AvoidedLabel, FlowText::QueriesLabel}}) {
        if (place(besideText).isShown() && extent(text).count > 0)
            put(text, inner.left() + second, place(besideText).rect.center().y(),
                extent(text).widths[0], 0);
    }
}

} // namespace tierlens
