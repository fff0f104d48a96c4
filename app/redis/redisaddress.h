// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tierlens {

// Where a Redis is and how to log in. Source: a URI as users know it,
// redis[s]://[[user][:password]@][host][:port][/db] or unix://[user:password@]/path[?db=n]
// (also redis-socket://, redis+unix://). Never printed whole: see shown().
struct RedisAddress
{
    std::string host = "localhost";
    std::uint16_t port = 6379;
    std::string socket; // path; set: host and port do not count
    std::string user, password;
    int db = 0;
    bool tls = false;

    static Result<RedisAddress> parse(std::string_view uri);
    std::string shown() const; // without the password
};

} // namespace tierlens
