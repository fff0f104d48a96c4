// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMenu;
class QWidget;

namespace tierlens {

class HelpWindow;

// From now on F1 tells about what has the keyboard and Shift+F1 about what is under the mouse, in
// every window of the program. Once per process; further calls do nothing. GUI thread.
void installHelpKeys();

// The one help window, made when it is first needed; it neither blocks anything nor keeps the
// program going.
void showHelp(const QString &topic);
void showHelpOf(const QWidget *focused); // null: of the active window
HelpWindow *openHelpWindow(); // null: it is not open

// "Help", "Shortcuts" and "About Tierlens…" at the end of a menu of that window.
void addHelpActions(QMenu *menu, QWidget *window);

} // namespace tierlens
