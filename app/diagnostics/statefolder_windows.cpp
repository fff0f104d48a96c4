// SPDX-License-Identifier: GPL-3.0-or-later
#include "diagnostics/statefolder.h"

#include <QStandardPaths>

namespace tierlens {

QString stateFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
        + QStringLiteral("/Tierlens/Logs");
}

} // namespace tierlens
