// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchpostgres/postgressession.h"

#include <cstdlib>
#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

ServerChange::State postgresHealth(const Error &error)
{
    if (error.kind == ErrorKind::Timeout)
        return ServerChange::State::Frozen;
    // Out of connections (53300), it is neither loading nor recovering.
    if (error.kind == ErrorKind::NotReady && error.code != "53300")
        return ServerChange::State::Loading;
    return ServerChange::State::Lost;
}

void OwnReports::ended(const PostgresOwnCounts &counts, bool askedForReport, Time at)
{
    m_waiting.add(counts);
    if (!askedForReport && at - m_last < 500ms)
        return;
    m_reported.add(std::exchange(m_waiting, {}));
    m_last = at;
}

namespace {

// With target_session_attrs=read-write, libpq refuses a session that is read-only from its first
// message on; such a one becomes so by its first statement.
bool demandsReadWrite(const std::string &connection)
{
    constexpr std::string_view attribute = "read-write";
    const char *const environment = std::getenv("PGTARGETSESSIONATTRS");
    return connection.find(attribute) != connection.npos
        || (environment && environment == attribute);
}

} // namespace

PostgresOptions PostgresSession::optionsFor(const std::string &connection)
{
    PostgresOptions options;
    options.connection = connection;
    options.name = Name;
    options.connectTimeout = 1000ms;
    options.statementTimeout = 1500ms;
    options.answerTimeout = 1900ms; // a frozen server must be told within two seconds
    options.readOnly = !demandsReadWrite(connection);
    return options;
}

PostgresSession::PostgresSession(const std::string &connection)
    : m_connection(std::make_unique<PostgresConnection>(optionsFor(connection)))
{ }

Result<Done> PostgresSession::open()
{
    m_planned.clear();
    const auto begin = OwnReports::Time::clock::now();
    if (const auto opened = m_connection->open(); !opened)
        return opened.error();
    m_use.serverTime += OwnReports::Time::clock::now() - begin;
    // Not by SET, which pg_stat_statements would show as somebody's. What the user's own options
    // say is of no account here: this session must never be the one that harms. A generic plan
    // that is compiled or run by several processes would cost more than it saves.
    std::string sql = "SELECT /* " + std::string(Mark)
        + " */ set_config(name, value, false) FROM (VALUES "
          "('application_name', '"
        + std::string(Name)
        + "'), ('statement_timeout', '1500'), "
          "('lock_timeout', '100'), ('idle_in_transaction_session_timeout', '5000'), "
          "('default_transaction_read_only', 'on'), ('jit', 'off'), "
          "('max_parallel_workers_per_gather', '0'), ('DateStyle', 'ISO')";
    if (version() >= 140000)
        sql += ", ('idle_session_timeout', '600000')"; // should we vanish without a word
    sql += ") settings(name, value)";
    if (canAskForReports())
        sql += ", (SELECT pg_stat_force_next_flush() IS NULL) flush"; // all until now is the past
    if (const auto set = ask(sql); !set) {
        close();
        return set.error();
    }
    return Done{};
}

template <typename Call> Result<Rows> PostgresSession::timed(Call call, std::uint64_t transactions)
{
    if (!isOpen())
        return m_lost;
    const auto begin = OwnReports::Time::clock::now();
    auto rows = call();
    const auto end = OwnReports::Time::clock::now();
    m_use.serverTime += end - begin;
    m_use.commands += transactions;
    PostgresOwnCounts counts;
    counts.commits = rows ? transactions : transactions - 1;
    counts.rollbacks = rows ? 0 : 1;
    m_reports.ended(counts, canAskForReports() && rows, end);
    if (!rows && !isOpen())
        m_lost = rows.error();
    return rows;
}

Result<Rows> PostgresSession::ask(const std::string &sql, std::span<const std::string> parameters)
{
    auto rows = timed(
        [&] {
            return parameters.empty() ? m_connection->run(sql) : m_connection->run(sql, parameters);
        },
        1);
    if (!rows && isOpen() && canAskForReports()) {
        // It may have failed before it could ask for our report.
        static_cast<void>(timed(
            [&] {
                return m_connection->run(
                    "SELECT /* " + std::string(Mark) + " */ pg_stat_force_next_flush()");
            },
            1));
    }
    return rows;
}

Result<Rows> PostgresSession::askOften(const std::string &sql)
{
    // Planning it is a transaction of its own.
    const std::uint64_t transactions = isOpen() && m_planned.insert(sql).second ? 2 : 1;
    return timed([&] { return m_connection->prepared(sql, {}); }, transactions);
}

void PostgresSession::used(const PostgresOwnCounts &counts)
{
    m_reports.ended(counts, canAskForReports(), OwnReports::Time::clock::now());
}

OwnUse PostgresSession::takeUse() { return std::exchange(m_use, {}); }

} // namespace tierlens
