// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/asidefile.h"

#include <QDateTime>
#include <QFile>

namespace tierlens {

QString putAside(const QString &file, AsideReason reason)
{
    const auto wished = file
        + (reason == AsideReason::Newer ? QLatin1String(".newer-") : QLatin1String(".damaged-"))
        + QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    auto name = wished;
    for (int i = 2; QFile::exists(name); ++i)
        name = wished + QLatin1Char('-') + QString::number(i);
    return QFile::rename(file, name) ? name : QString();
}

} // namespace tierlens
