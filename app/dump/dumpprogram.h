// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>
#include <QStringList>

namespace tierlens {

// The newest pg_dump of this computer, since an old one refuses a newer server: TIERLENS_PG_BIN,
// where distributions, Homebrew, Postgres.app and EDB put it, PATH. Looks at files only.
Result<QString> findDumpProgram();
QStringList dumpProgramFolders(); // where it looks, best first

} // namespace tierlens
