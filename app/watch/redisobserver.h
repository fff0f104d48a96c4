// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/redisconnection.h"
#include "watch/observer.h"

#include <string_view>

namespace tierlens {

// Reads INFO. Source of every RedisSample.
class RedisObserver final : public Observer
{
public:
    RedisObserver(RedisOptions options, Parts parts);
    ~RedisObserver() override;

    // The figures in the text of INFO; what is absent stays 0.
    static RedisSample parse(std::string_view info, int database);
    static std::string_view field(std::string_view info, std::string_view name);

private:
    Result<Look> look() override;
    Result<Done> reopen() override;

    int m_database;
    RedisConnection m_connection;
};

} // namespace tierlens
