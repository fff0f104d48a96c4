// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace tierlens::test {

// A server as a child process that never outlives the test, not even one that crashes. As root it
// runs as an unprivileged user, who gets the folder. To be used on the main thread.
class TestProcess
{
public:
    ~TestProcess() { kill(); }

    bool start(const QString &program, const QStringList &arguments, const QString &logFile);
    bool run(const QString &program, const QStringList &arguments); // until it ends, with success
    bool isRunning() const { return m_process.state() == QProcess::Running; }
    qint64 pid() const { return m_process.processId(); }

    bool stop(int signal); // in order; false: it did not end within ten seconds
    void kill(); // SIGKILL for it and all its children; returns when all are gone
    void pause(); // SIGSTOP for all of them
    void resume();

    static bool giveFolder(const QString &folder); // to the user the servers run as
    static QString find(const QString &program); // in PATH, at Debian's and Homebrew's places

private:
    void prepare();
    QProcess m_process;
};

quint16 freePort();

} // namespace tierlens::test
