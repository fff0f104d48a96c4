// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdetail/textbutton.h"

#include "parts/mirrored.h"
#include "theme/theme.h"

#include <QKeyEvent>
#include <QPainter>

namespace tierlens {

namespace {
constexpr int Circle = 22, Wrapped = int(Qt::AlignLeft) | int(Qt::AlignTop) | int(Qt::TextWordWrap);
}

TextButton::TextButton(Look look, const QString &text, QWidget *parent)
    : QAbstractButton(parent)
    , m_look(look)
    , m_color(theme().dim)
{
    setText(text);
    setAccessibleName(text);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(this, &QAbstractButton::toggled, this, [this] { updateGeometry(); });
}

void TextButton::setNumber(int number, const QColor &color)
{
    m_number = number;
    m_color = color;
    update();
}

void TextButton::setEvidence(const QStringList &lines)
{
    m_evidence = lines;
    setCheckable(!lines.isEmpty());
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
    updateGeometry();
}

QRect TextButton::textRoom(int width) const
{
    const bool framed = m_look == Look::Framed;
    const QFontMetrics metrics(framed ? theme().bold13() : theme().text13());
    const int left = framed ? 14 : Circle + 12, top = framed ? 9 : 5;
    const int room = std::max(40, width - left - (framed ? 14 : 4));
    return {
        left, top, room, metrics.boundingRect(QRect(0, 0, room, 10000), Wrapped, text()).height()};
}

QRect TextButton::evidenceRoom(int width) const
{
    const QRect above = textRoom(width);
    const QFontMetrics metrics(theme().small());
    const int tall = isChecked() && !m_evidence.isEmpty()
        ? metrics
              .boundingRect(
                  QRect(0, 0, above.width(), 10000), Wrapped, m_evidence.join(QLatin1Char('\n')))
              .height()
        : 0;
    return {above.left(), above.bottom() + 5, above.width(), tall};
}

int TextButton::heightForWidth(int width) const
{
    const QRect above = textRoom(width), below = evidenceRoom(width);
    return (below.height() > 0 ? below.bottom() : above.bottom())
        + (m_look == Look::Framed ? 10 : 6);
}

void TextButton::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void TextButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(layoutDirection());
    const Theme &now = theme();
    const bool framed = m_look == Look::Framed;
    const QRectF frame = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    if (framed || hasFocus() || underMouse()) {
        painter.setPen(QPen(hasFocus() ? now.app : framed ? now.line : now.panel, 1));
        painter.setBrush(underMouse() || framed ? now.raised : now.panel);
        painter.drawRoundedRect(frame, 8, 8);
    }
    if (!framed && m_number > 0) {
        painter.setPen(QPen(now.line, 1));
        painter.setBrush(now.raised);
        const QRectF circle = mirrored(*this, QRectF(1.5, 2.5, Circle, Circle));
        painter.drawEllipse(circle);
        painter.setFont(now.heading());
        painter.setPen(m_color);
        painter.drawText(circle, Qt::AlignCenter, QString::number(m_number));
    }
    painter.setFont(framed ? now.bold13() : now.text13());
    painter.setPen(now.text);
    painter.drawText(mirrored(*this, textRoom(width())), Wrapped, text());
    if (isChecked() && !m_evidence.isEmpty()) {
        painter.setFont(now.small());
        painter.setPen(now.dim);
        painter.drawText(
            mirrored(*this, evidenceRoom(width())), Wrapped, m_evidence.join(QLatin1Char('\n')));
    }
}

} // namespace tierlens
