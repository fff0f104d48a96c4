// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/serverprocess.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QThread>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

constexpr qint64 LargestLog = 4'000'000;
constexpr auto AnswerBound = 200ms;

int msec(std::chrono::milliseconds value) { return static_cast<int>(value.count()); }

} // namespace

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

ServerProcess::ServerProcess(Tier tier, const QString &name, const QString &log,
    const std::optional<Account> &account, ChildGuard::Ending ending)
    : m_tier(tier)
    , m_name(name)
    , m_log(log)
    , m_guard(account, ending)
{ }

ServerProcess::~ServerProcess()
{
    if (m_process && m_process->state() != QProcess::NotRunning) {
        m_expectEnd = true;
        killTree(pid());
        m_process->waitForFinished(2000);
    }
}

Result<Done> ServerProcess::launch()
{
    m_expectEnd = true;
    m_frozen.clear();
    QFile::remove(m_log);
    m_process = std::make_unique<QProcess>();
    m_process->setProgram(program());
    m_process->setArguments(arguments());
    m_process->setProcessEnvironment(serverEnvironment());
    m_process->setWorkingDirectory(QDir::rootPath()); // ours may be closed to its account
    m_process->setStandardInputFile(QProcess::nullDevice());
    m_process->setProcessChannelMode(QProcess::MergedChannels);
    // Appending, so that boundLog() can cut it under the server's hands.
    m_process->setStandardOutputFile(m_log, QIODevice::Append);
    m_guard.prepare(*m_process);
    connect(m_process.get(), &QProcess::finished, this, &ServerProcess::onFinished);
    m_process->start();
    if (!m_process->waitForStarted(5000)) {
        return Error{ErrorKind::Internal, {},
            tr("%1 cannot be started from %2.").arg(m_name, program()).toStdString(),
            m_process->errorString().toStdString()};
    }
    m_guard.started(pid());
    return Done{};
}

bool ServerProcess::isRunning(std::chrono::milliseconds wait)
{
    return m_process && m_process->state() != QProcess::NotRunning
        && !m_process->waitForFinished(msec(wait));
}

void ServerProcess::onFinished(int code, QProcess::ExitStatus status)
{
    m_guard.ended();
    m_frozen.clear();
    if (m_expectEnd)
        return;
    m_expectEnd = true;
    Q_EMIT died(status == QProcess::CrashExit ? tr("was killed by signal %1").arg(code)
                                              : tr("ended with code %1").arg(code));
}

void ServerProcess::beginStop()
{
    m_expectEnd = true;
    thaw();
    if (isRunning())
        askToStop();
}

void ServerProcess::finishStop(std::chrono::milliseconds bound)
{
    if (isRunning(bound))
        kill();
}

void ServerProcess::kill()
{
    m_expectEnd = true;
    Pids all;
    if (isRunning()) {
        all = freezeTree(pid());
        killAll(all);
        m_process->waitForFinished(2000);
    }
    // The children are nobody's now; the next start has to wait for the memory they share.
    const QDeadlineTimer bound(2s);
    const auto awaitGone = [&](const Pids &pids) {
        while (std::ranges::any_of(pids, &isAlive) && !bound.hasExpired())
            QThread::usleep(500);
    };
    awaitGone(all);
    if (const Pids left = stragglers(); !left.empty()) {
        killAll(left);
        awaitGone(left);
    }
}

bool ServerProcess::freeze()
{
    if (!isRunning())
        return false;
    if (m_frozen.empty()) {
        m_frozen = freezeTree(pid());
        m_guard.frozen(m_frozen);
    }
    return true;
}

void ServerProcess::thaw()
{
    if (m_frozen.empty())
        return;
    tierlens::thaw(m_frozen);
    m_guard.thawed();
    m_frozen.clear();
}

std::string ServerProcess::lastWords() const
{
    QFile log(m_log);
    if (!log.open(QIODevice::ReadOnly))
        return {};
    log.seek(std::max<qint64>(0, log.size() - 2000));
    return log.readAll().trimmed().toStdString();
}

void ServerProcess::boundLog()
{
    if (QFile log(m_log); log.size() > LargestLog)
        log.resize(0);
}

bool ServerProcess::connectTo(QLocalSocket &socket, const QString &path)
{
    if (!QFile::exists(path))
        return false;
    socket.connectToServer(path);
    return socket.waitForConnected(msec(AnswerBound));
}

bool ServerProcess::await(QLocalSocket &socket, qint64 bytes, std::chrono::milliseconds bound)
{
    const QDeadlineTimer deadline(bound);
    while (socket.bytesAvailable() < bytes) {
        if (deadline.hasExpired() || !socket.waitForReadyRead(int(deadline.remainingTime())))
            return socket.bytesAvailable() >= bytes;
    }
    return true;
}

} // namespace tierlens
