// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchpostgres/postgresquestions.h"

#include "watchpostgres/postgressession.h"

#include <string_view>

namespace tierlens {

namespace {

// Each statement is this word, with our mark, and what follows. From 15 on it also has the session
// report its counts when it ends; the planner may not leave a CTE out that is joined.
constexpr std::string_view Begin
    = "WITH /* @mark */ flush AS MATERIALIZED (SELECT @flush AS asked),";

// Sessions are read once. Whom one waits for is asked for those who wait only, and of those for at
// most 100, since each such question stops the lock tables for a moment; the lock tables are read
// only if anybody waits. Details that our rights hide are null, backend_type among them.
constexpr std::string_view Look = R"(
a AS MATERIALIZED (
  SELECT pid, usename, datname, application_name, host(client_addr) || ':' || client_port AS client,
         CASE WHEN backend_type IS NULL AND datid IS NOT NULL THEN 'client backend' ELSE backend_type END AS kind,
         backend_type IS NULL AND datid IS NOT NULL AS unseen,
         state, wait_event_type, wait_event, xact_start, query_start, state_change,
         CASE WHEN state <> 'idle' THEN left(query, 600) END AS query
    FROM pg_stat_activity WHERE pid <> pg_backend_pid()),
w AS MATERIALIZED (
  SELECT pid, ARRAY(SELECT DISTINCT unnest(pg_blocking_pids(pid))) AS blockers
    FROM (SELECT pid FROM a WHERE wait_event_type = 'Lock' ORDER BY state_change LIMIT 100) waiting),
l AS MATERIALIZED (
  SELECT pid, granted, locktype, mode, transactionid, virtualxid,
         CASE WHEN database = (SELECT oid FROM pg_database WHERE datname = current_database())
              THEN relation::regclass::text ELSE relation::text END AS relation
    FROM pg_locks
   WHERE EXISTS (SELECT FROM w) AND (NOT granted OR locktype = 'tuple') AND pid IN (SELECT pid FROM w)),
s AS MATERIALIZED (
  SELECT a.*, w.blockers FROM a LEFT JOIN w USING (pid)
   WHERE a.kind NOT IN ('walsender', 'parallel worker')
     AND (a.state <> 'idle' OR a.wait_event_type = 'Lock'
          OR a.pid IN (SELECT unnest(blockers) FROM w))
   ORDER BY (w.pid IS NOT NULL OR a.pid IN (SELECT unnest(blockers) FROM w)) DESC,
            a.xact_start NULLS LAST
   LIMIT 500)
SELECT 'f', split_part(current_setting('server_version'), ' ', 1), current_database()::text,
       pg_is_in_recovery()::text,
       (CASE WHEN pg_is_in_recovery() THEN coalesce(pg_last_wal_replay_lsn(), '0/0')
             ELSE pg_current_wal_lsn() END - '0/0')::bigint::text,
       CASE WHEN NOT pg_is_in_recovery() THEN NULL
            WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN '0'
            ELSE (extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) * 1000000)::bigint::text END,
       d.xact_commit::text, d.xact_rollback::text, d.blks_hit::text, d.blks_read::text, d.tup_returned::text,
       (d.tup_inserted + d.tup_updated + d.tup_deleted)::text, d.deadlocks::text, d.temp_bytes::text,
       concat(d.stats_reset, b.stats_reset), @checkpoints,
       (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
        - coalesce(current_setting('reserved_connections', true), '0')::int)::text,
       (current_setting('fsync') = 'on')::text, (current_setting('synchronous_commit') <> 'off')::text,
       pg_has_role('pg_read_all_stats', 'USAGE')::text, quote_ident(current_user), a.*
  FROM pg_stat_database d, flush, @checkpointer b,
       (SELECT count(*) FILTER (WHERE kind = 'client backend')::text,
               count(*) FILTER (WHERE kind = 'client backend' AND state = 'active')::text,
               count(*) FILTER (WHERE state LIKE 'idle in transaction%')::text,
               count(*) FILTER (WHERE wait_event_type = 'Lock')::text,
               count(*) FILTER (WHERE unseen)::text,
               (extract(epoch FROM clock_timestamp() - min(xact_start) FILTER (WHERE kind = 'client backend'))
                * 1000000)::bigint::text FROM a) a
 WHERE d.datname = current_database()
UNION ALL
SELECT 's', s.pid::text, s.usename::text, s.datname::text, s.application_name, s.client, s.kind, s.state,
       s.wait_event_type, s.wait_event, s.query,
       (extract(epoch FROM clock_timestamp() - s.xact_start) * 1000000)::bigint::text,
       CASE WHEN s.state = 'active'
            THEN (extract(epoch FROM clock_timestamp() - s.query_start) * 1000000)::bigint::text END,
       (extract(epoch FROM clock_timestamp() - s.state_change) * 1000000)::bigint::text,
       array_to_string(s.blockers, ','),
       (SELECT concat(coalesce(l.relation, (SELECT max(t.relation) FROM l t WHERE t.pid = s.pid AND t.granted),
                               l.locktype || ' ' || coalesce(l.transactionid::text, l.virtualxid, '')),
                      ', ', l.mode)
          FROM l WHERE l.pid = s.pid AND NOT l.granted LIMIT 1),
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM s
UNION ALL
SELECT 'r', concat_ws(' ', nullif(r.application_name, ''), host(r.client_addr)), r.state,
       ((CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END)
        - coalesce(r.replay_lsn, r.sent_lsn))::bigint::text,
       (extract(epoch FROM r.replay_lag) * 1000000)::bigint::text,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM pg_stat_replication r
 WHERE NOT EXISTS (SELECT FROM pg_replication_slots s
                    WHERE s.active_pid = r.pid AND s.slot_type = 'logical')
   AND coalesce(r.application_name, '') NOT LIKE 'pg\_receivewal%')";

// What this transaction has itself read of the catalogues, last: `done` is there only when all
// before it is.
constexpr std::string_view Own = R"(
SELECT 'o', own.* FROM flush, (SELECT count(*) AS rows FROM @before) done, LATERAL (
  SELECT sum(pg_stat_get_xact_tuples_returned(o))::bigint::text,
         sum(pg_stat_get_xact_blocks_fetched(o))::bigint::text,
         sum(pg_stat_get_xact_blocks_hit(o))::bigint::text@nulls
    FROM unnest($1::oid[]) o WHERE done.rows >= 0) own)";

constexpr std::string_view Catalogues = R"(
c AS (SELECT array_agg(oid) AS oids FROM pg_class
       WHERE relnamespace IN (11, 99) AND NOT relisshared AND relkind IN ('r', 'i', 't') AND oid < 16384)
SELECT c.oids::text FROM c, flush)";

constexpr std::string_view HasStatements = R"(
e AS MATERIALIZED (
  SELECT quote_ident(n.nspname) AS schema,
         EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = n.oid AND p.proname = 'pg_stat_statements'
                    AND 'total_exec_time' = ANY (p.proargnames)) AS exec,
         EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = n.oid AND p.proname = 'pg_stat_statements'
                    AND 'toplevel' = ANY (p.proargnames)) AS top,
         EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = n.oid
                    AND p.proname = 'pg_stat_statements_info') AS info
    FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace WHERE x.extname = 'pg_stat_statements')
SELECT 'e', e.schema, e.exec::text, e.top::text, e.info::text,
       (current_setting('pg_stat_statements.max', true) IS NOT NULL)::text
  FROM (VALUES (1)) one LEFT JOIN e ON true
UNION ALL)";

// pg_table_size and pg_indexes_size wait for whoever holds or waits for ACCESS EXCLUSIVE on a table
// or an index of it; those are told by the pages the catalogue remembers.
constexpr std::string_view Tables = R"(
locked AS MATERIALIZED (
  SELECT relation FROM pg_locks
   WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock'
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())),
i AS MATERIALIZED (
  SELECT x.indrelid, sum(c.relpages)::bigint AS pages,
         sum(pg_stat_get_numscans(x.indexrelid))::bigint AS scans,
         bool_or(x.indexrelid IN (SELECT relation FROM locked)) AS locked
    FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid GROUP BY x.indrelid),
t AS MATERIALIZED (
  SELECT c.oid, n.nspname || '.' || c.relname AS name,
         greatest(coalesce(pg_stat_get_live_tuples(c.oid), 0), c.reltuples::bigint, 0) AS rows,
         (c.relpages + coalesce(o.relpages, 0))::bigint AS pages, coalesce(i.pages, 0) AS index_pages, i.scans,
         c.oid IN (SELECT relation FROM locked) OR c.reltoastrelid IN (SELECT relation FROM locked)
           OR coalesce(i.locked, false) OR coalesce(oi.locked, false) AS locked
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         LEFT JOIN pg_class o ON o.oid = c.reltoastrelid AND c.reltoastrelid <> 0
         LEFT JOIN i ON i.indrelid = c.oid
         LEFT JOIN i oi ON oi.indrelid = c.reltoastrelid
   WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't'
     AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
   ORDER BY c.relpages + coalesce(o.relpages, 0) + coalesce(i.pages, 0) + pg_stat_get_live_tuples(c.oid) / 100 DESC
   LIMIT 200),
s AS MATERIALIZED (
  SELECT t.*,
         coalesce(CASE WHEN $2::boolean AND NOT locked THEN pg_table_size(oid) END,
                  pages * current_setting('block_size')::bigint) AS bytes,
         coalesce(CASE WHEN $2::boolean AND NOT locked THEN pg_indexes_size(oid) END,
                  index_pages * current_setting('block_size')::bigint) AS index_bytes
    FROM t)
SELECT 't', name, rows::text, pg_stat_get_dead_tuples(oid)::text, bytes::text, index_bytes::text,
       pg_stat_get_numscans(oid)::text, scans::text,
       extract(epoch FROM greatest(pg_stat_get_last_vacuum_time(oid), pg_stat_get_last_autovacuum_time(oid)))::bigint::text,
       extract(epoch FROM greatest(pg_stat_get_last_analyze_time(oid), pg_stat_get_last_autoanalyze_time(oid)))::bigint::text,
       ($2::boolean AND NOT locked)::text
  FROM s
UNION ALL)";

constexpr std::string_view DatabaseSize = R"(
d AS (SELECT pg_database_size(current_database()) AS bytes)
SELECT d.bytes::text FROM d, flush)";

// Statements without texts: those are kept in a file, and reading it is the dear part. Times in µs.
constexpr std::string_view Statements = R"(
db AS MATERIALIZED (SELECT oid FROM pg_database WHERE datname = current_database())
SELECT 'q', q.queryid::text, pg_get_userbyid(q.userid)::text, @toplevel, q.calls::text, q.rows::text,
       (q.@time * 1000)::bigint::text, q.shared_blks_hit::text, q.shared_blks_read::text
  FROM @schema.pg_stat_statements(false) q, db, flush WHERE q.dbid = db.oid)";
constexpr std::string_view Resets = R"(
UNION ALL
SELECT 'i', i.dealloc::text, i.stats_reset::text, NULL, NULL, NULL, NULL, NULL, NULL
  FROM @schema.pg_stat_statements_info() i)";
// Those asked for, and all of ours, so that they are known before anybody sees them.
constexpr std::string_view Texts = R"(
t AS (SELECT DISTINCT ON (queryid) queryid, left(query, 2100) AS query
        FROM @schema.pg_stat_statements(true) 
       WHERE queryid = ANY ($1::bigint[]) OR query LIKE '%@mark%')
SELECT t.queryid::text, t.query FROM t, flush)";

void put(std::string &sql, std::string_view name, std::string_view value)
{
    for (auto at = sql.find(name); at != sql.npos; at = sql.find(name, at + value.size()))
        sql.replace(at, name.size(), value);
}

std::string marked(std::string_view rest, int version)
{
    auto sql = std::string(Begin).append(rest);
    put(sql, "@mark", PostgresSession::Mark);
    put(sql, "@flush", version >= 150000 ? "pg_stat_force_next_flush() IS NULL" : "false");
    return sql;
}

std::string withOwn(std::string_view rest, std::string_view before, int nulls, int version)
{
    std::string own(Own), empty;
    for (int i = 0; i < nulls; ++i)
        empty += ", NULL::text";
    put(own, "@before", before);
    put(own, "@nulls", empty);
    return marked(std::string(rest) + own, version);
}

} // namespace

PostgresQuestions PostgresQuestions::forVersion(int version)
{
    PostgresQuestions all;
    all.look = marked(Look, version);
    const bool isNew = version >= 170000; // checkpoints have a view of their own
    put(all.look, "@checkpointer", isNew ? "pg_stat_checkpointer" : "pg_stat_bgwriter");
    put(all.look, "@checkpoints",
        isNew ? "b.num_timed::text, b.num_requested::text"
              : "b.checkpoints_timed::text, b.checkpoints_req::text");
    all.catalogues = marked(Catalogues, version);
    all.extension = withOwn(HasStatements, "e", 2, version);
    all.tables = withOwn(Tables, "s", 7, version);
    all.databaseSize = marked(DatabaseSize, version);
    return all;
}

void PostgresQuestions::setExtension(const Extension &there, int version)
{
    statements.clear();
    statementTexts.clear();
    if (there.schema.empty() || !there.isLoaded)
        return;
    statements = marked(Statements, version);
    if (there.hasResets)
        statements += Resets;
    put(statements, "@toplevel", there.hasTopLevel ? "q.toplevel::text" : "'true'");
    put(statements, "@time", there.hasExecTime ? "total_exec_time" : "total_time");
    statementTexts = marked(Texts, version);
    put(statements, "@schema", there.schema);
    put(statementTexts, "@schema", there.schema);
}

} // namespace tierlens
