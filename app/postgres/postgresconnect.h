// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <chrono>
#include <string>

struct pg_conn;

namespace tierlens {

struct PostgresConnectOptions
{
    std::string connection; // as the user wrote it
    std::string fallbackName; // application_name, if the user has none
    std::string sessionOptions; // "-c name=value …"; empty: leave to the user's
    std::chrono::milliseconds timeout{2000}; // unless the user has a connect_timeout
    bool anyServer = false; // of several hosts the first that answers, whatever was asked for
};

// Connects by libpq in bounded time; the caller owns the result. libpqxx could connect itself, but
// then the time is bounded in whole seconds only, and an error comes as text in the language of
// the server, without its SQLSTATE.
Result<pg_conn *> connectToPostgres(const PostgresConnectOptions &options);

// Of an open connection, with what a service file and the environment added.
std::string placeOf(const pg_conn *connection);
std::string sessionOptionsOf(pg_conn *connection);

} // namespace tierlens
