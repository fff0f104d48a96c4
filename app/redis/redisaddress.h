// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// Where a Redis is and how to log in. Source: a URI as users know it,
// redis[s]://[[user][:password]@][host][:port][/db] or unix://[user:password@]/path[?db=n]
// (also redis-socket://, redis+unix://); TLS files as ?cacert=…&cert=…&key=…. Never printed whole:
// see shown().
struct RedisAddress
{
    std::string host = "localhost";
    std::uint16_t port = 6379;
    std::string socket; // path; set: host and port do not count
    std::string user, password;
    int db = 0;
    bool tls = false;
    std::string caFile, certificateFile, keyFile; // for TLS; empty: the system's, none
    // redis[s]+sentinel://[user[:password]@]host[:port],host[:port]…/service[/db]
    // [?sentinel-user=…&sentinel-password=…]: the Sentinels say which server is the primary.
    struct Sentinel
    {
        std::string host;
        std::uint16_t port = 26379;
    };
    std::vector<Sentinel> sentinels;
    std::string service, sentinelUser, sentinelPassword;

    static Result<RedisAddress> parse(std::string_view uri);
    std::string shown() const; // without the password
};

} // namespace tierlens
