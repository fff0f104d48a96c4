// SPDX-License-Identifier: GPL-3.0-or-later
#include "present/presentheader.h"

#include "diagram/flowsprites.h"
#include "present/presentscale.h"
#include "theme/theme.h"

#include <QPainter>

#include <vector>

namespace tierlens {

PresentHeader::PresentHeader(QWidget *parent)
    : QWidget(parent)
{ }

void PresentHeader::setTexts(const Texts &texts)
{
    if (texts == m_texts)
        return;
    m_texts = texts;
    setAccessibleName(texts.title);
    setAccessibleDescription(texts.subtitle + QStringLiteral(". ") + texts.rate);
    update();
}

void PresentHeader::setScale(double scale)
{
    m_scale = scale;
    update();
}

void PresentHeader::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme &now = theme();
    const QRect upper(0, 0, width(), height() / 2), lower(0, height() / 2, width(), height() / 2);
    const auto write = [&](const QRect &rect, Qt::Alignment side, const QFont &font,
                           const QColor &ink, const QString &text, int room) {
        painter.setFont(font);
        painter.setPen(ink);
        painter.drawText(rect, side | Qt::AlignVCenter,
            painter.fontMetrics().elidedText(text, Qt::ElideRight, room));
    };
    const int half = width() * 2 / 3, rest = width() - half;
    write(upper, Qt::AlignLeft, sized(now.figure(34), 34 * m_scale), now.text, m_texts.title, half);
    write(lower, Qt::AlignLeft, sized(now.text13(), 20 * m_scale), now.dim, m_texts.subtitle, half);
    write(upper, Qt::AlignRight, sized(now.bold13(), 23 * m_scale), blend(now.dim, now.text, 0.35),
        m_texts.rate, rest);
    write(lower, Qt::AlignRight, sized(now.text13(), 18 * m_scale), now.dim, m_texts.note, rest);
    if (m_texts.state.isEmpty())
        return;
    painter.setFont(sized(now.bold13(), 20 * m_scale));
    const double wide = painter.fontMetrics().horizontalAdvance(m_texts.state) + 44 * m_scale;
    const QRectF chip((width() - wide) / 2, 0, wide, 40 * m_scale);
    painter.setPen(QPen(now.app, 1.5 * m_scale));
    painter.setBrush(blend(now.background, now.app, 0.2));
    painter.drawRoundedRect(chip.adjusted(1, 1, -1, -1), chip.height() / 2, chip.height() / 2);
    painter.setPen(now.text);
    painter.drawText(chip, Qt::AlignCenter, m_texts.state);
}

PresentLegend::PresentLegend(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("What the dots mean"));
}

void PresentLegend::setFailing(bool failing)
{
    if (failing == m_failing)
        return;
    m_failing = failing;
    update();
}

void PresentLegend::setScale(double scale)
{
    m_scale = scale;
    update();
}

void PresentLegend::paintEvent(QPaintEvent *)
{
    using Kind = FlowAnimation::Kind;
    struct Entry
    {
        Kind kind;
        QString text;
    };
    std::vector<Entry> entries{{Kind::Hit, tr("Redis knew it")},
        {Kind::Miss, tr("Postgres was asked")}, {Kind::Write, tr("written, or left in Redis")},
        {Kind::Invalidated, tr("thrown away")}};
    if (m_failing)
        entries.push_back({Kind::Failed, tr("no answer")});
    QPainter painter(this);
    painter.setFont(sized(theme().text13(), 20 * m_scale));
    const QFontMetricsF metrics(painter.font());
    const double symbol = 17 * m_scale, gap = 12 * m_scale, between = 48 * m_scale;
    double wide = -between;
    for (const auto &entry : entries)
        wide += symbol + gap + metrics.horizontalAdvance(entry.text) + between;
    double x = (width() - wide) / 2;
    for (const auto &entry : entries) {
        FlowSprites::draw(painter, entry.kind, {x, (height() - symbol) / 2, symbol, symbol});
        x += symbol + gap;
        const double advance = metrics.horizontalAdvance(entry.text);
        painter.setPen(theme().dim);
        painter.drawText(
            QRectF(x, 0, advance + 2, height()), Qt::AlignLeft | Qt::AlignVCenter, entry.text);
        x += advance + between;
    }
}

} // namespace tierlens
