// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowlayout/flowcolumn.h"
#include "flowlayout/flowpath.h"
#include "flowtexts/flowtext.h"

#include <QRectF>

#include <array>
#include <initializer_list>
#include <optional>

namespace tierlens {

// Where everything in the flow diagram is, for one size. Pure: knows texts only by their measures,
// so it is tested without a window. What does not fit gets its shorter wording or is left out,
// the least important first; nothing is clipped and no two texts overlap.
class FlowLayout
{
public:
    struct Extent // of one text, in pixels at scaleFor(size)
    {
        static constexpr int MaxVariants = 4;
        std::array<double, MaxVariants> widths{}; // longest wording first
        int count = 0; // of wordings; 0: no text
        double ascent = 0, descent = 0;
        double height() const { return ascent + descent; }
        bool operator==(const Extent &) const = default;
    };
    using Extents = std::array<Extent, FlowTextCount>;

    struct Place
    {
        QRectF rect;
        double baseline = 0;
        int variant = -1; // of the wordings; -1: left out
        bool wraps = false; // several lines in rect
        bool isShown() const { return variant >= 0; }
    };

    // Fonts and lines grow with the widget, but never below what can be read.
    static double scaleFor(QSizeF size, bool large = false);

    FlowLayout() = default;
    // `pastRedis`: reads go straight to Postgres, so there is a lane for their answers as well.
    // `large`: presenter mode, where boxes are higher and say less.
    FlowLayout(QSizeF size, const Extents &texts, bool pastRedis = false, bool large = false);

    QSizeF size() const { return m_size; }
    double scale() const { return m_scale; }
    double pipeWidth() const { return 11 * m_scale; }
    double dotSize() const { return 10 * m_scale; }
    double ringStroke() const { return m_ring.width() * 0.095; }

    const Place &place(FlowText text) const { return m_places[indexOf(text)]; }
    const QRectF &node(FlowNode node) const { return m_nodes[indexOf(node)]; }
    const FlowPath &pipe(FlowPipe pipe) const { return m_pipes[indexOf(pipe)]; }
    const QRectF &ring() const { return m_ring; } // empty: no room for it
    const QRectF &sentenceBox() const { return m_sentenceBox; } // empty: no sentence
    QRectF legendSymbol(FlowText legend) const; // empty if that legend is not shown

    std::optional<FlowNode> nodeAt(QPointF point) const;
    std::optional<FlowPipe> pipeAt(QPointF point) const;
    std::optional<FlowText> textAt(QPointF point) const;

private:
    static constexpr double LeastArcBand = 27; // above the boxes, for the pipe that invalidates
    static constexpr double LeastRing = 52; // its outer width at scale 1
    static constexpr double RingText = 0.74; // of the ring's width, which its text may take
    static constexpr double RingGap = 6; // between the figures and the ring

    const Extent &extent(FlowText text) const { return m_texts[indexOf(text)]; }
    double px(double units) const { return units * m_scale; }
    double margin() const; // left and right of all
    int fitting(FlowText text, double width) const; // variant, or -1
    void put(FlowText text, double x, double middle, double width, int variant);
    void putCentred(FlowText text, double x, double middle, double room);
    double footer(); // returns its top
    double header(); // returns its bottom
    void boxes(double top, double bottom);
    std::array<double, FlowNodeCount> leastBoxWidths(bool brief) const;
    void boxWidths();
    void pipes();
    void pipeLabels(double headerBottom);
    void writeLabel();
    void appTexts();
    void redisTexts();
    void ringLabel(double right, double top);
    void postgresTexts();
    void stack(const QRectF &inner, FlowColumn &column);
    bool wantsWordsBeside(
        FlowColumn column, const QRectF &inner, std::initializer_list<FlowText> figures) const;
    void putWordsBeside(const QRectF &inner, std::initializer_list<FlowText> figures);
    void addLine(FlowColumn &column, const QRectF &inner, FlowText text, double gap, int priority,
        bool atBottom = false);
    void placeState(FlowColumn &column, const QRectF &inner, FlowText word, FlowText why);
    double sidePadding(double boxWidth) const;
    double boxWidthFor(double content) const; // with its padding
    QRectF inside(FlowNode node) const;
    FlowPath bowl(double lowest, double inset) const;

    QSizeF m_size;
    double m_scale = 1;
    Extents m_texts{};
    std::array<Place, FlowTextCount> m_places;
    std::array<QRectF, FlowNodeCount> m_nodes;
    std::array<FlowPath, FlowPipeCount> m_pipes;
    QRectF m_ring, m_sentenceBox;
    double m_bowlBottom = 0;
    bool m_pastRedis = false, m_large = false;
};

} // namespace tierlens
