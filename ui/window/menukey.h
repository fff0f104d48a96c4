// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace tierlens {

// Shift+F10 opens the menu of what has the focus, as the menu key does that many keyboards lack.
// An event filter of the whole application.
class MenuKey : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace tierlens
