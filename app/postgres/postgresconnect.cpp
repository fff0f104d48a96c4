// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/postgresconnect.h"

#include "postgres/postgresaddress.h"
#include "postgres/postgreserrors.h"
#include "postgres/socketcalls.h"

#include <QCoreApplication>

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <memory>
#include <string_view>

namespace tierlens {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

struct Finish
{
    void operator()(PGconn *connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Finish>;

void ignoreNotice(void *, const char *) { } // libpq would print it to stderr

std::string setting(PGconn *connection, std::string_view keyword)
{
    std::string value;
    PQconninfoOption *const all = PQconninfo(connection);
    for (auto *option = all; option && option->keyword; ++option) {
        if (option->keyword == keyword && option->val)
            value = option->val;
    }
    PQconninfoFree(all);
    return value;
}

std::chrono::milliseconds timeoutFor(PGconn *connection, std::chrono::milliseconds ours)
{
    const auto text = setting(connection, "connect_timeout");
    int seconds = 0;
    std::from_chars(text.data(), text.data() + text.size(), seconds);
    return seconds > 0 ? std::chrono::milliseconds(seconds * 1000) : ours;
}

struct PostgresConnectWords
{
    Q_DECLARE_TR_FUNCTIONS(PostgresErrors)
};

Error timeoutError(PGconn *connection, std::chrono::milliseconds time, const std::string &place)
{
    const auto shown = time % 1s == 0ms ? PostgresConnectWords::tr("%1 s").arg(time / 1s)
                                        : PostgresConnectWords::tr("%1 ms").arg(time.count());
    const auto sentence = PQstatus(connection) == CONNECTION_STARTED
        ? PostgresConnectWords::tr(
            "No answer from PostgreSQL at %1 within %2; check host and port, or a firewall "
            "in between.")
        : PostgresConnectWords::tr(
            "PostgreSQL at %1 takes connections but did not answer within %2; it may be "
            "frozen or busy, or it is no PostgreSQL.");
    return {ErrorKind::Timeout, {},
        sentence.arg(QString::fromStdString(place), shown).toStdString(), {}};
}

} // namespace

Result<PGconn *> connectToPostgres(const PostgresConnectOptions &options)
{
    const auto address = PostgresAddress::parse(options.connection);
    if (!address)
        return address.error();
    const auto timeout = std::to_string(std::max<long>(2, long(options.timeout / 1s)));
    const bool addTimeout = address->hasSeveralHosts() && address->connectTimeout.empty();
    const char *const sessionOptions
        = options.sessionOptions.empty() ? nullptr : options.sessionOptions.c_str();
    const std::array names{"dbname", "fallback_application_name", "client_encoding",
        sessionOptions ? "options" : nullptr, static_cast<const char *>(nullptr)};
    const std::array values{options.connection.c_str(), options.fallbackName.c_str(), "UTF8",
        sessionOptions, static_cast<const char *>(nullptr)};

    const auto failed = [&](PGconn *connection) {
        const auto words
            = PostgresAddress::redacted(PQerrorMessage(connection), options.connection);
        return postgresFailure({words, {}, true}, address->shown());
    };
    if (address->hasSeveralHosts()) {
        // Only libpq's own loop goes on to the next host when one does not answer.
        // What comes after the user's own words overrides them.
        const char *const attribute = options.anyServer ? "target_session_attrs" : nullptr;
        const std::array moreNames{"connect_timeout", names[0], names[1], names[2],
            sessionOptions ? names[3] : attribute, sessionOptions ? attribute : nullptr,
            static_cast<const char *>(nullptr)};
        const std::array moreValues{addTimeout ? timeout.c_str() : nullptr, values[0], values[1],
            values[2], sessionOptions ? values[3] : "any", "any",
            static_cast<const char *>(nullptr)};
        Connection connection(PQconnectdbParams(moreNames.data(), moreValues.data(), 1));
        if (PQstatus(connection.get()) != CONNECTION_OK)
            return failed(connection.get());
        PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
        return connection.release();
    }

    Connection connection(PQconnectStartParams(names.data(), values.data(), 1));
    if (PQstatus(connection.get()) == CONNECTION_BAD)
        return failed(connection.get());
    // So that the SQLSTATE is part of the words.
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    PQsetNoticeProcessor(connection.get(), ignoreNotice, nullptr);
    const auto time = timeoutFor(connection.get(), options.timeout);
    const auto end = Steady::now() + time;
    for (auto next = PGRES_POLLING_WRITING; next != PGRES_POLLING_OK;
         next = PQconnectPoll(connection.get())) {
        if (next == PGRES_POLLING_FAILED)
            return failed(connection.get());
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Steady::now());
        if (left <= 0ms
            || !waitForSocket(PQsocket(connection.get()), next == PGRES_POLLING_WRITING, left))
            return timeoutError(connection.get(), time, address->shown());
    }
    return connection.release();
}

std::string placeOf(const PGconn *connection)
{
    PostgresAddress address;
    const auto text = [](const char *value) { return std::string(value ? value : ""); };
    address.user = text(PQuser(connection));
    address.host = text(PQhost(connection));
    address.port = text(PQport(connection));
    address.database = text(PQdb(connection));
    return address.shown();
}

std::string sessionOptionsOf(PGconn *connection) { return setting(connection, "options"); }

} // namespace tierlens
