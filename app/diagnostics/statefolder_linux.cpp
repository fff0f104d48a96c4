// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics/statefolder.h"

#include <QDir>

namespace tierlens {

QString stateFolder()
{
    // The XDG specification; a path that is not absolute does not count.
    auto base = qEnvironmentVariable("XDG_STATE_HOME");
    if (!QDir::isAbsolutePath(base))
        base = QDir::homePath() + QStringLiteral("/.local/state");
    return base + QStringLiteral("/tierlens");
}

} // namespace tierlens
