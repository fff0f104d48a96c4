// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/childguard.h"

#include <windows.h>

namespace tierlens {

// Windows: Tierlens puts itself into a job that kills its members when the last handle to it is
// closed, which happens when the process ends, however it ends. Children are members by birth, and
// their children, suspended ones too.
class ChildGuard::Watcher
{ };

namespace {

void joinJob()
{
    static const HANDLE job = [] {
        const HANDLE created = CreateJobObjectW(nullptr, nullptr);
        JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
        limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
        SetInformationJobObject(created, JobObjectExtendedLimitInformation, &limits, sizeof limits);
        AssignProcessToJobObject(created, GetCurrentProcess());
        return created;
    }();
    static_cast<void>(job);
}

} // namespace

ChildGuard::ChildGuard(std::optional<Account> runAs, Ending ending)
    : m_runAs(std::move(runAs))
    , m_ending(ending)
{ }

ChildGuard::~ChildGuard() = default;

void ChildGuard::prepare(QProcess &process) const
{
    joinJob();
    process.setCreateProcessArgumentsModifier(
        [](QProcess::CreateProcessArguments *arguments) { arguments->flags |= CREATE_NO_WINDOW; });
}

void ChildGuard::started(qint64) { }
void ChildGuard::adopted(qint64) { } // who starts it for us is a member of the job, and so is it
void ChildGuard::ended() { }
void ChildGuard::frozen(const Pids &) { }
void ChildGuard::thawed() { }

} // namespace tierlens
