// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/processtree.h"

#include <QFile>
#include <QFileInfo>

#include <libproc.h>
#include <sys/proc.h>
#include <sys/sysctl.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace tierlens {

namespace {

// status 0: no such process, or not ours to see.
proc_bsdinfo look(qint64 pid)
{
    proc_bsdinfo found{};
    const int size = proc_pidinfo(
        static_cast<int>(pid), PROC_PIDTBSDINFO, 0, &found, static_cast<int>(sizeof found));
    return size == static_cast<int>(sizeof found) ? found : proc_bsdinfo{};
}

} // namespace

Pids childrenOf(qint64 pid)
{
    Pids found;
    for (Pids open{pid}; !open.empty();) {
        const auto parent = static_cast<pid_t>(open.back());
        open.pop_back();
        std::vector<pid_t> here(4096);
        const int count = proc_listchildpids(
            parent, here.data(), static_cast<int>(here.size() * sizeof(pid_t)));
        here.resize(static_cast<std::size_t>(std::max(count, 0)));
        found.insert(found.end(), here.begin(), here.end());
        open.insert(open.end(), here.begin(), here.end());
    }
    return found;
}

Pids processesIn(const QString &folder)
{
    const QString wanted = QFileInfo(folder).canonicalFilePath();
    std::vector<pid_t> all(
        static_cast<std::size_t>(std::max(proc_listallpids(nullptr, 0), 0)) + 64);
    const int count = proc_listallpids(all.data(), static_cast<int>(all.size() * sizeof(pid_t)));
    all.resize(static_cast<std::size_t>(std::max(count, 0)));
    Pids found;
    for (const pid_t pid : all) {
        proc_vnodepathinfo paths{};
        if (proc_pidinfo(pid, PROC_PIDVNODEPATHINFO, 0, &paths, static_cast<int>(sizeof paths)) > 0
            && QFile::decodeName(paths.pvi_cdir.vip_path) == wanted && isAlive(pid))
            found.push_back(pid);
    }
    return found;
}

QString commandLine(qint64 pid)
{
    // KERN_PROCARGS2: the number of arguments, the program's path, zeros, the arguments.
    int name[] = {CTL_KERN, KERN_PROCARGS2, static_cast<int>(pid)};
    QByteArray text(256 * 1024, '\0');
    auto size = static_cast<std::size_t>(text.size());
    if (sysctl(name, 3, text.data(), &size, nullptr, 0) != 0 || size < sizeof(int))
        return {};
    text.truncate(static_cast<qsizetype>(size));
    return QFile::decodeName(text.mid(sizeof(int)).replace('\0', ' ').simplified());
}

bool isAlive(qint64 pid)
{
    const auto found = look(pid);
    return found.pbi_status != 0 && found.pbi_status != SZOMB;
}

void awaitStopped(qint64 pid)
{
    using namespace std::chrono_literals;
    for (const auto end = std::chrono::steady_clock::now() + 200ms;
         std::chrono::steady_clock::now() < end; std::this_thread::sleep_for(200us)) {
        const auto status = look(pid).pbi_status;
        if (status == SSTOP || status == SZOMB || status == 0)
            return;
    }
}

} // namespace tierlens
