// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tierlens {

// Where this user's programs keep their logs on this system; it need not exist yet.
// Linux ~/.local/state/tierlens, macOS ~/Library/Logs/Tierlens, Windows
// %LOCALAPPDATA%\Tierlens\Logs.
QString stateFolder();

} // namespace tierlens
