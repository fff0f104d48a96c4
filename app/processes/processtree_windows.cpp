// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/processtree.h"

#include <windows.h>

#include <tlhelp32.h>

#include <algorithm>
#include <iterator>
#include <memory>

namespace tierlens {

namespace {

struct Close
{
    void operator()(HANDLE handle) const
    {
        if (handle && handle != INVALID_HANDLE_VALUE)
            CloseHandle(handle);
    }
};
using Handle = std::unique_ptr<void, Close>;

Handle open(qint64 pid, DWORD access)
{
    return Handle(OpenProcess(access, FALSE, static_cast<DWORD>(pid)));
}

// Suspends or resumes each thread: Windows has no SIGSTOP.
void eachThread(qint64 pid, DWORD(WINAPI *what)(HANDLE))
{
    const Handle snapshot(CreateToolhelp32Snapshot(TH32CS_SNAPTHREAD, 0));
    THREADENTRY32 entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = Thread32First(snapshot.get(), &entry); more;
         more = Thread32Next(snapshot.get(), &entry)) {
        if (entry.th32OwnerProcessID != static_cast<DWORD>(pid))
            continue;
        if (const Handle thread(OpenThread(THREAD_SUSPEND_RESUME, FALSE, entry.th32ThreadID));
            thread)
            what(thread.get());
    }
}

} // namespace

Pids childrenOf(qint64 pid)
{
    std::vector<PROCESSENTRY32W> all;
    const Handle snapshot(CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0));
    PROCESSENTRY32W entry{};
    entry.dwSize = sizeof entry;
    for (BOOL more = Process32FirstW(snapshot.get(), &entry); more;
         more = Process32NextW(snapshot.get(), &entry))
        all.push_back(entry);
    Pids found;
    for (Pids open{pid}; !open.empty();) {
        const auto parent = static_cast<DWORD>(open.back());
        open.pop_back();
        for (const auto &process : all) {
            if (process.th32ParentProcessID == parent && process.th32ProcessID != parent) {
                found.push_back(process.th32ProcessID);
                open.push_back(process.th32ProcessID);
            }
        }
    }
    return found;
}

Pids processesIn(const QString &)
{
    return {}; // Windows does not tell another process' working folder; the job object cleans up
}

QString commandLine(qint64 pid)
{
    const Handle process = open(pid, PROCESS_QUERY_LIMITED_INFORMATION);
    wchar_t path[MAX_PATH];
    DWORD size = MAX_PATH;
    if (!process || !QueryFullProcessImageNameW(process.get(), 0, path, &size))
        return {};
    return QString::fromWCharArray(path, static_cast<int>(size));
}

bool isAlive(qint64 pid)
{
    const Handle process = open(pid, SYNCHRONIZE);
    return process && WaitForSingleObject(process.get(), 0) == WAIT_TIMEOUT;
}

Pids freezeTree(qint64 pid)
{
    eachThread(pid, &SuspendThread);
    Pids all{pid};
    std::ranges::copy(childrenOf(pid), std::back_inserter(all));
    for (std::size_t i = 1; i < all.size(); ++i)
        eachThread(all[i], &SuspendThread);
    return all;
}

void thaw(const Pids &pids)
{
    for (auto pid = pids.rbegin(); pid != pids.rend(); ++pid)
        eachThread(*pid, &ResumeThread);
}

void killAll(const Pids &pids)
{
    for (const qint64 pid : pids) {
        if (const Handle process = open(pid, PROCESS_TERMINATE); process)
            TerminateProcess(process.get(), 1);
    }
}

void killTree(qint64 pid) { killAll(freezeTree(pid)); }

// Neither exists for a process without a console: `pg_ctl stop` (PgCtlChild) and Redis' SHUTDOWN
// are the orderly ways.
void interrupt(qint64 pid) { killTree(pid); }

void terminate(qint64 pid) { killTree(pid); }

} // namespace tierlens
