// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/serverprocess.h"

#include "processes/directchild.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QThread>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

constexpr qint64 LargestLog = 4'000'000;

} // namespace

ServerProcess::ServerProcess(Tier tier, const QString &name, const QString &log,
    const std::optional<Account> &account, ChildGuard::Ending ending)
    : m_tier(tier)
    , m_name(name)
    , m_log(log)
    , m_account(account)
    , m_guard(account, ending)
{ }

ServerProcess::~ServerProcess()
{
    if (isRunning()) {
        m_expectEnd = true;
        killTree(pid());
        isRunning(2s);
    }
}

Result<Done> ServerProcess::launch()
{
    m_expectEnd = true;
    m_frozen.clear();
    QFile::remove(m_log);
    // It may be the server's account that opens it.
    if (QFile log(m_log); m_account && log.open(QIODevice::WriteOnly))
        giveTo(m_log, *m_account);
    m_child = makeChild();
    connect(m_child.get(), &Child::ended, this, &ServerProcess::onEnded);
    if (m_child->start())
        return Done{};
    return Error{ErrorKind::Internal, {},
        tr("%1 cannot be started from %2.").arg(m_name, program()).toStdString(),
        m_child->errorText().toStdString()};
}

std::unique_ptr<Child> ServerProcess::makeChild()
{
    return std::make_unique<DirectChild>(Child::Order{program(), arguments(), m_log}, m_guard);
}

bool ServerProcess::isRunning(std::chrono::milliseconds wait)
{
    return m_child && m_child->isRunning(wait);
}

void ServerProcess::onEnded(const QString &how)
{
    m_guard.ended();
    m_frozen.clear();
    if (m_expectEnd)
        return;
    m_expectEnd = true;
    Q_EMIT died(how);
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
        isRunning(2s);
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

bool ServerProcess::await(QIODevice &line, qint64 bytes, std::chrono::milliseconds bound)
{
    const QDeadlineTimer deadline(bound);
    while (line.bytesAvailable() < bytes) {
        if (deadline.hasExpired() || !line.waitForReadyRead(int(deadline.remainingTime())))
            return line.bytesAvailable() >= bytes;
    }
    return true;
}

} // namespace tierlens
