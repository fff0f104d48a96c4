// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <functional>

class QWidget;

namespace tierlens {

struct AskFirst
{
    QString question, whatEnds;
    QString go, stay; // the buttons; Return and Escape mean `stay`
};

// Asks over the window, which goes on meanwhile. `then` is called only if the user wants it.
void askFirst(QWidget *window, const AskFirst &words, std::function<void()> then);

} // namespace tierlens
