// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/processtree.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

// What Linux and macOS share: signals. Looking at processes is in the two other files.
namespace tierlens {

namespace {

void tell(qint64 pid, int signal)
{
    if (pid > 1) // 0 and -1 would mean whole groups
        kill(static_cast<pid_t>(pid), signal);
}

} // namespace

Pids freezeTree(qint64 pid)
{
    tell(pid, SIGSTOP);
    awaitStopped(pid);
    Pids all{pid};
    std::ranges::copy(childrenOf(pid), std::back_inserter(all));
    for (std::size_t i = 1; i < all.size(); ++i)
        tell(all[i], SIGSTOP);
    return all;
}

void thaw(const Pids &pids)
{
    for (auto pid = pids.rbegin(); pid != pids.rend(); ++pid)
        tell(*pid, SIGCONT);
}

void killAll(const Pids &pids)
{
    for (const qint64 pid : pids)
        tell(pid, SIGKILL);
}

void killTree(qint64 pid) { killAll(freezeTree(pid)); }

void interrupt(qint64 pid) { tell(pid, SIGINT); }

void terminate(qint64 pid) { tell(pid, SIGTERM); }

} // namespace tierlens
