// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <string>

namespace tierlens {

// What libpq makes of a connection string and the PG* environment, without connecting. What a
// service=… of pg_service.conf adds is known only once connected.
struct PostgresAddress
{
    std::string user, host, port, database, service;
    std::string options; // "-c name=value …"
    std::string connectTimeout; // seconds, as the user wrote them

    static Result<PostgresAddress> parse(const std::string &connection);
    bool hasSeveralHosts() const { return host.find(',') != host.npos; }
    std::string shown() const; // user@host:port/database

    // Words of libpq or the server about a connection, without anything that may be a password.
    static std::string redacted(std::string_view words, std::string_view connection);
};

} // namespace tierlens
