// SPDX-License-Identifier: GPL-3.0-or-later
#include "window/menukey.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>

namespace tierlens {

bool MenuKey::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return false;
    const auto *key = static_cast<QKeyEvent *>(event);
    auto *focus = QApplication::focusWidget();
    if (key->key() != Qt::Key_F10 || key->modifiers() != Qt::ShiftModifier || watched != focus
        || !focus)
        return false;
    const QPoint middle = focus->rect().center();
    QContextMenuEvent menu(QContextMenuEvent::Keyboard, middle, focus->mapToGlobal(middle));
    QApplication::sendEvent(focus, &menu);
    return true;
}

} // namespace tierlens
