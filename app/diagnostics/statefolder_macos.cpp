// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics/statefolder.h"

#include <QDir>

namespace tierlens {

// Where the system's own viewer of logs looks.
QString stateFolder() { return QDir::homePath() + QStringLiteral("/Library/Logs/Tierlens"); }

} // namespace tierlens
