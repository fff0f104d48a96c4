// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/actionbutton.h"

#include "parts/mirrored.h"
#include "theme/theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int Bar = 4, Left = 17, Right = 12, Round = 8;

QColor colorOf(ActionButton::Accent accent)
{
    switch (accent) {
    case ActionButton::Accent::Redis:
        return theme().redis;
    case ActionButton::Accent::Postgres:
        return theme().postgres;
    case ActionButton::Accent::Danger:
        break;
    }
    return theme().invalidated;
}
} // namespace

ActionButton::ActionButton(const QString &text, Accent accent, QWidget *parent)
    : QPushButton(text, parent)
    , m_accent(accent)
{
    setFont(theme().bold13());
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    setAutoDefault(false);
    connect(this, &QPushButton::clicked, this, [this] {
        if (!isBusy())
            Q_EMIT ordered();
    });
    tell();
}

void ActionButton::setLabel(const QString &text)
{
    setText(text);
    updateGeometry();
    tell();
}

void ActionButton::setLetter(const QString &letter)
{
    m_letter = letter;
    tell();
    update();
}

void ActionButton::setHelp(const QString &help)
{
    m_help = help;
    tell();
}

void ActionButton::setBusy(const QString &text)
{
    m_busy = text;
    tell();
    update();
}

void ActionButton::setBlocked(const QString &reason)
{
    m_reason = reason;
    tell();
}

void ActionButton::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
}

void ActionButton::tell()
{
    setEnabled(m_reason.isEmpty());
    const QString why = m_reason.isEmpty() ? m_help : m_reason;
    QString tip = why;
    if (!m_letter.isEmpty() && m_reason.isEmpty())
        tip += tr(" (key: %1)").arg(m_letter);
    setToolTip(tip);
    setAccessibleName(m_busy.isEmpty() ? text() : tr("%1: %2").arg(text(), m_busy));
    setAccessibleDescription(why);
}

QSize ActionButton::sizeHint() const
{
    const QFontMetrics letters(theme().mono(11));
    return {Left + fontMetrics().horizontalAdvance(text())
            + (m_letter.isEmpty() ? 0 : 12 + letters.horizontalAdvance(m_letter)) + Right
            + 2, // widths of letters are fractions
        m_compact ? fontMetrics().height() + 11 : std::max(34, fontMetrics().height() + 18)};
}

QSize ActionButton::minimumSizeHint() const { return sizeHint(); }

void ActionButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(layoutDirection());
    const Theme &colors = theme();
    const bool live = isEnabled() && !isBusy();
    QColor fill = colors.raised;
    if (live && isDown())
        fill = colors.line;
    else if (live && underMouse())
        fill = colors.hover();
    const QRectF card = QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75);
    QPainterPath shape;
    shape.addRoundedRect(card, Round, Round);
    painter.fillPath(shape, fill);
    painter.save();
    painter.setClipPath(shape);
    const QColor accent = colorOf(m_accent);
    painter.fillRect(
        mirrored(*this, QRectF(0, 0, Bar, height())), live ? accent : blend(fill, accent, 0.45));
    painter.restore();
    painter.setPen(QPen(hasFocus() ? colors.app : colors.line, hasFocus() ? 1.5 : 1));
    painter.drawPath(shape);

    QRect room = rect().adjusted(Left, 0, -Right, 0);
    if (!m_letter.isEmpty()) {
        painter.setFont(colors.mono(11));
        painter.setPen(live ? colors.dim : colors.faint());
        painter.drawText(mirrored(*this, room), Qt::AlignRight | Qt::AlignVCenter, m_letter);
        room.setRight(room.right() - painter.fontMetrics().horizontalAdvance(m_letter) - 10);
    }
    painter.setFont(font());
    painter.setPen(isBusy() ? accent : isEnabled() ? colors.text : colors.faint());
    painter.drawText(mirrored(*this, room), Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(isBusy() ? m_busy : text(), Qt::ElideRight, room.width()));
}

} // namespace tierlens
