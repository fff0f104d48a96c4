// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/postgresserver.h"

#include "processes/pgctlchild.h"
#include "sandbox/postgrescluster.h"

#include <QSysInfo>
#include <QtEndian>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

QByteArray bigEndian(qint32 value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

QByteArray startupMessage()
{
    QByteArray body = bigEndian(3 << 16); // protocol 3.0
    for (const char *word :
        {"user", "tierlens", "database", "tierlens", "application_name", "tierlens start"})
        body += QByteArray(word) + '\0';
    body += '\0';
    return bigEndian(static_cast<qint32>(body.size()) + 4) + body;
}

// One field of an ErrorResponse: 'C' is the SQLSTATE, 'M' the message.
std::string errorField(const QByteArray &body, char wanted)
{
    for (const QByteArray &field : body.split('\0')) {
        if (field.startsWith(wanted))
            return field.mid(1).toStdString();
    }
    return {};
}

// After a crash Postgres first makes sure that all its files are on disk. One call for the whole
// file system does that in a fraction of the seconds that opening thousands of files one by one
// takes, and is as safe; only Linux has it.
QString crashRecovery(int major)
{
    return major >= 14 && QSysInfo::kernelType() == QLatin1String("linux")
        ? QStringLiteral("recovery_init_sync_method = syncfs\n")
        : QString();
}

} // namespace

PostgresServer::PostgresServer(const Programs &programs, const ClusterFolder &cluster,
    const ServerDoors &doors, const std::optional<Account> &account)
    // SIGINT is its fast shutdown: sessions are ended, everything is written.
    : ServerProcess(Tier::Postgres, QStringLiteral("Postgres"),
        cluster.file(QLatin1String("postgres.log")), account, ChildGuard::Ending::Interrupt)
    , m_doors(doors)
    , m_program(programs.postgres)
    , m_data(cluster.data())
    , m_configuration(cluster.file(QLatin1String("postgres.conf")))
    // The two ways differ together: see serversNeedLoopback().
    , m_pgCtl(
          doors.password().isEmpty() ? QString() : programs.postgresTool(QLatin1String("pg_ctl")))
{ }

QString PostgresServer::configuration(const ServerDoors &doors, std::uint64_t memory, int major)
{
    constexpr std::uint64_t MB = 1 << 20;
    const std::uint64_t buffers
        = memory == 0 ? 64 : std::clamp<std::uint64_t>(memory / MB / 16, 16, 256);
    return QStringLiteral(R"(# Written by Tierlens at each start.
%1max_connections = 120

# Careful, as a source of truth has to be. This is what the demo shows the price of.
fsync = on
synchronous_commit = on
full_page_writes = on

# Nobody replicates from here.
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB

shared_buffers = %2MB
maintenance_work_mem = 64MB
jit = off
autovacuum = on
# Many clients at once are the parallelism of the demo; a query that takes all cores would hide
# what the cache saves.
max_parallel_workers_per_gather = 0

# What Postgres itself counts is compared with what Tierlens counts, from each start anew.
shared_preload_libraries = 'pg_stat_statements'
pg_stat_statements.track = top
pg_stat_statements.track_utility = off
pg_stat_statements.save = off

log_checkpoints = off
cluster_name = 'tierlens sandbox'
%3)")
        .arg(doors.postgresSettings())
        .arg(buffers)
        .arg(crashRecovery(major));
}

QStringList PostgresServer::arguments() const
{
    return {QStringLiteral("-D"), m_data, QStringLiteral("-c"),
        QLatin1String("config_file=") + m_configuration};
}

// An orderly hello, as the protocol's version 3 has it: 'R' (come in, or first say who you are),
// 'S' (settings, among them the version), 'Z' (ready), or 'E' with a SQLSTATE.
ServerProcess::Answer PostgresServer::ask()
{
    Answer answer;
    const auto line = m_doors.knock(Tier::Postgres);
    if (!line)
        return answer;
    line->write(startupMessage());
    while (await(*line, 5, 200ms)) {
        const QByteArray head = line->read(5);
        const qint32 size = qFromBigEndian<qint32>(head.constData() + 1) - 4;
        if (size < 0 || size > 100'000 || !await(*line, size, 200ms))
            return answer;
        const QByteArray body = line->read(size);
        if (head.at(0) == 'R' && body.size() >= 4
            && qFromBigEndian<qint32>(body.constData()) != 0) {
            answer.kind = Answer::Kind::Ready; // only one that is up asks for a password
            return answer;
        }
        if (head.at(0) == 'S' && body.startsWith(QByteArrayLiteral("server_version\0"))) {
            answer.version = QString::fromLatin1(body.mid(15).split('\0').at(0).split(' ').at(0));
        } else if (head.at(0) == 'E') {
            answer.code = errorField(body, 'C');
            answer.words = errorField(body, 'M');
            answer.kind = answer.code == "57P03" ? Answer::Kind::Loading // starting, recovering
                : answer.code == "53300"         ? Answer::Kind::Ready // full, so it must be up
                                                 : Answer::Kind::Refused;
            return answer;
        } else if (head.at(0) == 'Z') {
            answer.kind = Answer::Kind::Ready;
            line->write(QByteArrayLiteral("X\0\0\0\4")); // goodbye
            line->waitForBytesWritten(200);
            return answer;
        }
    }
    return answer;
}

// A killed predecessor's children may still hold the shared memory for a moment.
bool PostgresServer::mayTryAgain() const
{
    const std::string words = lastWords();
    return words.find("shared memory block") != std::string::npos
        || words.find("lock file") != std::string::npos;
}

std::unique_ptr<Child> PostgresServer::makeChild()
{
    if (m_pgCtl.isEmpty())
        return ServerProcess::makeChild();
    return std::make_unique<PgCtlChild>(PgCtlChild::Place{m_pgCtl, m_data, log()}, guard());
}

void PostgresServer::askToStop()
{
    if (auto *byPgCtl = qobject_cast<PgCtlChild *>(child()))
        byPgCtl->stop();
    else
        interrupt(pid());
}

Pids PostgresServer::stragglers() const { return postgresProcesses(m_data); }

} // namespace tierlens
