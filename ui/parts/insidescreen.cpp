// SPDX-License-Identifier: GPL-3.0-or-later
#include "parts/insidescreen.h"

#include <QDialog>
#include <QEvent>
#include <QScreen>
#include <QStyle>
#include <QTimer>

#include <algorithm>

namespace tierlens {

namespace {
// What the window system puts around a window. It is not known before the window has been there
// once: then a title bar is what to expect.
QMargins frameAround(const QWidget &window)
{
    const auto frame = window.frameGeometry();
    const auto inner = window.geometry();
    if (frame != inner)
        return {inner.left() - frame.left(), inner.top() - frame.top(),
            frame.right() - inner.right(), frame.bottom() - inner.bottom()};
    return {2, std::max(28, window.style()->pixelMetric(QStyle::PM_TitleBarHeight)), 2, 4};
}

void moveInside(QWidget *window)
{
    const auto around = frameAround(*window);
    const auto frame = window->geometry().marginsAdded(around);
    const auto inside = insideRoom(
        frame, window->screen()->availableGeometry(), window->minimumSize().grownBy(around));
    if (inside != frame)
        window->setGeometry(inside.marginsRemoved(around));
}
} // namespace

QRect insideRoom(const QRect &frame, const QRect &room, const QSize &least)
{
    QRect inside(frame.topLeft(), frame.size().boundedTo(room.size()).expandedTo(least));
    // The lower end goes in first, so that what is too tall shows its upper one.
    inside.moveRight(std::min(inside.right(), room.right()));
    inside.moveBottom(std::min(inside.bottom(), room.bottom()));
    inside.moveLeft(std::max(inside.left(), room.left()));
    inside.moveTop(std::max(inside.top(), room.top()));
    return inside;
}

void keepInsideScreen(QWidget *window)
{
    if (window->isMaximized() || window->isFullScreen())
        return;
    const auto room
        = window->screen()->availableGeometry().marginsRemoved(frameAround(*window)).size();
    window->resize(window->size().boundedTo(room).expandedTo(window->minimumSize()));
    // Where it is to be is left to the window system, unless it is known to be wrong.
    if (window->testAttribute(Qt::WA_Moved))
        moveInside(window);
}

bool InsideScreen::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::Show || event->spontaneous())
        return false;
    auto *window = qobject_cast<QWidget *>(watched);
    if (!window || !window->isWindow())
        return false;
    const bool ofAnother = window->parentWidget() && window->windowType() == Qt::Window;
    if (!ofAnother && !qobject_cast<QDialog *>(window))
        return false;
    keepInsideScreen(window);
    // A dialog is put over the middle of its window, which may be near the screen's edge.
    QTimer::singleShot(0, window, [window] {
        if (!window->isMaximized() && !window->isFullScreen())
            moveInside(window);
    });
    return false;
}

} // namespace tierlens
