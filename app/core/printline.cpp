// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/printline.h"

#include <cstdio>

namespace tierlens {

void printLine(const QString &line)
{
    std::fputs(line.toUtf8().constData(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

} // namespace tierlens
