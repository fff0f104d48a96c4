// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/sightingline.h"

#include "sightings/sightingtext.h"
#include "theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

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

// A forecast first: it can still be acted upon. Then the newest that goes on.
void SightingLine::refresh(SinceStart now)
{
    const Sighting *told = nullptr;
    for (const Sighting &one : m_store.sightings()) {
        const bool ahead = one.state == Sighting::State::Forecast;
        if (one.state == Sighting::State::Over
            || (told && told->state == Sighting::State::Forecast && !ahead))
            continue;
        // The forecast that comes first, or the newest of the others.
        if (!told || !ahead || told->state != Sighting::State::Forecast || one.from < told->from)
            told = &one;
    }
    m_id = told ? told->id : 0;
    const auto words = told ? sightingText(*told, now) : SightingText{};
    if (text() != words.sentence) {
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

QSize SightingLine::minimumSizeHint() const { return {60, sizeHint().height()}; }

void SightingLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor color = theme().sighting;
    painter.setPen(hasFocus() ? QPen(theme().app, 1) : QPen(Qt::NoPen));
    painter.setBrush(blend(theme().panel, color, underMouse() ? 0.2 : 0.1));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
    const QPointF middle(Edge + 6, height() / 2.0);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF{
        {middle + QPointF(-5, 4.5), middle + QPointF(0, -4.5), middle + QPointF(5, 4.5)}});
    painter.setFont(theme().small());
    painter.setPen(theme().text);
    const QRect words = rect().adjusted(Edge + Symbol, 0, -Edge, 0);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetrics(painter.font()).elidedText(text(), Qt::ElideRight, words.width()));
}

} // namespace tierlens
