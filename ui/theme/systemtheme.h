// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme/theme.h"

#include <QString>

namespace tierlens {

// "dark", "light" or "system" as a theme. Qt 6.4 has no word for what the system wants: the palette
// it starts with tells. Call it the first time before any theme is applied.
const Theme &themeCalled(const QString &name);

} // namespace tierlens
