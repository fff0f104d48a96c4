// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagram/flowscene.h"

#include "diagram/flowsprites.h"
#include "theme/contrast.h"
#include "theme/theme.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>
#include <cmath>

namespace tierlens {

using Condition = FlowFigures::Condition;

void FlowScene::paintPipes(QPainter &painter, bool framed) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    panel(painter, framed);
    for (std::size_t i = 0; i < FlowPipeCount; ++i)
        pipe(painter, static_cast<FlowPipe>(i));
}

void FlowScene::paintBoxes(QPainter &painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 0; i < FlowNodeCount; ++i)
        box(painter, static_cast<FlowNode>(i));
    legend(painter);
}

void FlowScene::paintTexts(QPainter &painter, const Texts &which) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    if (which.test(indexOf(FlowText::HitRate)))
        ring(painter);
    for (std::size_t i = 0; i < FlowTextCount; ++i) {
        if (which.test(i))
            text(painter, static_cast<FlowText>(i));
    }
}

QRect FlowScene::area(FlowText text) const
{
    const auto &place = m_layout.place(text);
    QRectF rect = place.isShown() ? place.rect.adjusted(-2, -2, 2, 2) : QRectF();
    if (text == FlowText::HitRate && !m_layout.ring().isEmpty())
        rect |= m_layout.ring().adjusted(-1, -1, 1, 1);
    return rect.toAlignedRect();
}

void FlowScene::panel(QPainter &painter, bool framed) const
{
    const Theme &now = theme();
    const QRectF all(QPointF(0, 0), m_layout.size());
    if (framed) {
        painter.fillRect(all, now.background);
        painter.setPen(QPen(now.line, 1));
        painter.setBrush(now.panel);
        painter.drawRoundedRect(all.adjusted(0.5, 0.5, -0.5, -0.5), 12, 12);
    } else {
        painter.fillRect(all, m_style.ground());
    }
    if (const QRectF &said = m_layout.sentenceBox(); !said.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(now.raised);
        painter.drawRoundedRect(said, 8 * m_layout.scale(), 8 * m_layout.scale());
    }
}

void FlowScene::pipe(QPainter &painter, FlowPipe which) const
{
    const FlowPath &path = m_layout.pipe(which);
    if (path.isEmpty())
        return;
    const bool open = m_figures.isOpen(which);
    const QColor bed = m_style.bed(which, m_lit.test(indexOf(which)));
    QPen pen(bed, m_layout.pipeWidth(), Qt::SolidLine, Qt::FlatCap);
    painter.setBrush(Qt::NoBrush);
    if (!open) {
        // Closed: two thin dashed walls would be noise; a thin dashed line says it.
        pen = QPen(theme().dim, 1.5 * m_layout.scale(), Qt::CustomDashLine, Qt::FlatCap);
        pen.setDashPattern({3, 4});
    }
    painter.setPen(pen);
    painter.drawPath(path.line());
    if (!open)
        return;
    // Small arrowheads in the pipe say which way it goes, also when nothing moves.
    const double reach = m_layout.pipeWidth() * 0.26;
    painter.setPen(QPen(blend(bed, m_style.pipe(which), 0.38), 1.4 * m_layout.scale(),
        Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const int count = std::max(1, static_cast<int>(path.length() / (36 * m_layout.scale())));
    for (int i = 0; i < count; ++i) {
        const double share = (i + 0.5) / count;
        const QPointF at = path.at(share);
        const QPointF ahead = path.at(share + 0.01) - path.at(share - 0.01);
        const QPointF forward = ahead / std::max(1e-6, std::hypot(ahead.x(), ahead.y())) * reach;
        const QPointF aside(-forward.y(), forward.x());
        painter.drawPolyline(
            QPolygonF{at - forward * 0.5 + aside, at + forward * 0.5, at - forward * 0.5 - aside});
    }
}

void FlowScene::hatch(QPainter &painter, const QRectF &rect, const QColor &color) const
{
    const double corner = FlowScene::corner(m_layout.scale());
    QPainterPath inside;
    inside.addRoundedRect(rect, corner, corner);
    painter.save();
    painter.setClipPath(inside);
    painter.setPen(QPen(color, 1.2 * m_layout.scale()));
    const double step = 11 * m_layout.scale();
    for (double x = rect.left() - rect.height(); x < rect.right(); x += step)
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    painter.restore();
}

void FlowScene::box(QPainter &painter, FlowNode node) const
{
    const QRectF &rect = m_layout.node(node);
    const auto condition = m_figures.condition(node);
    const double corner = FlowScene::corner(m_layout.scale());
    const QColor fill = m_style.fill(node), border = m_style.border(node);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRoundedRect(rect, corner, corner);
    if (condition == Condition::Silent)
        hatch(painter, rect, blend(fill, border, 0.16));
    QPen pen(border, borderWidth(m_layout.scale()));
    if (condition == Condition::Starting)
        pen.setColor(blend(fill, border, 0.35)); // the view lets it pulse
    if (condition == Condition::Down || condition == Condition::Silent
        || condition == Condition::Stopping || condition == Condition::Unknown) {
        pen.setStyle(Qt::CustomDashLine);
        pen.setDashPattern({4, 3});
    }
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(rect, corner, corner);
}

void FlowScene::ring(QPainter &painter) const
{
    if (m_layout.ring().isEmpty())
        return;
    const double stroke = m_layout.ringStroke();
    const QRectF rect = m_layout.ring().adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2);
    const QColor track = blend(m_style.fill(FlowNode::Redis), theme().dim, 0.25);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(track, stroke, Qt::SolidLine, Qt::FlatCap));
    painter.drawEllipse(rect);
    if (m_figures.hitRate <= 0)
        return;
    painter.setPen(QPen(m_style.ring(), stroke, Qt::SolidLine,
        m_figures.hitRate < 0.98 ? Qt::RoundCap : Qt::FlatCap));
    painter.drawArc(rect, 90 * 16, -static_cast<int>(std::round(m_figures.hitRate * 360 * 16)));
}

void FlowScene::legend(QPainter &painter) const
{
    using Kind = FlowAnimation::Kind;
    for (const auto &[text, kind] :
        {std::pair{FlowText::LegendHit, Kind::Hit}, {FlowText::LegendMiss, Kind::Miss},
            {FlowText::LegendWrite, Kind::Write}, {FlowText::LegendInvalidated, Kind::Invalidated},
            {FlowText::LegendFailed, Kind::Failed}}) {
        const QRectF symbol = m_layout.legendSymbol(text);
        if (!symbol.isEmpty())
            FlowSprites::draw(painter, kind, symbol);
    }
}

void FlowScene::text(QPainter &painter, FlowText which) const
{
    const auto &place = m_layout.place(which);
    const FlowLine &line = m_figures[which];
    if (!place.isShown() || place.variant >= line.variants.size())
        return;
    QFont font = m_style.font(which);
    const QColor color = m_style.color(which);
    const QString &words = line.variants.at(place.variant);
    painter.setFont(font);
    painter.setPen(color);
    if (place.wraps)
        return wrapped(painter, place, words);
    QPointF at(place.rect.left(), place.baseline);
    const auto strongAt = line.strong.isEmpty() ? -1 : words.indexOf(line.strong);
    if (strongAt >= 0) {
        const QString before = words.left(strongAt);
        painter.drawText(at, before);
        at.rx() += QFontMetricsF(font).horizontalAdvance(before);
        QFont bold = font;
        bold.setWeight(QFont::Bold);
        painter.setFont(bold);
        painter.setPen(readable(theme().hit, m_style.behind(which)));
        painter.drawText(at, line.strong);
        at.rx() += QFontMetricsF(bold).horizontalAdvance(line.strong);
        painter.setFont(font);
        painter.setPen(color);
        painter.drawText(at, words.mid(strongAt + line.strong.size()));
        return;
    }
    const QFontMetricsF metrics(font);
    const double width = metrics.horizontalAdvance(words);
    if (width > place.rect.width() + 1) {
        painter.drawText(at, metrics.elidedText(words, Qt::ElideRight, place.rect.width()));
        return;
    }
    // Centred or right-aligned texts keep their middle though digits differ in width.
    const bool centred = which >= FlowText::AskLabel && which <= FlowText::InvalidateLabel;
    if (centred || which == FlowText::HitRate || which == FlowText::HitRateLabel)
        at.rx() += (place.rect.width() - width) / 2;
    else if (which == FlowText::DotNote)
        at.rx() += place.rect.width() - width;
    painter.drawText(at, words);
}

void FlowScene::paintSpot(
    QPainter &painter, const QPainterPath &spot, const QPainterPath &lit) const
{
    QPainterPath rest;
    rest.addRect(QRectF(QPointF(0, 0), m_layout.size()));
    QColor shade = m_style.ground();
    shade.setAlphaF(0.42F);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(rest.subtracted(lit), shade);
    painter.setBrush(Qt::NoBrush);
    QColor light = theme().text;
    for (const auto &[width, alpha] : {std::pair{9.0, 0.12F}, {5.0, 0.2F}, {2.0, 0.9F}}) {
        light.setAlphaF(alpha);
        painter.setPen(QPen(light, width * m_layout.scale()));
        painter.drawPath(spot);
    }
}

void FlowScene::wrapped(
    QPainter &painter, const FlowLayout::Place &place, const QString &text) const
{
    const QFontMetricsF metrics(painter.font());
    const double lineHeight = metrics.ascent() + metrics.descent();
    QTextLayout layout(text, painter.font());
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    double baseline = place.baseline;
    for (auto line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(place.rect.width());
        const bool last = baseline + lineHeight > place.rect.bottom() + metrics.descent();
        const QString rest = text.mid(line.textStart());
        painter.drawText(QPointF(place.rect.left(), baseline),
            last ? metrics.elidedText(rest, Qt::ElideRight, place.rect.width())
                 : text.mid(line.textStart(), line.textLength()).trimmed());
        if (last)
            break;
        baseline += lineHeight;
    }
    layout.endLayout();
}

} // namespace tierlens
