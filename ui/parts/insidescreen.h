// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QRect>

class QWidget;

namespace tierlens {

// Where a window of that outer frame should be: no larger than `room`, and inside it. What cannot
// be made smaller than `least` keeps its title bar inside.
QRect insideRoom(const QRect &frame, const QRect &room, const QSize &least = {});

// A window about to be shown: never larger than its screen leaves room for.
void keepInsideScreen(QWidget *window);

// Does it for every dialog of the application and every window of another one, whose proper size
// may be more than a small screen has. An event filter of the whole application.
class InsideScreen : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
};

} // namespace tierlens
