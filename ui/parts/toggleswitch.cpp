// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/toggleswitch.h"

#include "parts/mirrored.h"
#include "theme/theme.h"

#include <QPainter>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int SwitchGap = 10; // between text and switch
constexpr int Inset = 3; // room for the focus ring
} // namespace

ToggleSwitch::ToggleSwitch(const QString &text, QWidget *parent)
    : QAbstractButton(parent)
{
    setText(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setFont(theme().text13());
    setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
}

QSize ToggleSwitch::trackSize() const
{
    const int height = std::max(20, fontMetrics().height() + 4);
    return {height * 36 / 20, height};
}

QSize ToggleSwitch::sizeHint() const
{
    const QSize track = trackSize();
    return {fontMetrics().horizontalAdvance(text()) + SwitchGap + track.width() + 2 * Inset,
        track.height() + 2 * Inset + (m_compact ? 1 : 4)};
}

void ToggleSwitch::setCompact(bool compact)
{
    m_compact = compact;
    updateGeometry();
}

void ToggleSwitch::setWraps()
{
    m_wraps = true;
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QSize ToggleSwitch::minimumSizeHint() const
{
    const QSize whole = sizeHint();
    return m_wraps ? QSize(std::min(whole.width(), 150), whole.height()) : whole;
}

int ToggleSwitch::heightForWidth(int width) const
{
    const QRect room(0, 0, width - 2 * Inset - SwitchGap - trackSize().width(), 1000);
    const int words = fontMetrics().boundingRect(room, Qt::TextWordWrap, text()).height();
    return std::max(sizeHint().height(), words + 2 * Inset);
}

void ToggleSwitch::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(layoutDirection());
    const Theme &colors = theme();
    const double strength = isEnabled() ? 1.0 : 0.5;
    const QSize size = trackSize();
    const QRectF logical(width() - Inset - size.width(), (height() - size.height()) / 2.0,
        size.width(), size.height());
    const QRectF track = mirrored(*this, logical);
    const double round = track.height() / 2;

    painter.setPen(blend(colors.panel, colors.text, strength));
    painter.drawText(
        mirrored(*this, QRectF(Inset, 0, logical.left() - SwitchGap - Inset, height())),
        int(Qt::AlignVCenter | Qt::AlignLeft) | (m_wraps ? int(Qt::TextWordWrap) : 0), text());

    QColor fill = isChecked() ? colors.hit : blend(colors.panel, colors.dim, 0.35);
    if (underMouse() && isEnabled())
        fill = blend(fill, colors.text, 0.1);
    // A switch that is off is told from the panel by its outline.
    painter.setPen(isChecked() ? QPen(Qt::NoPen) : QPen(colors.faint(), 1));
    painter.setBrush(blend(colors.panel, fill, strength));
    painter.drawRoundedRect(track.adjusted(0.5, 0.5, -0.5, -0.5), round, round);

    const double knob = track.height() - 5;
    const bool right = isChecked() != isRightToLeft();
    const QRectF at(
        right ? track.right() - knob - 2.5 : track.left() + 2.5, track.top() + 2.5, knob, knob);
    painter.setPen(Qt::NoPen);
    painter.setBrush(blend(colors.panel, colors.onAccent, isEnabled() ? 1.0 : 0.7));
    painter.drawEllipse(at);

    // The mark in the free half: a stroke for on, a ring for off.
    const double free
        = right ? (track.left() + at.left()) / 2 + 1 : (at.right() + track.right()) / 2 - 1;
    const QPointF middle(free, track.center().y());
    painter.setPen(QPen(isChecked() ? colors.panel : colors.dim, 1.6, Qt::SolidLine, Qt::RoundCap));
    painter.setBrush(Qt::NoBrush);
    const double mark = track.height() * 0.17;
    if (isChecked())
        painter.drawLine(middle - QPointF(0, mark), middle + QPointF(0, mark));
    else
        painter.drawEllipse(middle, mark, mark);

    if (hasFocus()) {
        painter.setPen(QPen(colors.app, 1.5));
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75), 6, 6);
    }
}

} // namespace tierlens
