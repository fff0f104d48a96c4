// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace tierlens {

// Lets a page scroll up and down on whatever ground is behind the area, which has no frame and no
// place in the order of the keyboard.
inline void letScroll(QScrollArea &area, QWidget *page)
{
    area.setWidget(page);
    page->setAutoFillBackground(false); // setWidget() has set it
    area.setWidgetResizable(true);
    area.setFrameShape(QFrame::NoFrame);
    area.setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area.setFocusPolicy(Qt::NoFocus);
    area.viewport()->setAutoFillBackground(false);
}

inline QScrollArea *scrolled(QWidget *page, QWidget *parent)
{
    auto *area = new QScrollArea(parent);
    letScroll(*area, page);
    return area;
}

} // namespace tierlens
