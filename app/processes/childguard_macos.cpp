// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/childguard.h"
#include "processes/deathwatch.h"

#include <unistd.h>

namespace tierlens {

// macOS has no signal at a parent's death, so each server gets a watching shell of its own.
class ChildGuard::Watcher : public DeathWatch
{
public:
    using DeathWatch::DeathWatch;
};

ChildGuard::ChildGuard(std::optional<Account> runAs, Ending ending)
    : m_runAs(std::move(runAs))
    , m_ending(ending)
{ }

ChildGuard::~ChildGuard() = default;

void ChildGuard::prepare(QProcess &process) const
{
    // Between fork and exec: only system calls.
    process.setChildProcessModifier([runAs = m_runAs] {
        setsid(); // Ctrl+C in a terminal is meant for Tierlens
        if (runAs && (setgid(runAs->gid) != 0 || setuid(runAs->uid) != 0))
            _exit(126);
    });
}

void ChildGuard::started(qint64 pid)
{
    m_watcher = std::make_unique<Watcher>(DeathWatch::end(pid, m_ending == Ending::Interrupt));
}

void ChildGuard::adopted(qint64 pid) { started(pid); }

void ChildGuard::ended()
{
    m_frozen.reset();
    m_watcher.reset();
}

void ChildGuard::frozen(const Pids &pids)
{
    m_frozen = std::make_unique<Watcher>(DeathWatch::wake(pids));
}

void ChildGuard::thawed() { m_frozen.reset(); }

} // namespace tierlens
