// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "readings/redislook.h"
#include "watch/redisnode.h"

#include <memory>
#include <vector>

namespace tierlens {

// One look at all primaries, made of the looks at each. Counters are added up, and only if they
// cover the same time: otherwise span is 0, nothing is known. Health is that of the worst.
// own: commands of all, server time of the most burdened, so that its share is one server's.
struct RedisSummary
{
    RedisLook look; // without pace
    Duration sampling{}; // of own.serverTime: looking at keys
};
RedisSummary summary(
    const std::vector<std::unique_ptr<RedisNode>> &nodes, std::vector<RedisNode::Seen> seen);

} // namespace tierlens
