// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "experiment/policyset.h"
#include "redis/redisconnection.h"

#include <optional>
#include <string>

namespace tierlens {

// Changes how much memory Redis may use and what it throws away, and puts back what was before:
// when told to, and at the latest when it is destroyed. One thread.
class RedisSettings
{
public:
    explicit RedisSettings(RedisConnection &redis)
        : m_redis(redis)
    { }
    ~RedisSettings() { static_cast<void>(restore()); }
    RedisSettings(const RedisSettings &) = delete;
    RedisSettings &operator=(const RedisSettings &) = delete;

    // Room is counted from what Redis uses now: call it when the keys are deleted and all clients
    // are connected.
    Result<Done> apply(const PolicySet &policies);
    Result<Done> restore();

private:
    struct Before
    {
        std::string maxMemory, policy;
    };
    Result<std::string> read(const char *name);
    Result<Done> set(const char *name, const std::string &value);
    RedisConnection &m_redis;
    std::optional<Before> m_before;
};

} // namespace tierlens
