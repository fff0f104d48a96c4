// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/svgpaper.h"

#include <QBuffer>
#include <QFont>
#include <QFontMetricsF>
#include <QPaintEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace tierlens {

namespace {
QString number(double value)
{
    auto text = QString::number(value, 'f', 3);
    while (text.endsWith(QLatin1Char('0')))
        text.chop(1);
    if (text.endsWith(QLatin1Char('.')))
        text.chop(1);
    return text == QLatin1String("-0") ? QStringLiteral("0") : text;
}

QString point(double x, double y) { return number(x) + QLatin1Char(' ') + number(y); }

QString dataOf(const QPainterPath &path)
{
    QStringList parts;
    for (int i = 0; i < path.elementCount(); ++i) {
        const auto at = path.elementAt(i);
        if (at.type == QPainterPath::MoveToElement) {
            parts << QLatin1Char('M') + point(at.x, at.y);
        } else if (at.type == QPainterPath::LineToElement) {
            parts << QLatin1Char('L') + point(at.x, at.y);
        } else if (at.type == QPainterPath::CurveToElement && i + 2 < path.elementCount()) {
            const auto second = path.elementAt(i + 1), end = path.elementAt(i + 2);
            parts << QLatin1Char('C') + point(at.x, at.y) + QLatin1Char(' ')
                    + point(second.x, second.y) + QLatin1Char(' ') + point(end.x, end.y);
            i += 2;
        }
    }
    return parts.join(QLatin1Char(' '));
}

QString ink(const char *what, const QColor &color)
{
    auto text = QStringLiteral(" %1=\"%2\"").arg(QLatin1String(what), color.name());
    if (color.alpha() < 255)
        text += QStringLiteral(" %1-opacity=\"%2\"")
                    .arg(QLatin1String(what), number(color.alphaF()));
    return text;
}
} // namespace

class SvgPaper::Engine : public QPaintEngine
{
public:
    Engine()
        : QPaintEngine(PaintEngineFeatures(AllFeatures)
            & ~PaintEngineFeatures(
                PatternBrush | PerspectiveTransform | ConicalGradientFill | PorterDuff))
    { }
    QString body;

    bool begin(QPaintDevice *) override { return true; }
    bool end() override { return true; }
    Type type() const override { return SVG; }

    void updateState(const QPaintEngineState &now) override
    {
        const auto dirty = now.state();
        if (dirty & DirtyPen)
            m_pen = now.pen();
        if (dirty & DirtyBrush)
            m_brush = now.brush();
        if (dirty & DirtyFont)
            m_font = now.font();
        if (dirty & DirtyOpacity)
            m_opacity = now.opacity();
        if (dirty & DirtyTransform)
            m_transform = now.transform();
        if (dirty & (DirtyClipRegion | DirtyClipPath | DirtyClipEnabled | DirtyTransform))
            clip(now);
    }

    void drawPath(const QPainterPath &path) override
    {
        const bool fills = m_brush.style() != Qt::NoBrush;
        write(QStringLiteral("<path d=\"%1\"%2%3%4/>")
                  .arg(dataOf(path), fills ? ink("fill", m_brush.color()) : none(),
                      path.fillRule() == Qt::OddEvenFill ? QStringLiteral(" fill-rule=\"evenodd\"")
                                                         : QString(),
                      stroke()));
    }
    void drawPolygon(const QPointF *points, int count, PolygonDrawMode mode) override
    {
        QPainterPath path;
        path.setFillRule(mode == WindingMode ? Qt::WindingFill : Qt::OddEvenFill);
        for (int i = 0; i < count; ++i)
            i == 0 ? path.moveTo(points[i]) : path.lineTo(points[i]);
        if (mode != PolylineMode)
            path.closeSubpath();
        const auto brush = m_brush;
        if (mode == PolylineMode)
            m_brush = Qt::NoBrush;
        drawPath(path);
        m_brush = brush;
    }
    void drawTextItem(const QPointF &at, const QTextItem &item) override
    {
        const QFont font = item.font();
        const double size
            = font.pixelSize() > 0 ? font.pixelSize() : font.pointSizeF() * 96.0 / 72.0;
        // Whatever font the reader has, the text keeps its width.
        write(QStringLiteral("<text x=\"%1\" y=\"%2\" font-family=\"%3, sans-serif\" "
                             "font-size=\"%4\" font-weight=\"%5\"%6 textLength=\"%7\" "
                             "lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\">%8</text>")
                  .arg(number(at.x()), number(at.y()), font.family().toHtmlEscaped(), number(size))
                  .arg(int(font.weight()))
                  .arg(ink("fill", m_pen.color()),
                      number(QFontMetricsF(font).horizontalAdvance(item.text())),
                      item.text().toHtmlEscaped()));
    }
    void drawPixmap(const QRectF &target, const QPixmap &pixmap, const QRectF &source) override
    {
        QByteArray png;
        QBuffer buffer(&png);
        buffer.open(QIODevice::WriteOnly);
        pixmap.copy(source.toRect()).save(&buffer, "PNG");
        write(QStringLiteral("<image x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\" "
                             "preserveAspectRatio=\"none\" href=\"data:image/png;base64,%5\"/>")
                  .arg(number(target.x()), number(target.y()), number(target.width()),
                      number(target.height()), QString::fromLatin1(png.toBase64())));
    }

private:
    static QString none() { return QStringLiteral(" fill=\"none\""); }

    QString stroke() const
    {
        if (m_pen.style() == Qt::NoPen)
            return {};
        const double width = std::max(m_pen.widthF(), 1e-3);
        auto text = ink("stroke", m_pen.color())
            + QStringLiteral(" stroke-width=\"%1\"").arg(number(m_pen.widthF() > 0 ? width : 1));
        if (m_pen.capStyle() != Qt::FlatCap)
            text += m_pen.capStyle() == Qt::RoundCap ? QStringLiteral(" stroke-linecap=\"round\"")
                                                     : QStringLiteral(" stroke-linecap=\"square\"");
        if (m_pen.joinStyle() == Qt::RoundJoin)
            text += QStringLiteral(" stroke-linejoin=\"round\"");
        if (m_pen.style() != Qt::SolidLine) {
            QStringList dashes;
            const auto pattern = m_pen.dashPattern();
            for (const double dash : pattern)
                dashes << number(dash * width);
            text += QStringLiteral(" stroke-dasharray=\"%1\"").arg(dashes.join(QLatin1Char(',')));
        }
        return text;
    }

    void clip(const QPaintEngineState &now)
    {
        m_clip.clear();
        if (!now.isClipEnabled() || !painter()->hasClipping())
            return;
        const auto outline = dataOf(m_transform.map(painter()->clipPath()));
        if (outline == m_lastOutline) {
            m_clip = m_lastClip;
            return;
        }
        m_clip = QStringLiteral("clip%1").arg(++m_clips);
        body += QStringLiteral("<clipPath id=\"%1\"><path d=\"%2\"/></clipPath>\n")
                    .arg(m_clip, outline);
        m_lastOutline = outline;
        m_lastClip = m_clip;
    }

    void write(QString element)
    {
        QString around;
        if (!m_transform.isIdentity())
            around += QStringLiteral(" transform=\"matrix(%1 %2 %3 %4 %5 %6)\"")
                          .arg(number(m_transform.m11()), number(m_transform.m12()),
                              number(m_transform.m21()), number(m_transform.m22()),
                              number(m_transform.dx()), number(m_transform.dy()));
        if (m_opacity < 1)
            around += QStringLiteral(" opacity=\"%1\"").arg(number(m_opacity));
        if (!around.isEmpty())
            element = QStringLiteral("<g%1>%2</g>").arg(around, element);
        if (!m_clip.isEmpty())
            element = QStringLiteral("<g clip-path=\"url(#%1)\">%2</g>").arg(m_clip, element);
        body += element + QLatin1Char('\n');
    }

    QPen m_pen;
    QBrush m_brush;
    QFont m_font;
    double m_opacity = 1;
    QTransform m_transform;
    QString m_clip, m_lastClip, m_lastOutline;
    int m_clips = 0;
};

SvgPaper::SvgPaper(QSize size, const QString &title)
    : m_size(size)
    , m_title(title)
    , m_engine(std::make_unique<Engine>())
{ }

SvgPaper::~SvgPaper() = default;

QPaintEngine *SvgPaper::paintEngine() const { return m_engine.get(); }

QByteArray SvgPaper::svg() const
{
    return QStringLiteral("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1\" height=\"%2\" "
                          "viewBox=\"0 0 %1 %2\">\n<title>%3</title>\n%4</svg>\n")
        .arg(m_size.width())
        .arg(m_size.height())
        .arg(m_title.toHtmlEscaped(), m_engine->body)
        .toUtf8();
}

int SvgPaper::metric(PaintDeviceMetric which) const
{
    switch (which) {
    case PdmWidth:
        return m_size.width();
    case PdmHeight:
        return m_size.height();
    case PdmWidthMM:
        return qRound(m_size.width() * 25.4 / 96);
    case PdmHeightMM:
        return qRound(m_size.height() * 25.4 / 96);
    case PdmNumColors:
        return 1 << 24;
    case PdmDepth:
        return 32;
    case PdmDpiX:
    case PdmDpiY:
    case PdmPhysicalDpiX:
    case PdmPhysicalDpiY:
        return 96;
    case PdmDevicePixelRatio:
        return 1;
    default:
        break;
    }
    return which == PdmDevicePixelRatioScaled ? int(devicePixelRatioFScale()) : 0;
}

} // namespace tierlens
