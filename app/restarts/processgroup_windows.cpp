// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/processgroup.h"

namespace tierlens {

void leadGroup(QProcess &) { }

// A console program does not hear WM_CLOSE, so that only ending it is left; what it has started
// itself goes on.
void terminateGroup(QProcess &process) { process.terminate(); }

void killGroup(QProcess &process) { process.kill(); }

} // namespace tierlens
