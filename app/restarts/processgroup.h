// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>

namespace tierlens {

// A command and all that it starts, so that it can be stopped as a whole. It gets no terminal
// either: sudo would ask for a password where Tierlens was started, and wait there unseen.
void leadGroup(QProcess &process); // before start()
void terminateGroup(QProcess &process); // asks them to end
void killGroup(QProcess &process); // ends them

} // namespace tierlens
