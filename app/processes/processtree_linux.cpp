// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/processtree.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <chrono>
#include <thread>
#include <unordered_map>

namespace tierlens {

namespace {

struct Stat
{
    char state = 0; // 0: no such process
    qint64 parent = 0;
};

QByteArray read(qint64 pid, QLatin1String name)
{
    QFile file(QStringLiteral("/proc/%1/%2").arg(pid).arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Stat statOf(qint64 pid)
{
    // "pid (name) state parent …"; the name may hold anything, even ") S 1".
    const QByteArray text = read(pid, QLatin1String("stat"));
    const auto end = text.lastIndexOf(')');
    if (end < 0 || end + 4 > text.size())
        return {};
    const auto fields = text.mid(end + 2).split(' ');
    return {fields.at(0).at(0), fields.size() > 1 ? fields.at(1).toLongLong() : 0};
}

Pids allProcesses()
{
    Pids pids;
    const auto names = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs, QDir::Unsorted);
    for (const QString &name : names) {
        bool isNumber = false;
        if (const qint64 pid = name.toLongLong(&isNumber); isNumber)
            pids.push_back(pid);
    }
    return pids;
}

} // namespace

Pids childrenOf(qint64 pid)
{
    std::unordered_map<qint64, Pids> children;
    for (const qint64 process : allProcesses())
        children[statOf(process).parent].push_back(process);
    Pids found;
    for (Pids open{pid}; !open.empty();) {
        const Pids here = children[open.back()];
        open.pop_back();
        found.insert(found.end(), here.begin(), here.end());
        open.insert(open.end(), here.begin(), here.end());
    }
    return found;
}

Pids processesIn(const QString &folder)
{
    const QString wanted = QFileInfo(folder).canonicalFilePath();
    Pids found;
    if (wanted.isEmpty())
        return found;
    std::ranges::copy_if(allProcesses(), std::back_inserter(found), [&](qint64 pid) {
        return QFile::symLinkTarget(QStringLiteral("/proc/%1/cwd").arg(pid)) == wanted
            && isAlive(pid);
    });
    return found;
}

QString commandLine(qint64 pid)
{
    return QString::fromLocal8Bit(read(pid, QLatin1String("cmdline")).replace('\0', ' ')).trimmed();
}

bool isAlive(qint64 pid)
{
    const char state = statOf(pid).state;
    return state != 0 && state != 'Z' && state != 'X';
}

// SIGSTOP is on its way when kill() returns, but the process may still be in the middle of a fork.
void awaitStopped(qint64 pid)
{
    using namespace std::chrono_literals;
    for (const auto end = std::chrono::steady_clock::now() + 200ms;
         std::chrono::steady_clock::now() < end; std::this_thread::sleep_for(200us)) {
        const char state = statOf(pid).state;
        if (state == 'T' || state == 't' || state == 'Z' || state == 0)
            return;
    }
}

} // namespace tierlens
