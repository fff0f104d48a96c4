// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/postgreslistener.h"

#include "postgres/postgresaddress.h"
#include "postgres/postgresconnect.h"
#include "postgres/postgreserrors.h"
#include "postgres/socketcalls.h"

#include <libpq-fe.h>

namespace tierlens {

using namespace std::chrono_literals;

void PostgresListener::Finish::operator()(pg_conn *connection) const { PQfinish(connection); }

PostgresListener::PostgresListener(PostgresOptions options, std::string channel)
    : m_options(std::move(options))
    , m_channel(std::move(channel))
{ }

PostgresListener::~PostgresListener() = default;

Error PostgresListener::lost()
{
    const auto words
        = PostgresAddress::redacted(PQerrorMessage(m_connection.get()), m_options.connection);
    m_lastError = postgresFailure({words, {}, false}, placeOf(m_connection.get()));
    m_connection.reset();
    m_backoff.failed();
    return m_lastError;
}

Result<Done> PostgresListener::open()
{
    if (!m_backoff.isDue())
        return m_lastError;
    const auto made
        = connectToPostgres({m_options.connection, m_options.name, {}, m_options.connectTimeout});
    if (!made) {
        m_lastError = made.error();
        m_backoff.failed();
        return m_lastError;
    }
    m_connection.reset(*made);
    auto listening = sayListen();
    if (listening)
        m_backoff.succeeded();
    return listening;
}

// Without PQexec, which would wait for a frozen server as long as that likes.
Result<Done> PostgresListener::sayListen()
{
    PGconn *const connection = m_connection.get();
    if (!PQsendQuery(connection, ("LISTEN " + m_channel).c_str()))
        return lost();
    const auto end = std::chrono::steady_clock::now() + m_options.answerTimeout;
    while (PQisBusy(connection)) {
        const auto left
            = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (left <= 0ms || !waitForSocket(PQsocket(connection), false, left)
            || !PQconsumeInput(connection))
            return lost();
    }
    bool isDone = false;
    while (PGresult *result = PQgetResult(connection)) {
        isDone = PQresultStatus(result) == PGRES_COMMAND_OK;
        PQclear(result);
    }
    if (!isDone)
        return lost();
    return Done{};
}

Result<PostgresListener::Heard> PostgresListener::wait(std::chrono::milliseconds atMost)
{
    Heard heard;
    if (!m_connection) {
        if (auto opened = open(); !opened)
            return opened.error();
        heard.isNew = true;
        return heard;
    }
    PGconn *const connection = m_connection.get();
    const auto collect = [&] {
        while (PGnotify *said = PQnotifies(connection)) {
            heard.payloads.emplace_back(said->extra);
            PQfreemem(said);
        }
    };
    collect();
    if (!heard.payloads.empty())
        return heard;
    if (!waitForSocket(PQsocket(connection), false, atMost))
        return heard;
    if (!PQconsumeInput(connection) || PQstatus(connection) != CONNECTION_OK)
        return lost();
    collect();
    return heard;
}

} // namespace tierlens
