// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/rediscluster.h"

#include "redis/redisinfo.h"

#include <algorithm>

namespace tierlens {

namespace {

// Of an array of names and values.
RedisReply field(const RedisReply &fields, std::string_view name)
{
    for (std::size_t i = 0; i + 1 < fields.size(); i += 2) {
        if (fields[i].text() == name)
            return fields[i + 1];
    }
    return fields[fields.size()]; // nil
}

// What nodes are to be called by, as the Cluster was set up. "?" stands for a host name that was
// never told; the address helps then.
std::string_view hostOf(std::string_view endpoint, std::string_view ip)
{
    return endpoint == "?" ? ip : endpoint;
}

struct ClusterServers
{
    std::vector<RedisAddress> primaries, replicas, failed; // as in ClusterView
};

// CLUSTER SHARDS, from Redis 7 on.
ClusterServers readShards(const RedisReply &shards, const RedisAddress &asked)
{
    ClusterServers out;
    for (std::size_t i = 0; i < shards.size(); ++i) {
        const auto shard = shards[i];
        const auto nodes = field(shard, "nodes");
        std::vector<RedisAddress> primaries, failed;
        bool hasReplica = false;
        for (std::size_t k = 0; k < nodes.size(); ++k) {
            const auto node = nodes[k];
            auto port = field(node, asked.tls ? "tls-port" : "port").integer();
            if (port == 0)
                port = field(node, asked.tls ? "port" : "tls-port").integer();
            auto address = namedBy(
                asked, hostOf(field(node, "endpoint").text(), field(node, "ip").text()), port);
            const bool isPrimary = field(node, "role").text() == "master";
            if (field(node, "health").text().starts_with("fail")) {
                if (isPrimary)
                    addPlace(failed, std::move(address));
            } else {
                hasReplica |= !isPrimary;
                addPlace(isPrimary ? primaries : out.replicas, std::move(address));
            }
        }
        // After a failover, a dead primary is still listed: in the same shard or in one of its own
        // that has no slots. Before it, its part of the keys has nobody else.
        if (primaries.empty() && field(shard, "slots").size() > 0) {
            primaries = std::move(failed);
            if (hasReplica)
                out.failed.insert(out.failed.end(), primaries.begin(), primaries.end());
        }
        for (auto &primary : primaries)
            addPlace(out.primaries, std::move(primary));
    }
    return out;
}

// CLUSTER SLOTS, which every version has: [first slot, last slot, primary, replica…] each.
ClusterServers readSlots(const RedisReply &ranges, const RedisAddress &asked)
{
    ClusterServers out;
    for (std::size_t i = 0; i < ranges.size(); ++i) {
        const auto range = ranges[i];
        for (std::size_t k = 2; k < range.size(); ++k) {
            const auto node = range[k];
            const auto host = hostOf(node[0].text(), field(node[3], "ip").text());
            addPlace(
                k == 2 ? out.primaries : out.replicas, namedBy(asked, host, node[1].integer()));
        }
    }
    return out;
}

} // namespace

RedisAddress namedBy(const RedisAddress &asked, std::string_view host, std::int64_t port)
{
    RedisAddress out = asked;
    out.sentinels.clear();
    out.service.clear();
    out.sentinelUser.clear();
    out.sentinelPassword.clear();
    out.socket.clear(); // then the host is this machine, as it is by default
    if (!host.empty())
        out.host = host;
    out.port = port > 0 && port <= 65535 ? static_cast<std::uint16_t>(port) : std::uint16_t{0};
    return out;
}

bool isSamePlace(const RedisAddress &a, const RedisAddress &b)
{
    return a.host == b.host && a.port == b.port && a.socket == b.socket;
}

void addPlace(std::vector<RedisAddress> &list, RedisAddress address)
{
    const auto isIt = [&](const RedisAddress &other) { return isSamePlace(address, other); };
    if (address.port != 0 && std::none_of(list.begin(), list.end(), isIt))
        list.push_back(std::move(address));
}

Result<ClusterView> viewCluster(
    RedisConnection &connection, const RedisAddress &asked, bool hasShards)
{
    ClusterView out;
    out.nodes.mode = "cluster";
    if (const auto state = connection.command({"CLUSTER", "INFO"}); state) {
        out.isWhole = infoLine(state->text(), "cluster_state") == "ok";
        out.epoch = infoNumber(state->text(), "cluster_current_epoch");
    } else if (!connection.isOpen()) {
        return state.error();
    } // a user may have the right to the map only

    const auto take = [&](ClusterServers found) {
        out.failed = std::move(found.failed);
        out.nodes.primaries = std::move(found.primaries);
        out.nodes.replicas = std::move(found.replicas);
    };
    if (hasShards) {
        const auto shards = connection.command({"CLUSTER", "SHARDS"});
        if (shards)
            take(readShards(*shards, asked));
        else if (!connection.isOpen())
            return shards.error();
    }
    if (out.nodes.primaries.empty()) {
        const auto slots = connection.command({"CLUSTER", "SLOTS"});
        if (!slots)
            return slots.error();
        take(readSlots(*slots, asked));
    }
    // A node that belongs to no cluster yet.
    if (out.nodes.primaries.empty())
        out.nodes.primaries.push_back(asked);
    return out;
}

} // namespace tierlens
