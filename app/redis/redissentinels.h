// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "redis/redisconnection.h"

#include <optional>
#include <vector>

namespace tierlens {

// The address of each given Sentinel itself, with the Sentinels' own user and password.
std::vector<RedisAddress> sentinelsOf(const RedisAddress &address);

// What one Sentinel says about the service of an address.
struct SentinelAnswer
{
    std::optional<RedisAddress> primary; // none: it does not know the service
    bool isPrimaryDown = false; // by this Sentinel's own look, or agreed on by several
    std::vector<RedisAddress> replicas; // in order, as far as it sees
    std::vector<RedisAddress> others; // Sentinels of the same service
};
Result<SentinelAnswer> askSentinel(
    const RedisOptions &options, const RedisAddress &sentinel); // options.address: the service's

// Asks the server itself. Usually the answer is the same; during a failover Sentinels may be late.
Result<Done> checkIsPrimary(const RedisOptions &options, const RedisAddress &server);

// Errors of all Sentinels together.
Error noSentinel(const RedisAddress &address, const Error &first);
Error unknownService(const RedisAddress &address);

} // namespace tierlens
