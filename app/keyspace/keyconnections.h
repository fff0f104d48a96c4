// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "keyspace/countedconnection.h"

#include <QString>

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tierlens {

// Connections to all primaries that hold the keys of one Redis: alone, named by Sentinels, or a
// Cluster. One thread; each command takes at most the time limit. Their name on the server is
// "tierlens-keys"; what they were answered is in ToolCounts.
class KeyConnections
{
public:
    static constexpr std::string_view Name = "tierlens-keys";
    KeyConnections(const QString &redis, int database,
        std::chrono::milliseconds timeLimit = std::chrono::seconds{3});

    Result<Done> open(); // finds the primaries; before anything else
    bool isCluster() const { return m_isCluster; }
    std::size_t size() const { return m_nodes.size(); }
    CountedConnection &node(std::size_t index) { return m_nodes[index].connection; }

    // Asks the node that has the key; in a Cluster it is found by following redirections.
    Result<RedisReply> command(std::string_view key, std::span<const std::string_view> words);
    Result<RedisReply> command(std::string_view key, std::initializer_list<std::string_view> words)
    {
        return command(key, std::span<const std::string_view>(words.begin(), words.size()));
    }
    // The node that answered for this key, or is likely to.
    CountedConnection &nodeOf(std::string_view key) { return m_nodes[indexOf(key)].connection; }
    // Whether the last failed command may have been carried out (see RedisConnection).
    bool lastWasSent() const { return m_sent; }

private:
    struct Node
    {
        RedisAddress address;
        CountedConnection connection;
        explicit Node(RedisOptions options)
            : address(options.address)
            , connection(std::move(options))
        { }
    };
    std::size_t indexOf(std::string_view key) const;
    std::optional<std::size_t> indexAt(const Error &redirection);
    RedisOptions optionsFor(RedisAddress address) const;

    QString m_redis;
    int m_database;
    std::chrono::milliseconds m_timeLimit;
    RedisAddress m_asked;
    std::deque<Node> m_nodes; // never move
    std::map<std::uint16_t, std::size_t> m_slots; // learned
    bool m_isCluster = false, m_sent = false;
};

// Of a Cluster, the part of the keyspace a key belongs to: 0 … 16383.
std::uint16_t clusterSlot(std::string_view key);

} // namespace tierlens
