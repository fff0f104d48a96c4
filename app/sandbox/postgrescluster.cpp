// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/postgrescluster.h"

#include "processes/childguard.h"
#include "processes/directchild.h"
#include "sandbox/loopbackdoors.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QThread>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

constexpr int ToolBound = 60'000; // ms; initdb takes one to three seconds

// What --single prints for errors; a prompt may stand before it.
bool holdsError(const QByteArray &text)
{
    return text.contains("ERROR:") || text.contains("FATAL:") || text.contains("PANIC:");
}

qint64 postmasterOf(const QString &data)
{
    QFile file(data + QLatin1String("/postmaster.pid"));
    return file.open(QIODevice::ReadOnly) ? file.readLine().trimmed().toLongLong() : 0;
}

} // namespace

Pids postgresProcesses(const QString &data)
{
    Pids found = processesIn(data);
    std::erase_if(
        found, [](qint64 pid) { return !commandLine(pid).contains(QLatin1String("postgres")); });
    // Where the system does not show us others' folders, the postmaster's command line tells.
    const qint64 postmaster = postmasterOf(data);
    if (postmaster > 1 && std::ranges::find(found, postmaster) == found.end() && isAlive(postmaster)
        && commandLine(postmaster).contains(data)) {
        found.push_back(postmaster);
        std::ranges::copy(childrenOf(postmaster), std::back_inserter(found));
    }
    return found;
}

void endOrphans(const QString &data)
{
    Pids left = postgresProcesses(data);
    const auto awaitGone = [&left](std::chrono::milliseconds bound) {
        const QDeadlineTimer deadline(bound);
        while (!left.empty() && !deadline.hasExpired()) {
            QThread::msleep(5);
            std::erase_if(left, [](qint64 pid) { return !isAlive(pid); });
        }
    };
    const qint64 postmaster = postmasterOf(data);
    if (std::ranges::find(left, postmaster) != left.end()) {
        thaw(left); // it may have been frozen
        interrupt(postmaster);
        awaitGone(10s);
    }
    if (!left.empty()) {
        killAll(left);
        awaitGone(2s);
    }
    // A number from before a reboot may belong to somebody else by now, and Postgres would refuse.
    if (postmaster > 1 && isAlive(postmaster) && postgresProcesses(data).empty())
        QFile::remove(data + QLatin1String("/postmaster.pid"));
}

PostgresCluster::~PostgresCluster()
{
    if (m_sync && m_sync->state() != QProcess::NotRunning) {
        killTree(m_sync->processId());
        m_sync->waitForFinished(2000);
    }
}

std::unique_ptr<QProcess> PostgresCluster::tool(
    const QString &program, const QStringList &arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProgram(program);
    process->setArguments(arguments);
    process->setProcessEnvironment(serverEnvironment());
    process->setWorkingDirectory(QDir::rootPath());
    process->setProcessChannelMode(QProcess::MergedChannels);
    ChildGuard(m_account, ChildGuard::Ending::Kill).prepare(*process);
    return process;
}

Result<Done> PostgresCluster::run(const QString &program, const QStringList &arguments,
    const QByteArray &input, const QString &failure, const QString &password) const
{
    const auto process = tool(program, arguments);
    if (!password.isEmpty()) { // not on the command line, which everybody can read
        auto environment = process->processEnvironment();
        environment.insert(QStringLiteral("PGPASSWORD"), password);
        process->setProcessEnvironment(environment);
    }
    process->start();
    process->write(input);
    process->closeWriteChannel();
    const bool ended = process->waitForFinished(ToolBound);
    const QByteArray output = process->readAll();
    if (!ended) {
        killTree(process->processId());
        process->waitForFinished(2000);
    }
    if (ended && process->exitStatus() == QProcess::NormalExit && process->exitCode() == 0
        && !holdsError(output))
        return Done{};
    return Error{ended ? ErrorKind::Refused : ErrorKind::Timeout, {}, failure.toStdString(),
        output.isEmpty() ? process->errorString().toStdString()
                         : output.right(2000).trimmed().toStdString()};
}

Result<Done> PostgresCluster::make()
{
    const QString data = m_folder.data();
    if (!makePrivateFolder(data, m_account)) {
        return Error{
            ErrorKind::Denied, {}, tr("The folder %1 cannot be made.").arg(data).toStdString(), {}};
    }
    const QString password = m_doors.password();
    QStringList arguments{QStringLiteral("-A"),
        password.isEmpty() ? QStringLiteral("trust") : QStringLiteral("scram-sha-256"),
        QStringLiteral("-E"), QStringLiteral("UTF8"), QStringLiteral("--no-locale"),
        QStringLiteral("-U"), QStringLiteral("tierlens"), QStringLiteral("--no-sync"),
        QStringLiteral("-D"), data};
    if (!password.isEmpty())
        arguments << QLatin1String("--pwfile=") + LoopbackDoors::passwordFile(m_folder);
    auto made = run(m_programs.initdb, arguments, {},
        tr("Postgres' initdb could not make a cluster in %1.").arg(data));
    if (!made)
        return made;
    if (!password.isEmpty()) {
        // pg_ctl hands options to a shell; a file needs no quoting.
        QFile file(data + QLatin1String("/postgresql.conf"));
        if (file.open(QIODevice::WriteOnly) && file.write("include = '../postgres.conf'\n") > 0)
            return Done{};
        return Error{
            ErrorKind::Denied, {}, tr("The folder %1 cannot be made.").arg(data).toStdString(), {}};
    }
    return run(m_programs.postgres,
        {QStringLiteral("--single"), QStringLiteral("-F"), QStringLiteral("-D"), data,
            QStringLiteral("-c"),
            QLatin1String("config_file=") + m_folder.file(QLatin1String("postgres.conf")),
            QStringLiteral("template1")},
        furniture(), withoutFurniture());
}

// In template1, so that the database made from it has the extension. One command a line.
QByteArray PostgresCluster::furniture() const
{
    QByteArray login = "LOGIN";
    if (const QString password = m_doors.password(); !password.isEmpty())
        login += " PASSWORD '" + password.toLatin1() + '\'';
    return "CREATE EXTENSION pg_stat_statements;\n"
           "CREATE ROLE tierlens_app "
        + login
        + ";\n"
          "CREATE DATABASE tierlens OWNER tierlens;\n";
}

QString PostgresCluster::withoutFurniture() const
{
    return tr("Postgres could not be given pg_stat_statements and the database of the sandbox: "
              "install "
              "the contrib modules of PostgreSQL %1, or see below.")
        .arg(m_programs.postgresMajor());
}

Result<Done> PostgresCluster::furnish()
{
    if (m_doors.password().isEmpty())
        return Done{};
    QString where = m_doors.postgresUri(QStringLiteral("tierlens"));
    where = where.section(u' ', 0, 2) + QLatin1String(" dbname=template1"); // host, port, user
    return run(m_programs.postgresTool(QLatin1String("psql")),
        {QStringLiteral("-X"), QStringLiteral("-q"), QStringLiteral("-v"),
            QStringLiteral("ON_ERROR_STOP=1"), QStringLiteral("-d"), where, QStringLiteral("-f"),
            QStringLiteral("-")},
        furniture(), withoutFurniture(), m_doors.password());
}

void PostgresCluster::beginSync()
{
    m_sync = tool(
        m_programs.initdb, {QStringLiteral("--sync-only"), QStringLiteral("-D"), m_folder.data()});
    m_sync->start(QIODevice::ReadOnly);
}

Result<Done> PostgresCluster::finishSync()
{
    // A file that the running server removed meanwhile makes it fail: once more, then.
    for (int tries = 0; tries < 3; ++tries) {
        if (m_sync->state() != QProcess::NotRunning)
            m_sync->waitForFinished(ToolBound);
        if (m_sync->state() == QProcess::NotRunning && m_sync->exitStatus() == QProcess::NormalExit
            && m_sync->exitCode() == 0)
            return Done{};
        if (m_sync->state() != QProcess::NotRunning)
            break;
        beginSync();
    }
    return Error{ErrorKind::Refused, {},
        tr("The new cluster in %1 cannot be written to the disk: check the disk.")
            .arg(m_folder.data())
            .toStdString(),
        m_sync->readAll().trimmed().toStdString()};
}

} // namespace tierlens
