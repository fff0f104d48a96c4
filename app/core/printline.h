// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tierlens {

// A line on standard output, at once: lines of a run are read by people and scripts while they
// come.
void printLine(const QString &line);

} // namespace tierlens
