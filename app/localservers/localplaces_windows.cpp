// SPDX-License-Identifier: GPL-3.0-or-later
#include "localservers/localplaces.h"

namespace tierlens {

// Servers there listen on ports.
QStringList usualRedisSockets() { return {}; }

QStringList usualPostgresFolders() { return {}; }

} // namespace tierlens
