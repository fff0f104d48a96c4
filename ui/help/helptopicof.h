// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPoint>
#include <QString>

class QWidget;

namespace tierlens {

// What a widget is about. It says so by properties, so that it need not know of the help:
//   helpTopic    the id of a topic, for all of it
//   helpTopics   of a table, one id a column; of a tab bar, one a tab; empty: the table's own
// and, if it paints several things by itself, by methods that can be invoked:
//   QString helpTopicAt(QPoint)    of the thing there, in its coordinates; empty: of none
//   QString helpTopicInFocus()     of the part that has the keyboard
// One that says nothing is about what the widget around it is about.
struct HelpPlace
{
    QString topic; // empty: nobody said anything
    bool isWhole = false; // only the window itself had something to say
};
HelpPlace helpInFocus(const QWidget *widget);
HelpPlace helpUnder(const QWidget *widget, QPoint at); // `at` in the widget

} // namespace tierlens
