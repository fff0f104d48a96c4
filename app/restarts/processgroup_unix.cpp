// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/processgroup.h"

#include <csignal>
#include <sys/types.h>
#include <unistd.h>

namespace tierlens {

void leadGroup(QProcess &process)
{
    process.setChildProcessModifier([] { ::setsid(); });
}

void terminateGroup(QProcess &process)
{
    if (process.processId() > 0)
        ::kill(-static_cast<pid_t>(process.processId()), SIGTERM);
}

void killGroup(QProcess &process)
{
    if (process.processId() > 0)
        ::kill(-static_cast<pid_t>(process.processId()), SIGKILL);
}

} // namespace tierlens
