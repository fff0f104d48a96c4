// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processes/processtree.h"

#include <QProcess>

namespace tierlens {

// A small shell that does something when Tierlens dies: it reads from a pipe of ours, and the pipe
// ends when we do, however that happens. Destroying this dismisses it. Sandbox's thread.
class DeathWatch
{
public:
    struct Deed
    {
        QString script; // sh; its arguments are the process ids
        Pids pids;
    };
    static Deed wake(const Pids &pids); // SIGCONT, children first
    static Deed end(qint64 pid, bool orderly); // for systems without a signal at a parent's death

    explicit DeathWatch(const Deed &deed);
    ~DeathWatch();

private:
    QProcess m_shell;
};

} // namespace tierlens
