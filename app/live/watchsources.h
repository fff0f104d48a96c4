// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/watchsession.h"
#include "watch/rediswatch.h"
#include "watchpostgres/postgreswatch.h"

#include <memory>

namespace tierlens {

// The threads that look at the servers of one session.
class WatchSession::Sources
{
public:
    std::unique_ptr<RedisWatch> redis; // null: no such server, or its address cannot be read
    std::unique_ptr<PostgresWatch> postgres;
    SinceStart burstAt{}; // when the last one was ordered

    template <typename Call> void forBoth(Call call)
    {
        if (redis)
            call(*redis);
        if (postgres)
            call(*postgres);
    }
};

} // namespace tierlens
