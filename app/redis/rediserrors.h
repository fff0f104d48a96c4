// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "redis/redisaddress.h"

#include <chrono>
#include <string_view>

namespace tierlens {

// An error reply ("READONLY You can't write …") as an Error for people.
Error redisRefusal(std::string_view reply, const RedisAddress &address);

// What was under way when a connection failed, and how it failed.
struct RedisFailure
{
    enum class During { Connecting, LogIn, Command };
    enum class How {
        UnknownHost,
        System, // systemError says it
        Timeout,
        Closed, // by the other end
        NotRedis, // something that is no reply
        Other
    };
    During during = During::Command;
    How how = How::Other;
    int systemError = 0; // errno
    std::string_view words; // the library's or the system's
    std::chrono::milliseconds timeout{0}; // the one that counted
};
Error redisFailure(const RedisFailure &failure, const RedisAddress &address);

} // namespace tierlens
