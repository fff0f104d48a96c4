// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memoryuse.h"

#include <QFile>

#include <unistd.h>

namespace tierlens {

double residentMegabytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const auto pages = file.readAll().split(' ').value(1).toLongLong();
    return double(pages) * double(sysconf(_SC_PAGESIZE)) / 1e6;
}

} // namespace tierlens
