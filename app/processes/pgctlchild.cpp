// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/pgctlchild.h"

#include "processes/directchild.h"
#include "processes/processtree.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QThread>

#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

constexpr int PgCtlBound = 60; // s; after a crash the start takes as long as what is to be replayed
constexpr auto LookoutPause = 200ms;

} // namespace

PgCtlChild::PgCtlChild(Place place, ChildGuard &guard)
    : m_place(std::move(place))
    , m_guard(guard)
{
    m_lookout.callOnTimeout(this, &PgCtlChild::look);
}

// What pg_ctl itself says is not read: a pipe would be inherited by the server, and stay open.
std::optional<int> PgCtlChild::run(const QStringList &arguments)
{
    QProcess process;
    process.setProcessEnvironment(serverEnvironment());
    process.setWorkingDirectory(QDir::rootPath());
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(QProcess::nullDevice());
    m_guard.prepare(process);
    process.start(m_place.pgCtl, arguments);
    if (!process.waitForStarted(5000)) {
        m_error = process.errorString();
        return {};
    }
    if (!process.waitForFinished(PgCtlBound * 1000 + 5000)) {
        killTree(process.processId());
        process.waitForFinished(2000);
        return -1;
    }
    return process.exitCode();
}

bool PgCtlChild::start()
{
    m_pid = 0;
    const auto code = run({QStringLiteral("start"), QStringLiteral("-w"), QStringLiteral("-t"),
        QString::number(PgCtlBound), QStringLiteral("-D"), m_place.data, QStringLiteral("-l"),
        m_place.log});
    if (!code)
        return false;
    if (*code != 0)
        return true; // what is in its file may be an old number that is somebody else's by now
    QFile file(m_place.data + QLatin1String("/postmaster.pid"));
    // Its process id is the first line.
    const qint64 pid = file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toLongLong() : 0;
    if (pid > 1) {
        m_pid = pid;
        m_guard.adopted(pid);
        m_lookout.start(LookoutPause);
    }
    return true;
}

void PgCtlChild::look()
{
    if (m_pid == 0 || isAlive(m_pid))
        return;
    m_pid = 0;
    m_lookout.stop();
    Q_EMIT ended(tr("has ended"));
}

bool PgCtlChild::isRunning(std::chrono::milliseconds wait)
{
    const QDeadlineTimer bound(wait);
    for (look(); m_pid != 0 && !bound.hasExpired(); look())
        QThread::msleep(2);
    return m_pid != 0;
}

void PgCtlChild::stop()
{
    run({QStringLiteral("stop"), QStringLiteral("-m"), QStringLiteral("fast"), QStringLiteral("-W"),
        QStringLiteral("-D"), m_place.data});
}

} // namespace tierlens
