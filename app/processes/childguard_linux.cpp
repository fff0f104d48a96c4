// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/childguard.h"
#include "processes/deathwatch.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace tierlens {

namespace {

[[noreturn]] void giveUp(const char *why, std::size_t size)
{
    if (write(STDERR_FILENO, why, size)) { } // the exit code says it as well
    _exit(126);
}

// Runs between fork and exec: only system calls, no memory, no locks. The calls are made raw
// because libc's setuid() wants to tell all threads of a process, and here there are none.
void becomeChild(const std::optional<Account> &runAs, int signal, pid_t parent)
{
    static constexpr char denied[] = "cannot change to the unprivileged account\n";
    setsid(); // Ctrl+C in a terminal is meant for Tierlens
    if (runAs
        && (syscall(SYS_setgroups, 0, nullptr) != 0
            || syscall(SYS_setresgid, runAs->gid, runAs->gid, runAs->gid) != 0
            || syscall(SYS_setresuid, runAs->uid, runAs->uid, runAs->uid) != 0))
        giveUp(denied, sizeof denied - 1);
    // After the change of user, which forgets it.
    prctl(PR_SET_PDEATHSIG, signal);
    if (getppid() != parent)
        _exit(126); // we died in between; nobody would tell the child any more
}

} // namespace

// Only for Linux' gaps: a frozen server, and one that is no child of ours. The kernel does the
// rest.
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
    const int signal = m_ending == Ending::Interrupt ? SIGINT : SIGKILL;
    process.setChildProcessModifier(
        [runAs = m_runAs, signal, parent = getpid()] { becomeChild(runAs, signal, parent); });
}

void ChildGuard::started(qint64) { }

// The kernel tells only children.
void ChildGuard::adopted(qint64 pid)
{
    m_watcher = std::make_unique<Watcher>(DeathWatch::end(pid, m_ending == Ending::Interrupt));
}

void ChildGuard::ended()
{
    m_frozen.reset();
    m_watcher.reset();
}

void ChildGuard::frozen(const Pids &pids)
{
    // SIGKILL reaches a stopped process; SIGINT waits until it is woken.
    if (m_ending == Ending::Interrupt)
        m_frozen = std::make_unique<Watcher>(DeathWatch::wake(pids));
}

void ChildGuard::thawed() { m_frozen.reset(); }

} // namespace tierlens
