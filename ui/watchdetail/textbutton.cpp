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
    connect(this, &QAbstractButton::toggled, this, &TextButton::forgetRoom);
}

void TextButton::setSentence(const QString &text)
{
    if (text == this->text())
        return;
    setText(text);
    setAccessibleName(text);
    forgetRoom();
}

// The room for the text, once more: only a change of its height is worth laying out anew.
void TextButton::forgetRoom()
{
    const int before = width() > 0 ? heightForWidth(width()) : -1;
    m_rooms = {};
    update();
    if (before != heightForWidth(width()))
        updateGeometry();
}

void TextButton::setNumber(int number, const QColor &color)
{
    if (number == m_number && color == m_color)
        return;
    m_number = number;
    m_color = color;
    update();
}

void TextButton::setEvidence(const QStringList &lines)
{
    if (lines == m_evidence)
        return;
    m_evidence = lines;
    setCheckable(!lines.isEmpty());
    setAccessibleDescription(lines.join(QStringLiteral("; ")));
    forgetRoom();
}

const TextButton::Room &TextButton::room(int width) const
{
    for (const auto &known : m_rooms) {
        if (known.width == width)
            return known;
    }
    auto &room = m_rooms[m_nextRoom++ % m_rooms.size()];
    const bool framed = m_look == Look::Framed;
    const int left = framed ? 14 : Circle + 12, top = framed ? 9 : 5;
    const int wide = std::max(40, width - left - (framed ? 14 : 4));
    const auto tall = [wide](const QFont &font, const QString &text) {
        return QFontMetrics(font).boundingRect(QRect(0, 0, wide, 10000), Wrapped, text).height();
    };
    room.width = width;
    room.text = {left, top, wide, tall(framed ? theme().bold13() : theme().text13(), text())};
    room.evidence = {left, room.text.bottom() + 5, wide, 0};
    if (isChecked() && !m_evidence.isEmpty())
        room.evidence.setHeight(tall(theme().small(), m_evidence.join(QLatin1Char('\n'))));
    return room;
}

QRect TextButton::textRoom(int width) const { return room(width).text; }

QRect TextButton::evidenceRoom(int width) const { return room(width).evidence; }

int TextButton::heightForWidth(int width) const
{
    const QRect above = textRoom(width), below = evidenceRoom(width);
    return (below.height() > 0 ? below.bottom() : above.bottom())
        + (m_look == Look::Framed ? 10 : 6);
}

void TextButton::changeEvent(QEvent *event)
{
    QAbstractButton::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange
        || event->type() == QEvent::StyleChange)
        forgetRoom(); // the theme's fonts may be others
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
