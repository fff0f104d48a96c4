// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/testprocess.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

namespace tierlens::test {

inline bool writeScript(const QString &file, const QString &text)
{
    QFile script(file);
    return script.open(QIODevice::WriteOnly) && script.write(text.toUtf8()) > 0
        && script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner
            | QFile::ReadOther | QFile::ExeOther);
}

// A redis-server that a script of its own stops and starts, as somebody's start script does. It
// never lives longer than two minutes, whatever becomes of the test.
class ScriptedRedis
{
public:
    ~ScriptedRedis()
    {
        QProcess::execute(QStringLiteral("redis-cli"),
            {QStringLiteral("-s"), socket(), QStringLiteral("shutdown"), QStringLiteral("nosave")});
    }
    QString socket() const { return m_folder.filePath(QStringLiteral("r.sock")); }
    std::string uri() const { return "unix://" + socket().toStdString(); }
    QString folder() const { return m_folder.path(); }
    QString script() const { return m_folder.filePath(QStringLiteral("restart.sh")); }
    bool start()
    {
        const auto text = QStringLiteral(
            "#!/bin/sh\n"
            "echo stopping\n"
            "redis-cli -s %1 shutdown nosave 2>/dev/null\n"
            "while [ -S %1 ]; do sleep 0.05; done\n"
            "setsid timeout 120 redis-server --port 0 --unixsocket %1 --dir %2 --save '' "
            ">/dev/null 2>&1 </dev/null &\n"
            "until redis-cli -s %1 ping 2>/dev/null | grep -q PONG; do sleep 0.05; done\n"
            "echo started\n")
                              .arg(socket(), folder());
        return writeScript(script(), text) && QProcess::execute(script(), {}) == 0;
    }

private:
    QTemporaryDir m_folder;
};

} // namespace tierlens::test
