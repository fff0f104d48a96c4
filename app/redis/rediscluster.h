// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "redis/redisdirectory.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace tierlens {

// A server that was named by another: host and port of its own, everything else as `asked`. An
// empty host means the one that was asked.
RedisAddress namedBy(const RedisAddress &asked, std::string_view host, std::int64_t port);
bool isSamePlace(const RedisAddress &a, const RedisAddress &b);
void addPlace(
    std::vector<RedisAddress> &list, RedisAddress address); // unless it is there, or has no port

// A Cluster as one of its nodes sees it.
struct ClusterView
{
    RedisNodes nodes;
    std::vector<RedisAddress> failed; // of the primaries, that a replica in order can replace
    bool isWhole = false; // cluster_state: this node sees a majority, and somebody has every slot
    std::int64_t epoch = 0; // cluster_current_epoch: who knows a higher one knows more
};
Result<ClusterView> viewCluster(
    RedisConnection &connection, const RedisAddress &asked, bool hasShards);

} // namespace tierlens
