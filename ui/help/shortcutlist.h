// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

class QWidget;

namespace tierlens {

struct ShortcutLine
{
    QString keys; // "Ctrl+K or Ctrl+Shift+P"
    QString text; // what they do
};

// The shortcuts of a window, read from its actions and from its QShortcuts that say what they are
// for (setWhatsThis), so that the list cannot be out of date. Those of its dialogs are theirs.
std::vector<ShortcutLine> shortcutsOf(const QWidget *window);

} // namespace tierlens
