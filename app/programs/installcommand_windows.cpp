// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs/installcommand.h"

#include <QStringList>

namespace tierlens {

QString installCommand(const QString &, bool postgres, bool redis)
{
    QStringList words{QStringLiteral("winget install")};
    if (postgres)
        words << QStringLiteral("PostgreSQL.PostgreSQL.17");
    if (redis)
        words << QStringLiteral("Memurai.MemuraiDeveloper");
    return words.join(QLatin1Char(' '));
}

} // namespace tierlens
