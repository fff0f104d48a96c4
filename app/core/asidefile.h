// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tierlens {

// Why a file of the user's is not read any further.
enum class AsideReason { Damaged, Newer };

// Renames the file to NAME.damaged-20261130-041500 or NAME.newer-…, a name that is not taken, so
// that nothing is ever lost. Its new path; empty: it could not be renamed, and is where it was.
QString putAside(const QString &file, AsideReason reason);

} // namespace tierlens
