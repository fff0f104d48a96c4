// SPDX-License-Identifier: GPL-3.0-or-later
#include "details/bottompaneltabs.h"

#include "theme/theme.h"

#include <QFontMetrics>
#include <QPainter>

namespace tierlens {

namespace {
constexpr int Side = 13; // free on both sides of a name
constexpr int Height = 40;
} // namespace

BottomPanelTabs::BottomPanelTabs(QWidget *parent)
    : QTabBar(parent)
{
    setDrawBase(false);
    setExpanding(false);
    setUsesScrollButtons(false);
    setMouseTracking(true);
    setAccessibleName(tr("Timings, requests, queries and events"));
}

QSize BottomPanelTabs::tabSizeHint(int index) const
{
    return {QFontMetrics(theme().bold13()).horizontalAdvance(tabText(index)) + 2 * Side,
        std::max(Height, QFontMetrics(theme().bold13()).height() + 20)};
}

void BottomPanelTabs::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(theme().bold13());
    const auto pointer = mapFromGlobal(QCursor::pos());
    for (int i = 0; i < count(); ++i) {
        const bool open = i == currentIndex();
        const QRect words = tabRect(i).adjusted(Side, 0, -Side, 0);
        painter.setPen(
            open || (underMouse() && tabRect(i).contains(pointer)) ? theme().text : theme().dim);
        painter.drawText(words, int(Qt::AlignCenter), tabText(i));
        if (!open)
            continue;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme().app);
        painter.drawRoundedRect(QRectF(words.left(), height() - 3, words.width(), 3), 1.5, 1.5);
        if (hasFocus()) {
            painter.setPen(QPen(theme().app, 1));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(words).adjusted(-5.5, 8.5, 5.5, -8.5), 4, 4);
        }
    }
}

} // namespace tierlens
