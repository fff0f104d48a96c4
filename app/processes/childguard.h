// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processes/host.h"
#include "processes/processtree.h"

#include <QProcess>

#include <memory>
#include <optional>

namespace tierlens {

// Sees to it that a server does not outlive Tierlens, even when that is killed by SIGKILL, and that
// it does not run as root. One for each server process; used on the sandbox's thread.
class ChildGuard
{
public:
    // What ends the server when we are gone: an orderly shutdown or SIGKILL.
    enum class Ending { Interrupt, Kill };

    ChildGuard(std::optional<Account> runAs, Ending ending);
    ~ChildGuard();

    void prepare(QProcess &process) const; // before start()
    void started(qint64 pid); // after it
    void adopted(qint64 pid); // instead: a server that another program started for us
    void ended(); // the process is gone, nothing to guard any more

    // A stopped process does not see the signal that tells it of our death. Between these two,
    // somebody else wakes it when we are gone.
    void frozen(const Pids &pids);
    void thawed();

private:
    std::optional<Account> m_runAs;
    Ending m_ending;
    class Watcher;
    std::unique_ptr<Watcher> m_watcher, m_frozen;
};

} // namespace tierlens
