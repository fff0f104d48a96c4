// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/testservers.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QLocalSocket>
#include <QThread>

#include <csignal>

namespace tierlens::test {

namespace {

QString shortTemplate()
{
    // The path of a socket has room for about 100 bytes.
    return QDir::tempPath() + QStringLiteral("/tierlens-XXXXXX");
}

bool waitUntil(int milliseconds, const std::function<bool()> &isSo)
{
    const QDeadlineTimer deadline(milliseconds);
    while (!isSo()) {
        if (deadline.hasExpired())
            return false;
        QThread::msleep(5);
    }
    return true;
}

} // namespace

TestRedis::TestRedis(QStringList extraArguments)
    : arguments(std::move(extraArguments))
    , m_folder(shortTemplate())
{ }

bool TestRedis::start()
{
    QString program = TestProcess::find(QStringLiteral("redis-server"));
    if (program.isEmpty())
        program = TestProcess::find(QStringLiteral("valkey-server"));
    QFile::remove(socket());
    const QStringList always{QStringLiteral("--port"), QStringLiteral("0"),
        QStringLiteral("--unixsocket"), socket(), QStringLiteral("--save"), QString(),
        QStringLiteral("--dir"), folder(), QStringLiteral("--daemonize"), QStringLiteral("no")};
    if (!TestProcess::giveFolder(folder())
        || !m_process.start(
            program, always + arguments, m_folder.filePath(QStringLiteral("redis.log"))))
        return false;
    return waitUntil(10'000, [this] {
        QLocalSocket probe;
        probe.connectToServer(socket());
        if (!probe.waitForConnected(100))
            return false;
        probe.write("PING\r\n");
        return probe.waitForBytesWritten(100) && probe.waitForReadyRead(1000);
    });
}

bool TestRedis::stop() { return m_process.stop(SIGTERM); }

std::string TestRedis::uri() const { return "unix://" + socket().toStdString(); }

TestPostgres::TestPostgres(QStringList with, QStringList hba)
    : settings(std::move(with))
    , m_folder(shortTemplate())
    , m_hba(std::move(hba))
{ }

bool TestPostgres::startWithoutWaiting()
{
    if (!m_isMade) {
        const QStringList how{QStringLiteral("-D"), dataFolder(), QStringLiteral("-U"),
            QStringLiteral("demo"), QStringLiteral("-A"), QStringLiteral("trust"),
            QStringLiteral("-E"), QStringLiteral("UTF8"), QStringLiteral("--no-locale"),
            QStringLiteral("--no-sync")};
        if (!TestProcess::giveFolder(folder())
            || !m_process.run(TestProcess::find(QStringLiteral("initdb")), how))
            return false;
        m_isMade = true;
    }
    if (!m_hba.isEmpty() && !setRules(m_hba))
        return false;
    QStringList how{QStringLiteral("-D"), dataFolder(), QStringLiteral("-k"), folder()};
    const QStringList quick{QStringLiteral("listen_addresses="), QStringLiteral("fsync=off"),
        QStringLiteral("full_page_writes=off"), QStringLiteral("synchronous_commit=off"),
        QStringLiteral("shared_buffers=16MB"), QStringLiteral("max_wal_senders=0"),
        QStringLiteral("wal_level=minimal"), QStringLiteral("autovacuum=off")};
    const auto all = quick + settings; // of two of one name, the last counts
    for (const auto &setting : all)
        how << QStringLiteral("-c") << setting;
    return m_process.start(TestProcess::find(QStringLiteral("postgres")), how,
        m_folder.filePath(QStringLiteral("postgres.log")));
}

bool TestPostgres::start()
{
    return startWithoutWaiting() && waitUntil(20'000, [this] { return isReady(); });
}

bool TestPostgres::isReady() const
{
    // As pg_ctl does it: the last line of the lock file tells how far the server is.
    QFile file(dataFolder() + QStringLiteral("/postmaster.pid"));
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const auto lines = file.readAll().split('\n');
    return lines.size() >= 8 && lines[0].toLongLong() == pid() && lines[7].trimmed() == "ready";
}

bool TestPostgres::stop() { return m_process.stop(SIGINT); }

QString TestPostgres::port() const
{
    for (const auto &setting : settings) {
        if (setting.startsWith(QLatin1String("port=")))
            return setting.mid(5);
    }
    return QStringLiteral("5432");
}

std::string TestPostgres::connection(const QString &more) const
{
    return QStringLiteral("host=%1 port=%2 user=demo dbname=postgres %3")
        .arg(folder(), port(), more)
        .toStdString();
}

bool TestPostgres::setRules(const QStringList &hba)
{
    m_hba = hba;
    QFile file(dataFolder() + QStringLiteral("/pg_hba.conf"));
    return file.open(QIODevice::WriteOnly | QIODevice::Truncate)
        && file.write(hba.join(QLatin1Char('\n')).toUtf8() + '\n') > 0;
}

} // namespace tierlens::test
