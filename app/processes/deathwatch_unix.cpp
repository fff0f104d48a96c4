// SPDX-License-Identifier: GPL-3.0-or-later
#include "processes/deathwatch.h"

#include <unistd.h>

namespace tierlens {

DeathWatch::Deed DeathWatch::wake(const Pids &pids)
{
    return {QStringLiteral("kill -CONT \"$@\""), Pids(pids.rbegin(), pids.rend())};
}

DeathWatch::Deed DeathWatch::end(qint64 pid, bool orderly)
{
    return {orderly ? QStringLiteral("kill -INT $1; sleep 10; kill -KILL $1")
                    : QStringLiteral("kill -KILL $1"),
        {pid}};
}

DeathWatch::DeathWatch(const Deed &deed)
{
    QStringList arguments{QStringLiteral("-c"),
        QStringLiteral("read -r dismissed || { %1; } 2>/dev/null").arg(deed.script),
        QStringLiteral("tierlens-watch")};
    for (const qint64 pid : deed.pids)
        arguments << QString::number(pid);
    m_shell.setStandardOutputFile(QProcess::nullDevice());
    m_shell.setStandardErrorFile(QProcess::nullDevice());
    m_shell.setChildProcessModifier([] { setsid(); });
    m_shell.start(QStringLiteral("/bin/sh"), arguments);
    m_shell.waitForStarted(5000);
}

DeathWatch::~DeathWatch()
{
    m_shell.write("\n");
    m_shell.closeWriteChannel();
    if (!m_shell.waitForFinished(2000))
        m_shell.kill();
}

} // namespace tierlens
