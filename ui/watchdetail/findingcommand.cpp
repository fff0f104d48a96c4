// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdetail/findingcommand.h"

namespace tierlens {

namespace {
constexpr std::size_t MostOfStatement = 2000; // longer ones were cut

// For a POSIX shell: nothing but the quote itself means anything within single quotes.
QString shellQuoted(const std::string &text)
{
    auto quoted = QString::fromStdString(text);
    quoted.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
    return QLatin1Char('\'') + quoted + QLatin1Char('\'');
}

// A pattern of ours as one for SCAN: only * means anything in it.
std::string globOf(const std::string &pattern)
{
    std::string glob;
    for (const char c : pattern) {
        if (c == '?' || c == '[' || c == ']' || c == '\\')
            glob += '\\';
        glob += c;
    }
    return glob;
}

// Plans it and runs nothing: EXPLAIN ANALYZE would carry out what the statement does.
QString explained(const std::string &statement)
{
    if (statement.empty() || statement.size() >= MostOfStatement)
        return {};
    const bool hasParameters = statement.find("$1") != std::string::npos;
    return (hasParameters
                   ? QStringLiteral("-- PostgreSQL 16 or later; before, put values for $1 …\n"
                                    "EXPLAIN (GENERIC_PLAN)\n")
                   : QStringLiteral("EXPLAIN\n"))
        + QString::fromStdString(statement);
}

QString forRedis(const Finding &finding)
{
    switch (finding.kind) {
    case FindingKind::NoExpiryGrowth: // only to look: * of SCAN reaches into other patterns
    case FindingKind::HardlyEverHit:
    case FindingKind::ExpiryCliff:
        return finding.subject.empty() ? QString()
                                       : QStringLiteral("redis-cli --scan --pattern %1 | head")
                                             .arg(shellQuoted(globOf(finding.subject)));
    case FindingKind::EvictionsBegan:
    case FindingKind::MemoryFull:
        return QStringLiteral("redis-cli INFO memory\nredis-cli CONFIG GET 'maxmemory*'");
    case FindingKind::SlowCommand:
    case FindingKind::ReadsSlower:
        return QStringLiteral("redis-cli SLOWLOG GET 10\nredis-cli INFO commandstats");
    case FindingKind::ClientsBlocked:
        return QStringLiteral("redis-cli CLIENT LIST\nredis-cli CONFIG GET maxclients");
    case FindingKind::RedisAway: // STAT: T is stopped, D waits for a disk
        return QStringLiteral("redis-cli PING\nps -o pid,stat,pcpu,args -C redis-server");
    case FindingKind::CacheLost:
        return QStringLiteral("redis-cli INFO server\nredis-cli INFO persistence");
    default:
        return {};
    }
}

QString forPostgres(const Finding &finding)
{
    switch (finding.kind) {
    case FindingKind::LockQueue:
    case FindingKind::Deadlocks:
        return QStringLiteral(
            "SELECT pid, pg_blocking_pids(pid), state, left(query, 80)\n"
            "FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0;");
    case FindingKind::IdleInTransaction:
        return QStringLiteral("SELECT pid, usename, application_name, now() - xact_start AS open\n"
                              "FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'\n"
                              "ORDER BY open DESC;");
    case FindingKind::ConnectionsRunOut:
        return QStringLiteral("SELECT usename, application_name, state, count(*)\n"
                              "FROM pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC;");
    case FindingKind::ReplicaLags:
        return QStringLiteral("SELECT application_name, state, replay_lag FROM "
                              "pg_stat_replication;\nredis-cli INFO replication");
    case FindingKind::PostgresAway:
        return QStringLiteral("pg_isready\nps -o pid,stat,pcpu,args -C postgres");
    case FindingKind::Failover:
        return QStringLiteral("redis-cli ROLE\nSELECT pg_is_in_recovery();");
    case FindingKind::Checkpoints:
        return QStringLiteral("SHOW max_wal_size; SHOW checkpoint_timeout;");
    case FindingKind::TempFiles:
        return QStringLiteral("SHOW work_mem;");
    case FindingKind::BufferHitFell:
        return QStringLiteral("SHOW shared_buffers;\n"
                              "SELECT relname, heap_blks_read FROM pg_statio_user_tables\n"
                              "ORDER BY 2 DESC LIMIT 10;");
    case FindingKind::StatementSlower:
    case FindingKind::StatementMore:
        return explained(finding.subject);
    default:
        return {};
    }
}
} // namespace

QString commandFor(const Finding &finding)
{
    const auto redis = forRedis(finding);
    return redis.isEmpty() ? forPostgres(finding) : redis;
}

} // namespace tierlens
