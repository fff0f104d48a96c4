// SPDX-License-Identifier: GPL-3.0-or-later
#include "watch/postgresobserver.h"

#include <QCoreApplication>

#include <array>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
struct PostgresObserverWords
{
    Q_DECLARE_TR_FUNCTIONS(PostgresObserver)
};

// A standby has no current WAL position; what it has replayed grows just the same.
constexpr std::string_view Figures = R"(
SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() - '0/0'
            ELSE pg_current_wal_lsn() - '0/0' END::bigint,
       d.blks_hit, d.blks_read,
       (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
       extract(epoch FROM now() - pg_postmaster_start_time())::bigint,
       current_setting('fsync') = 'on', current_setting('synchronous_commit') <> 'off',
       coalesce((SELECT sum(greatest(c.reltuples, 0)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname = $1 AND c.relkind = 'r'), 0)::bigint,
       split_part(current_setting('server_version'), ' ', 1)
  FROM pg_stat_database d WHERE d.datname = current_database())";
constexpr std::string_view Size = R"(
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = $1 AND c.relkind IN ('r', 'm'))";

PostgresOptions observing(PostgresOptions options)
{
    options.name = "tierlens-observer";
    options.connectTimeout = 1000ms;
    options.statementTimeout = 800ms;
    options.answerTimeout = 900ms; // a frozen server must be told within two seconds
    options.readOnly = true;
    return options;
}
} // namespace

PostgresObserver::PostgresObserver(PostgresOptions options, std::string schema, Parts parts)
    : Observer(Tier::Postgres, parts)
    , m_schema(std::move(schema))
    , m_connection(observing(std::move(options)))
{
    run();
}

PostgresObserver::~PostgresObserver() { stop(); }

Result<Observer::Look> PostgresObserver::look()
{
    const std::array parameters{m_schema};
    const auto figures = m_connection.prepared(Figures, parameters);
    if (!figures)
        return figures.error();
    // Walking the files of a schema is the dearer half, and its size changes slowly.
    const auto now = std::chrono::steady_clock::now();
    if (now - m_sizeAt > 5s) {
        if (const auto size = m_connection.prepared(Size, parameters))
            m_bytes = static_cast<std::uint64_t>(size->number(0, 0));
        m_sizeAt = now;
    }
    if (figures->empty())
        return Error{ErrorKind::Protocol, {},
            PostgresObserverWords::tr("Postgres does not report on the database in use.")
                .toStdString(),
            {}};
    const auto count = [&](std::size_t column) {
        return static_cast<std::uint64_t>(figures->number(0, column));
    };
    PostgresSample sample;
    sample.walBytes = count(0);
    sample.blocksHit = count(1);
    sample.blocksRead = count(2);
    sample.sessions = count(3);
    sample.uptime = std::chrono::seconds(figures->number(0, 4));
    sample.fsync = figures->text(0, 5) == "t";
    sample.synchronousCommit = figures->text(0, 6) == "t";
    sample.rows = count(7);
    sample.bytes = m_bytes;
    return Look{{m_connection.epoch(), sample}, std::string(figures->text(0, 8))};
}

Result<Done> PostgresObserver::reopen() { return m_connection.open(); }

} // namespace tierlens
