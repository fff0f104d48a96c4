// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/pill.h"

#include "parts/mirrored.h"
#include "theme/contrast.h"
#include "theme/theme.h"

#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int PillSide = 14, Gap = 7;
}

Pill::Pill(const QString &text, QWidget *parent)
    : QAbstractButton(parent)
{
    setText(text);
    setFont(theme().bold13());
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractButton::clicked, this, &Pill::openMenu);
}

void Pill::setLabel(const QString &text)
{
    if (text == this->text())
        return;
    setText(text);
    updateGeometry();
}

void Pill::setHint(const QString &hint)
{
    m_hint = hint;
    updateGeometry();
    update();
}

void Pill::setSymbol(Symbol symbol)
{
    m_symbol = symbol;
    updateGeometry();
    update();
}

void Pill::setQuiet(bool quiet)
{
    m_quiet = quiet;
    setFont(quiet ? theme().text13() : theme().bold13());
    update();
}

void Pill::setFrameless(bool frameless)
{
    m_frameless = frameless;
    updateGeometry();
    update();
}

void Pill::setMenu(QMenu *menu)
{
    m_menu = menu;
    updateGeometry();
}

void Pill::setExplanation(const QString &text)
{
    setToolTip(text);
    setAccessibleDescription(text);
}

bool Pill::hasArrow() const { return m_menu && (!text().isEmpty() || m_symbol == Symbol::None); }

int Pill::symbolSize() const { return std::max(11, fontMetrics().ascent() - 1); }

QSize Pill::sizeHint() const
{
    const int side = m_frameless ? 7 : PillSide;
    int width = 2 * side;
    if (m_symbol != Symbol::None)
        width += symbolSize() + (text().isEmpty() ? 0 : Gap);
    width += fontMetrics().horizontalAdvance(text());
    if (!m_hint.isEmpty())
        width += 14 + QFontMetrics(theme().mono(11)).horizontalAdvance(m_hint);
    if (hasArrow())
        width += text().isEmpty() ? 10 : Gap + 8;
    return {width, fontMetrics().height() + 14};
}

QSize Pill::minimumSizeHint() const { return sizeHint(); }

void Pill::openMenu()
{
    if (m_menu)
        m_menu->popup(mapToGlobal(QPoint(0, height() + 4)));
}

void Pill::keyPressEvent(QKeyEvent *event)
{
    if (m_menu && (event->key() == Qt::Key_Down || event->key() == Qt::Key_Return))
        openMenu();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

void Pill::paintSymbol(QPainter &painter, const QRectF &at, const QColor &color) const
{
    QPainterPath triangle;
    triangle.moveTo(at.left() + at.width() * 0.15, at.top());
    triangle.lineTo(at.right(), at.center().y());
    triangle.lineTo(at.left() + at.width() * 0.15, at.bottom());
    triangle.closeSubpath();
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    switch (m_symbol) {
    case Symbol::None:
        break;
    case Symbol::Play:
        painter.drawPath(triangle);
        break;
    case Symbol::Present:
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPath(triangle);
        break;
    case Symbol::Pause:
        painter.drawRoundedRect(
            QRectF(at.left() + at.width() * 0.12, at.top(), at.width() * 0.28, at.height()), 1, 1);
        painter.drawRoundedRect(
            QRectF(at.left() + at.width() * 0.60, at.top(), at.width() * 0.28, at.height()), 1, 1);
        break;
    case Symbol::Sun: {
        const double r = at.width() * 0.24;
        painter.drawEllipse(at.center(), r, r);
        painter.setPen(QPen(color, 1.3, Qt::SolidLine, Qt::RoundCap));
        for (int ray = 0; ray < 8; ++ray) {
            const QLineF line = QLineF::fromPolar(at.width() * 0.55, ray * 45.0);
            const QPointF tip(line.dx(), line.dy());
            painter.drawLine(at.center() + tip * 0.76, at.center() + tip);
        }
        break;
    }
    case Symbol::Moon: {
        QPainterPath disc, bite;
        disc.addEllipse(at);
        bite.addEllipse(at.translated(at.width() * 0.42, -at.height() * 0.22));
        painter.drawPath(disc.subtracted(bite));
        break;
    }
    case Symbol::System:
        painter.drawPie(at, 90 * 16, 180 * 16);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(color, 1.3));
        painter.drawEllipse(at.adjusted(0.6, 0.6, -0.6, -0.6));
        break;
    }
}

void Pill::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(layoutDirection());
    const Theme &colors = theme();
    const bool filled = isCheckable() && isChecked();
    QColor fill = filled ? colors.app : colors.raised;
    if (isEnabled() && (underMouse() || isDown()))
        fill = filled ? blend(fill, colors.text, 0.08) : colors.hover();
    const QRectF shape = QRectF(rect()).adjusted(0.75, 0.75, -0.75, -0.75);
    const double round = shape.height() / 2;
    const bool framed = !m_frameless || underMouse() || hasFocus();
    painter.setPen(hasFocus() ? QPen(filled ? colors.text : colors.app, 1.5)
                              : QPen(filled || m_frameless ? fill : colors.line, 1));
    painter.setBrush(fill);
    if (framed)
        painter.drawRoundedRect(shape, round, round);

    QColor ink = filled ? inkOn(fill) : m_quiet ? colors.dim : colors.text;
    if (!isEnabled())
        ink = colors.faint();
    const int side = m_frameless ? 7 : PillSide;
    QRectF room = QRectF(rect()).adjusted(side, 0, -side, 0);
    if (m_symbol != Symbol::None) {
        const int size = symbolSize();
        paintSymbol(painter,
            mirrored(*this, QRectF(room.left(), (height() - size) / 2.0, size, size)), ink);
        room.setLeft(room.left() + size + Gap);
    }
    painter.setPen(ink);
    if (hasArrow()) {
        const double right = room.right() - (text().isEmpty() ? 5 : 4);
        const QPointF tip(isRightToLeft() ? width() - right : right, height() / 2.0 + 2.5);
        painter.setPen(QPen(colors.dim, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(QPolygonF{tip + QPointF(-4, -4), tip, tip + QPointF(4, -4)});
        room.setRight(room.right() - Gap - 8);
        painter.setPen(ink);
    }
    if (!m_hint.isEmpty()) {
        painter.setFont(colors.mono(11));
        painter.setPen(isEnabled() ? colors.dim : ink);
        painter.drawText(mirrored(*this, room), Qt::AlignRight | Qt::AlignVCenter, m_hint);
        room.setRight(room.right() - painter.fontMetrics().horizontalAdvance(m_hint) - 8);
        painter.setPen(ink);
    }
    painter.setFont(font());
    const bool left = m_quiet || m_menu || m_symbol != Symbol::None || !m_hint.isEmpty();
    painter.drawText(mirrored(*this, room),
        (left ? Qt::AlignLeft : Qt::AlignHCenter) | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(text(), Qt::ElideRight, qCeil(room.width()) + 1));
}

} // namespace tierlens
