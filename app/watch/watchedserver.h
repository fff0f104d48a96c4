// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/redisconnection.h"
#include "watch/ownledger.h"

#include <memory>
#include <vector>

namespace tierlens {

// One server that is looked at, shared by the threads that have connections to it.
struct WatchedServer
{
    explicit WatchedServer(RedisOptions with)
        : options(std::move(with))
    { }
    RedisOptions options;
    OwnLedger ledger;
};

using WatchedServers = std::vector<std::shared_ptr<WatchedServer>>;

} // namespace tierlens
