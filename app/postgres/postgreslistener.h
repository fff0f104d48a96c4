// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/backoff.h"
#include "core/result.h"
#include "postgres/postgresconnection.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

struct pg_conn;

namespace tierlens {

// A small connection that only hears what Postgres' NOTIFY says on one channel. Used by one thread;
// comes back by itself. libpq itself, because libpqxx 6 and 7 have different ideas of this.
class PostgresListener
{
public:
    PostgresListener(PostgresOptions options, std::string channel); // letters and _ only
    ~PostgresListener();
    PostgresListener(const PostgresListener &) = delete;
    PostgresListener &operator=(const PostgresListener &) = delete;

    struct Heard
    {
        std::vector<std::string> payloads; // none: nothing was said in that time
        bool isNew = false; // listens since now: what was said before has not been heard
    };
    // Waits for at most that long (and, if it must connect first, for the options' timeouts).
    Result<Heard> wait(std::chrono::milliseconds atMost);

private:
    Result<Done> open();
    Result<Done> sayListen();
    Error lost();

    struct Finish
    {
        void operator()(pg_conn *connection) const;
    };
    PostgresOptions m_options;
    std::string m_channel;
    std::unique_ptr<pg_conn, Finish> m_connection;
    Backoff m_backoff;
    Error m_lastError;
};

} // namespace tierlens
