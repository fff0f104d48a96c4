// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/redissettings.h"

#include "redis/redisinfo.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <string>
#include <thread>

namespace tierlens {

Result<std::string> RedisSettings::read(const char *name)
{
    const auto reply = m_redis.command({"CONFIG", "GET", name});
    if (!reply)
        return reply.error();
    if (reply->size() < 2)
        return Error{ErrorKind::Protocol, {},
            std::string("Redis does not say what ") + name + " is set to.", {}};
    return std::string((*reply)[1].text());
}

Result<Done> RedisSettings::set(const char *name, const std::string &value)
{
    const auto reply = m_redis.command({"CONFIG", "SET", name, value});
    return reply ? Result<Done>(Done{}) : Result<Done>(reply.error());
}

Result<Done> RedisSettings::apply(const PolicySet &policies)
{
    if (!policies.changesRedis())
        return restore();
    if (!m_before) {
        const auto memory = read("maxmemory");
        const auto policy = read("maxmemory-policy");
        if (!memory || !policy)
            return memory ? policy.error() : memory.error();
        m_before = Before{*memory, *policy};
    }
    if (auto done = set("maxmemory-policy",
            policies.evictionPolicy.isEmpty() ? m_before->policy
                                              : policies.evictionPolicy.toStdString());
        !done)
        return done;
    if (policies.roomForKeys <= 0)
        return set("maxmemory", m_before->maxMemory);
    // Clients that have just come or gone hold buffers for up to a second, many times what a few
    // keys need: what counts is what remains.
    std::int64_t used = std::numeric_limits<std::int64_t>::max();
    for (int look = 0; look < 12; ++look) {
        const auto info = m_redis.command({"INFO", "memory"});
        if (!info)
            return info.error();
        used = std::min(used, infoNumber(info->text(), "used_memory"));
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return set("maxmemory", std::to_string(used + policies.roomForKeys));
}

Result<Done> RedisSettings::restore()
{
    if (!m_before)
        return Done{};
    if (!m_redis.isOpen()) { // whatever went wrong before, this must not be left behind
        if (auto opened = m_redis.open(); !opened)
            return opened;
    }
    auto memory = set("maxmemory", m_before->maxMemory);
    auto policy = set("maxmemory-policy", m_before->policy);
    if (memory && policy)
        m_before.reset();
    return memory ? policy : memory;
}

} // namespace tierlens
