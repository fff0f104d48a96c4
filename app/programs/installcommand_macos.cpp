// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs/installcommand.h"

#include <QStringList>

namespace tierlens {

QString installCommand(const QString &, bool postgres, bool redis)
{
    QStringList words{QStringLiteral("brew install")};
    if (postgres)
        words << QStringLiteral("postgresql@17");
    if (redis)
        words << QStringLiteral("redis");
    return words.join(QLatin1Char(' '));
}

} // namespace tierlens
