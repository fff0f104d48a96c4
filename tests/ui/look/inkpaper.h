// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFont>
#include <QFontMetricsF>
#include <QHash>
#include <QImage>
#include <QPaintDevice>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QWidget>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace tierlens::test {

// Paper that a window is painted on as on any other, and that notes each text: what it says, where
// it stands, in which colour, and what was painted behind it. So colours and places are measured
// as they are used, also in what is painted by hand.
class InkPaper : public QPaintDevice
{
public:
    struct Text
    {
        QString words;
        QRectF at; // of its line, on the paper
        QRectF room; // what it was clipped to
        QColor ink, ground; // the ground that covers most of what is behind it
        double pixels = 0; // size of the font
        int weight = 400;

        bool isLarge() const { return pixels >= 24 || (pixels >= 18.6 && weight >= 600); }
    };

    // Without `grounds` only places are noted, which is quicker.
    explicit InkPaper(QWidget &widget, bool grounds = true)
        : m_image(widget.size(), QImage::Format_RGB32)
        , m_grounds(grounds)
        , m_engine(std::make_unique<Engine>(*this))
    {
        m_image.fill(widget.palette().color(QPalette::Window));
        widget.render(this);
    }
    const std::vector<Text> &texts() const { return m_texts; }
    QPaintEngine *paintEngine() const override { return m_engine.get(); }

protected:
    int metric(PaintDeviceMetric which) const override
    {
        switch (which) {
        case PdmWidth:
            return m_image.width();
        case PdmHeight:
            return m_image.height();
        case PdmDpiX:
        case PdmDpiY:
        case PdmPhysicalDpiX:
        case PdmPhysicalDpiY:
            return 96;
        case PdmDepth:
            return 32;
        case PdmDevicePixelRatio:
            return 1;
        case PdmDevicePixelRatioScaled:
            return int(devicePixelRatioFScale());
        default:
            return 0;
        }
    }

private:
    class Engine : public QPaintEngine
    {
    public:
        explicit Engine(InkPaper &paper)
            : QPaintEngine(AllFeatures)
            , m_paper(paper)
        { }
        bool begin(QPaintDevice *) override { return m_painter.begin(&m_paper.m_image); }
        bool end() override { return m_painter.end(); }
        Type type() const override { return User; }

        void updateState(const QPaintEngineState &now) override
        {
            const auto dirty = now.state();
            if (dirty & DirtyPen)
                m_painter.setPen(now.pen());
            if (dirty & DirtyBrush)
                m_painter.setBrush(now.brush());
            if (dirty & DirtyBrushOrigin)
                m_painter.setBrushOrigin(now.brushOrigin());
            if (dirty & DirtyFont)
                m_painter.setFont(now.font());
            if (dirty & DirtyOpacity)
                m_painter.setOpacity(now.opacity());
            if (dirty & DirtyHints)
                m_painter.setRenderHints(now.renderHints());
            if (dirty & DirtyCompositionMode)
                m_painter.setCompositionMode(now.compositionMode());
            m_transform = now.transform();
            clip(now);
            m_painter.setTransform(m_transform);
        }
        void drawPath(const QPainterPath &path) override { m_painter.drawPath(path); }
        void drawPolygon(const QPointF *points, int count, PolygonDrawMode mode) override
        {
            if (mode == PolylineMode)
                m_painter.drawPolyline(points, count);
            else
                m_painter.drawPolygon(
                    points, count, mode == WindingMode ? Qt::WindingFill : Qt::OddEvenFill);
        }
        void drawPixmap(const QRectF &to, const QPixmap &picture, const QRectF &from) override
        {
            m_painter.drawPixmap(to, picture, from);
        }
        void drawImage(const QRectF &to, const QImage &picture, const QRectF &from,
            Qt::ImageConversionFlags flags) override
        {
            m_painter.drawImage(to, picture, from, flags);
        }
        void drawTextItem(const QPointF &at, const QTextItem &item) override
        {
            if (item.text().trimmed().isEmpty())
                return;
            Text text;
            text.words = item.text();
            text.at = m_transform.mapRect(QRectF(
                at.x(), at.y() - item.ascent(), item.width(), item.ascent() + item.descent()));
            text.room = m_room;
            const QFont font = item.font();
            const double size
                = font.pixelSize() > 0 ? font.pixelSize() : font.pointSizeF() * 96 / 72;
            text.pixels = size * std::abs(m_transform.m22());
            text.weight = int(font.weight());
            const QRectF seen = text.at & m_room;
            if (seen.isEmpty())
                return; // outside of what is shown
            if (!m_paper.m_grounds) {
                m_paper.m_texts.push_back(std::move(text));
                return;
            }
            text.ground = m_paper.mostOf(seen.toAlignedRect());
            QColor ink = m_painter.pen().color();
            const double share = double(ink.alphaF()) * m_painter.opacity();
            text.ink = QColor(mix(text.ground.red(), ink.red(), share),
                mix(text.ground.green(), ink.green(), share),
                mix(text.ground.blue(), ink.blue(), share));
            m_paper.m_texts.push_back(std::move(text));
        }

    private:
        static int mix(int under, int over, double share)
        {
            return qRound(under + (over - under) * share);
        }
        void clip(const QPaintEngineState &now)
        {
            QRegion room(m_paper.m_image.rect());
            if (!systemClip().isEmpty())
                room &= systemClip();
            if (now.isClipEnabled() && painter() && painter()->hasClipping())
                room &= m_transform.map(painter()->clipRegion());
            m_room = room.boundingRect();
            m_painter.setTransform({});
            m_painter.setClipRegion(room);
        }

        InkPaper &m_paper;
        QPainter m_painter;
        QTransform m_transform;
        QRectF m_room;
    };

    QColor mostOf(const QRect &place) const
    {
        QHash<QRgb, int> counts;
        const QRect inside = place & m_image.rect();
        for (int y = inside.top(); y <= inside.bottom(); ++y) {
            const auto *line = reinterpret_cast<const QRgb *>(m_image.constScanLine(y));
            for (int x = inside.left(); x <= inside.right(); ++x)
                ++counts[line[x]];
        }
        auto most = counts.cbegin();
        for (auto each = counts.cbegin(); each != counts.cend(); ++each) {
            if (each.value() > most.value())
                most = each;
        }
        return most == counts.cend() ? QColor() : QColor(most.key());
    }

    QImage m_image;
    bool m_grounds;
    std::vector<Text> m_texts;
    std::unique_ptr<Engine> m_engine;
};

} // namespace tierlens::test
