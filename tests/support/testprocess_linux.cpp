// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/testprocess.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QMultiHash>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTcpServer>
#include <QThread>

#include <csignal>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace tierlens::test {

namespace {

struct Account
{
    uid_t user = 0;
    gid_t group = 0;
};

// initdb and postgres refuse to run as root.
Account unprivileged()
{
    const passwd *entry = getpwnam("postgres");
    if (!entry)
        entry = getpwnam("nobody");
    return entry ? Account{entry->pw_uid, entry->pw_gid} : Account{};
}

// state and parent from /proc/PID/stat; the name in it may hold spaces and brackets
std::pair<char, qint64> stateAndParent(qint64 pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return {'X', 0};
    const QByteArray text = file.readAll();
    const auto fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    return fields.size() > 1 ? std::pair{fields[0][0], fields[1].toLongLong()}
                             : std::pair{'X', qint64(0)};
}

// A child of a killed server may stay as a zombie for as long as nobody reaps it.
bool isAlive(qint64 pid)
{
    const char state = stateAndParent(pid).first;
    return state != 'X' && state != 'Z';
}

QList<qint64> tree(qint64 root)
{
    QList<qint64> found{root};
    QMultiHash<qint64, qint64> children; // read once: a server may have thousands
    const auto entries = QDir(QStringLiteral("/proc")).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const auto &entry : entries) {
        bool isNumber = false;
        const qint64 pid = entry.toLongLong(&isNumber);
        if (isNumber)
            children.insert(stateAndParent(pid).second, pid);
    }
    for (qsizetype i = 0; i < found.size(); ++i)
        found += children.values(found[i]);
    return found;
}

void signalAll(const QList<qint64> &pids, int signal)
{
    for (const auto pid : pids)
        ::kill(static_cast<pid_t>(pid), signal);
}

} // namespace

void TestProcess::prepare()
{
    m_process.setChildProcessModifier([account = unprivileged(), parent = getpid()] {
        if (geteuid() == 0
            && (setgroups(0, nullptr) != 0 || setgid(account.group) != 0
                || setuid(account.user) != 0))
            _exit(126);
        // After setuid, which would clear it.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(126);
    });
}

bool TestProcess::start(
    const QString &program, const QStringList &arguments, const QString &logFile)
{
    prepare();
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(logFile, QIODevice::Append);
    m_process.start(program, arguments);
    return m_process.waitForStarted();
}

bool TestProcess::run(const QString &program, const QStringList &arguments)
{
    prepare();
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(program, arguments);
    const bool done = m_process.waitForFinished() && m_process.exitStatus() == QProcess::NormalExit
        && m_process.exitCode() == 0;
    if (!done)
        qWarning("%s: %s", qPrintable(program), m_process.readAll().constData());
    return done;
}

bool TestProcess::stop(int signal)
{
    if (!isRunning())
        return true;
    resume();
    ::kill(static_cast<pid_t>(pid()), signal);
    if (m_process.waitForFinished(10'000))
        return true;
    kill();
    return false;
}

void TestProcess::kill()
{
    if (!isRunning())
        return;
    // Held first: a Postgres that is still running would answer the next client with one more
    // child.
    ::kill(static_cast<pid_t>(pid()), SIGSTOP);
    const auto pids = tree(pid());
    signalAll(pids, SIGKILL);
    m_process.waitForFinished();
    // Postgres does not start again while children of the old one hold its memory.
    const QDeadlineTimer deadline(10'000);
    for (const auto child : pids) {
        while (isAlive(child) && !deadline.hasExpired())
            QThread::msleep(1);
    }
}

void TestProcess::pause()
{
    if (isRunning()) // the tree of no process would be that of the whole system
        signalAll(tree(pid()), SIGSTOP);
}

void TestProcess::resume()
{
    if (isRunning())
        signalAll(tree(pid()), SIGCONT);
}

bool TestProcess::giveFolder(const QString &folder)
{
    const auto account = unprivileged();
    return geteuid() != 0
        || chown(QFile::encodeName(folder).constData(), account.user, account.group) == 0;
}

QString TestProcess::find(const QString &program)
{
    if (const auto found = QStandardPaths::findExecutable(program); !found.isEmpty())
        return found;
    QStringList folders;
    QDir debian(QStringLiteral("/usr/lib/postgresql"));
    auto versions = debian.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    std::sort(versions.begin(), versions.end(),
        [](const QString &a, const QString &b) { return a.toInt() > b.toInt(); });
    for (const auto &version : std::as_const(versions))
        folders.append(debian.filePath(version + QStringLiteral("/bin")));
    return QStandardPaths::findExecutable(program, folders);
}

quint16 freePort()
{
    // Below the ports that the system gives to whoever connects: one of those may be taken by any
    // connection of this machine before the server is there.
    QTcpServer server;
    for (int i = 0; i < 100; ++i) {
        const auto port = quint16(QRandomGenerator::system()->bounded(12'000, 32'000));
        if (server.listen(QHostAddress::LocalHost, port))
            return port;
    }
    return 0;
}

} // namespace tierlens::test
