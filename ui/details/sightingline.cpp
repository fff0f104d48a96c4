// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/sightingline.h"

#include "sightings/sightingtext.h"
#include "theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int Symbol = 18; // room for it
constexpr int Edge = 8;
} // namespace

SightingLine::SightingLine(const Store &store, QWidget *parent)
    : QAbstractButton(parent)
    , m_store(store)
{
    setObjectName(QStringLiteral("sightingLine"));
    setFocusPolicy(Qt::NoFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    setVisible(false);
}

namespace {
// A forecast can still be acted upon; stale answers come in crowds.
int rank(const Sighting &one)
{
    if (one.state == Sighting::State::Over)
        return 0;
    if (one.state == Sighting::State::Forecast)
        return 3;
    return one.kind() == Sighting::Kind::Stale ? 1 : 2;
}
} // namespace

// What is told stays until it is over or something weightier comes: words that change all the time
// cannot be read.
void SightingLine::refresh(SinceStart now)
{
    const Sighting *told = nullptr;
    for (const Sighting &one : m_store.sightings()) {
        const int own = rank(one), other = told ? rank(*told) : 0;
        if (own > other || (own > 0 && own == other && one.id == m_id))
            told = &one;
    }
    m_id = told ? told->id : 0;
    const auto words = told ? sightingText(*told, now) : SightingText{};
    if (text() != words.sentence || m_brief != words.brief) {
        m_brief = words.brief;
        setText(words.sentence);
        setToolTip(words.sentence);
        setAccessibleName(told ? tr("%1: %2").arg(words.name, words.sentence) : QString());
        updateGeometry();
        update();
    }
    setFocusPolicy(told ? Qt::StrongFocus : Qt::NoFocus);
    setVisible(told != nullptr);
}

QSize SightingLine::sizeHint() const
{
    const QFontMetrics metrics(theme().small());
    return {metrics.horizontalAdvance(text()) + Symbol + 2 * Edge + 2, metrics.height() + 8};
}

// The sign alone: the tabs beside it are not cut for it.
QSize SightingLine::minimumSizeHint() const { return {Symbol + 2 * Edge - 6, sizeHint().height()}; }

QString SightingLine::shownText() const
{
    const QFontMetrics metrics(theme().small());
    for (const auto &words : {text(), m_brief}) {
        if (metrics.horizontalAdvance(words) <= width() - Symbol - 2 * Edge)
            return words;
    }
    return {};
}

// Only as wide as what is said, at the end of its place.
void SightingLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(layoutDirection());
    const auto said = shownText();
    const int wanted
        = QFontMetrics(theme().small()).horizontalAdvance(said) + Symbol + 2 * Edge + 2;
    const int wide = said.isEmpty() ? width() : std::min(width(), wanted);
    const QRect pill(isRightToLeft() ? 0 : width() - wide, 0, wide, height());
    const QColor color = theme().sighting;
    painter.setPen(hasFocus() ? QPen(theme().app, 1) : QPen(Qt::NoPen));
    painter.setBrush(blend(theme().panel, color, underMouse() ? 0.2 : 0.1));
    painter.drawRoundedRect(QRectF(pill).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    const QPointF middle(
        isRightToLeft() ? pill.right() + 1 - Edge - 6 : pill.left() + Edge + 6, height() / 2.0);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF{
        {middle + QPointF(-5, 4.5), middle + QPointF(0, -4.5), middle + QPointF(5, 4.5)}});
    painter.setFont(theme().small());
    painter.setPen(theme().text);
    const auto words = isRightToLeft() ? pill.adjusted(Edge, 0, -Edge - Symbol, 0)
                                       : pill.adjusted(Edge + Symbol, 0, -Edge, 0);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, said);
}

} // namespace tierlens
