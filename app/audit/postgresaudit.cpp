// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/postgresaudit.h"

#include "watchpostgres/postgressession.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <chrono>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
struct PostgresAuditWords
{
    Q_DECLARE_TR_FUNCTIONS(Audit)
};

constexpr std::chrono::milliseconds TimeToCount{3000}; // all tables together

// Each with our mark, so that a watch that runs beside us takes them off.
constexpr const char *AboutServer = R"(
       split_part(current_setting('server_version'), ' ', 1), current_database(),
       pg_database_size(current_database()), pg_is_in_recovery(),
       pg_has_role('pg_read_all_stats', 'USAGE'),
       coalesce(extract(epoch FROM d.stats_reset)::bigint, 0),
       extract(epoch FROM pg_postmaster_start_time())::bigint,
       EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_stat_statements')
  FROM pg_stat_database d WHERE d.datname = current_database())";

constexpr const char *AboutSettings = R"( name, setting,
       CASE WHEN unit = '8kB' THEN setting::bigint * 8192 END
  FROM pg_settings
 WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_level', 'data_checksums',
       'archive_mode', 'archive_command', 'archive_library', 'shared_buffers',
       'synchronous_standby_names', 'autovacuum', 'wal_writer_delay'))";

// Rows: a crash and a reset empty the statistics, and then they know only what came since; what
// the last VACUUM or ANALYZE saw is kept. pg_table_size waits for whoever holds ACCESS EXCLUSIVE;
// such tables are told by their pages.
constexpr const char *AboutTables = R"( n.nspname, c.relname, c.relpersistence = 'u',
       greatest(coalesce(s.n_live_tup, 0), c.reltuples::bigint, 0),
       l.oid IS NOT NULL, CASE WHEN l.oid IS NOT NULL THEN c.relpages::bigint * 8192 ELSE pg_table_size(c.oid) END,
       CASE WHEN l.oid IS NOT NULL OR c.reltoastrelid = 0 THEN 0 ELSE pg_total_relation_size(c.reltoastrelid) END,
       CASE WHEN l.oid IS NOT NULL THEN 0 ELSE pg_indexes_size(c.oid) END,
       coalesce(extract(epoch FROM greatest(s.last_vacuum, s.last_autovacuum))::bigint, 0),
       coalesce(extract(epoch FROM greatest(s.last_analyze, s.last_autoanalyze))::bigint, 0),
       coalesce(s.n_tup_ins, 0), coalesce(s.n_tup_upd, 0), coalesce(s.n_tup_del, 0),
       coalesce(s.n_dead_tup, 0),
       has_table_privilege(c.oid, 'SELECT') AND NOT c.relrowsecurity AND c.relispopulated
         AND has_schema_privilege(n.oid, 'USAGE'),
       quote_ident(n.nspname) || '.' || quote_ident(c.relname), count(*) OVER ()
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
       LEFT JOIN (SELECT DISTINCT unnest(ARRAY[k.relation, x.indrelid]) AS oid
                    FROM pg_locks k LEFT JOIN pg_index x ON x.indexrelid = k.relation
                   WHERE k.locktype = 'relation' AND k.mode = 'AccessExclusiveLock'
                     AND k.database = (SELECT oid FROM pg_database WHERE datname = current_database())) l
              ON l.oid = c.oid
 WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND n.nspname <> 'information_schema'
   AND n.nspname !~ '^pg_'
 ORDER BY c.relpages DESC, coalesce(s.n_live_tup, 0) DESC, 1, 2 LIMIT 1000)";

constexpr const char *AboutArchiver = R"( archived_count, failed_count,
       coalesce(extract(epoch FROM last_archived_time)::bigint, 0),
       coalesce(extract(epoch FROM last_failed_time)::bigint, 0) FROM pg_stat_archiver)";

// Copies only: a logical subscriber has what it was sent, and an archive is no server.
constexpr const char *AboutStandbys = R"(
       coalesce(nullif(application_name, ''), host(client_addr), '?'), state, sync_state,
       (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END
        - replay_lsn)::bigint, (extract(epoch FROM replay_lag) * 1000000)::bigint
  FROM pg_stat_replication r
 WHERE NOT EXISTS (SELECT FROM pg_replication_slots s
                    WHERE s.active_pid = r.pid AND s.slot_type = 'logical')
   AND coalesce(r.application_name, '') NOT LIKE 'pg\_receivewal%' ORDER BY 1)";

constexpr const char *AboutSlots = R"( slot_name, slot_type, active,
       (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END
        - restart_lsn)::bigint FROM pg_replication_slots ORDER BY 1)";

constexpr const char *AboutDatabases = R"( datname FROM pg_database
 WHERE NOT datistemplate AND datname NOT IN (current_database(), 'postgres') ORDER BY 1)";

class AuditReader
{
public:
    explicit AuditReader(const std::string &connection)
        : m_session(connection)
    { }
    AuditPostgresFacts read();

private:
    Result<Rows> select(const std::string &what)
    {
        return m_session.ask("SELECT /* " + std::string(PostgresSession::Mark) + " */" + what);
    }
    // Rows, or none and a sentence about what is missing.
    Rows ask(const char *what, const QString &subject)
    {
        auto rows = select(what);
        if (rows)
            return std::move(*rows);
        m_facts.unseen.push_back(PostgresAuditWords::tr("%1: could not be asked: %2")
                                     .arg(subject, QString::fromStdString(rows.error().text))
                                     .toStdString());
        return {};
    }
    void readSettings();
    void readTables();
    void readCopies();
    void count(const std::string &quoted, AuditTableFacts &table);

    PostgresSession m_session;
    AuditPostgresFacts m_facts;
    std::size_t m_counted = 0;
    std::chrono::steady_clock::time_point m_countUntil{};
};

bool yes(const Rows &rows, std::size_t row, std::size_t column)
{
    return rows.text(row, column) == "t" || rows.text(row, column) == "true";
}

AuditPostgresFacts AuditReader::read()
{
    m_facts.isWanted = true;
    m_facts.at = QDateTime::currentMSecsSinceEpoch();
    auto opened = m_session.open();
    if (!opened) {
        m_facts.problem = opened.error().text;
        return m_facts;
    }
    const auto server = select(AboutServer);
    if (!server || server->empty()) {
        m_facts.problem = server ? std::string() : server.error().text;
        return m_facts;
    }
    m_facts.address = m_session.shown();
    m_facts.version = server->text(0, 0);
    m_facts.database = server->text(0, 1);
    m_facts.databaseBytes = server->count(0, 2);
    m_facts.isStandby = yes(*server, 0, 3);
    m_facts.seesReplication = yes(*server, 0, 4);
    m_facts.statisticsSince = server->number(0, 5);
    m_facts.startedAt = server->number(0, 6);
    m_facts.hasStatements = yes(*server, 0, 7);
    readSettings();
    readCopies();
    readTables();
    m_facts.isReached = true;
    return m_facts;
}

void AuditReader::readSettings()
{
    const auto rows = ask(AboutSettings, PostgresAuditWords::tr("Settings"));
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        const std::string name(rows.text(i, 0));
        m_facts.settings[name] = rows.text(i, 1);
        if (name == "shared_buffers")
            m_facts.sharedBuffers = rows.count(i, 2);
    }
    const auto others = ask(AboutDatabases, PostgresAuditWords::tr("Other databases"));
    for (std::size_t i = 0; i < others.rows.size(); ++i)
        m_facts.otherDatabases.emplace_back(others.text(i, 0));
}

void AuditReader::readCopies()
{
    const auto archiver = ask(AboutArchiver, PostgresAuditWords::tr("Archiving"));
    if (!archiver.empty()) {
        m_facts.archived = archiver.count(0, 0);
        m_facts.archiveFailed = archiver.count(0, 1);
        m_facts.lastArchived = archiver.number(0, 2);
        m_facts.lastArchiveFailed = archiver.number(0, 3);
    }
    const auto known = [](const Rows &rows, std::size_t row, std::size_t column) {
        return rows.rows[row][column] ? std::max<std::int64_t>(0, rows.number(row, column)) : -1;
    };
    const auto standbys = ask(AboutStandbys, PostgresAuditWords::tr("Standby servers"));
    for (std::size_t i = 0; i < standbys.rows.size(); ++i) {
        // pg_basebackup and the like come and go; they are counted below.
        if (standbys.text(i, 1) == "backup")
            continue;
        m_facts.standbys.push_back(
            {std::string(standbys.text(i, 0)), std::string(standbys.text(i, 1)),
                std::string(standbys.text(i, 2)), known(standbys, i, 3), known(standbys, i, 4)});
    }
    const auto slots = ask(AboutSlots, PostgresAuditWords::tr("Replication slots"));
    for (std::size_t i = 0; i < slots.rows.size(); ++i)
        m_facts.slots.push_back({std::string(slots.text(i, 0)), std::string(slots.text(i, 1)),
            yes(slots, i, 2), known(slots, i, 3)});
    if (m_session.version() >= 130000) {
        const auto backups = ask(
            " count(*) FROM pg_stat_progress_basebackup", PostgresAuditWords::tr("Base backups"));
        if (!backups.empty())
            m_facts.baseBackups = backups.number(0, 0);
    }
}

void AuditReader::readTables()
{
    const auto before = m_facts.unseen.size();
    const auto rows = ask(AboutTables, PostgresAuditWords::tr("Tables"));
    m_facts.tablesUnknown = m_facts.unseen.size() > before;
    if (!rows.empty())
        m_facts.tablesLeftOut = rows.count(0, 16) - rows.rows.size();
    m_countUntil = std::chrono::steady_clock::now() + TimeToCount;
    for (std::size_t i = 0; i < rows.rows.size(); ++i) {
        AuditTableFacts table;
        table.schema = rows.text(i, 0);
        table.name = rows.text(i, 1);
        table.isUnlogged = yes(rows, i, 2);
        table.rows = rows.count(i, 3);
        table.isSizeEstimated = yes(rows, i, 4);
        table.bytes = rows.count(i, 5);
        table.toastBytes = rows.count(i, 6);
        table.indexBytes = rows.count(i, 7);
        table.lastVacuum = rows.number(i, 8);
        table.lastAnalyze = rows.number(i, 9);
        table.inserted = rows.count(i, 10);
        table.updated = rows.count(i, 11);
        table.deleted = rows.count(i, 12);
        table.deadRows = rows.count(i, 13);
        if (yes(rows, i, 14) && !table.isSizeEstimated && table.bytes <= CountedBytes)
            count(std::string(rows.text(i, 15)), table);
        m_facts.tables.push_back(std::move(table));
    }
    std::stable_sort(m_facts.tables.begin(), m_facts.tables.end(),
        [](const AuditTableFacts &a, const AuditTableFacts &b) {
            return a.bytes + a.indexBytes > b.bytes + b.indexBytes;
        });
}

void AuditReader::count(const std::string &quoted, AuditTableFacts &table)
{
    if (m_counted == MostCounted || std::chrono::steady_clock::now() > m_countUntil)
        return;
    ++m_counted;
    const auto rows = select(" count(*) FROM ONLY " + quoted);
    if (!rows || rows->empty())
        return; // the estimate stays
    table.rows = rows->count(0, 0);
    table.isCounted = true;
}
} // namespace

AuditPostgresFacts readPostgresFacts(const std::string &connection)
{
    return AuditReader(connection).read();
}

} // namespace tierlens
