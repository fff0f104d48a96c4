// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/directchild.h"

#include <QDir>

namespace tierlens {

QProcessEnvironment serverEnvironment()
{
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const QString &name : environment.keys()) {
        if (name.startsWith(QLatin1String("PG")) || name.startsWith(QLatin1String("LC_")))
            environment.remove(name);
    }
    if (environment.contains(QStringLiteral("APPDIR"))) // started from an AppImage
        environment.remove(QStringLiteral("LD_LIBRARY_PATH"));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    return environment;
}

DirectChild::DirectChild(const Order &order, ChildGuard &guard)
    : m_guard(guard)
{
    m_process.setProgram(order.program);
    m_process.setArguments(order.arguments);
    m_process.setProcessEnvironment(serverEnvironment());
    m_process.setWorkingDirectory(QDir::rootPath()); // ours may be closed to its account
    m_process.setStandardInputFile(QProcess::nullDevice());
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    // Appending, so that it can be cut under the server's hands.
    m_process.setStandardOutputFile(order.log, QIODevice::Append);
    m_guard.prepare(m_process);
    connect(&m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        Q_EMIT ended(status == QProcess::CrashExit ? tr("was killed by signal %1").arg(code)
                                                   : tr("ended with code %1").arg(code));
    });
}

bool DirectChild::start()
{
    m_process.start();
    if (!m_process.waitForStarted(5000))
        return false;
    m_guard.started(pid());
    return true;
}

bool DirectChild::isRunning(std::chrono::milliseconds wait)
{
    return m_process.state() != QProcess::NotRunning
        && !m_process.waitForFinished(static_cast<int>(wait.count()));
}

} // namespace tierlens
