// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/keyconnections.h"

#include "redis/rediscluster.h"
#include "redis/redisdirectory.h"

#include <charconv>

namespace tierlens {

std::uint16_t clusterSlot(std::string_view key)
{
    // Only what stands in the first {…} counts, unless that is empty.
    if (const auto open = key.find('{'); open != std::string_view::npos) {
        const auto close = key.find('}', open + 1);
        if (close != std::string_view::npos && close > open + 1)
            key = key.substr(open + 1, close - open - 1);
    }
    unsigned crc = 0; // CRC-16/XMODEM
    for (const char c : key) {
        crc ^= static_cast<unsigned>(static_cast<unsigned char>(c)) << 8U;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000U) != 0 ? (crc << 1U) ^ 0x1021U : crc << 1U;
        crc &= 0xffffU;
    }
    return static_cast<std::uint16_t>(crc % 16384U);
}

KeyConnections::KeyConnections(
    const QString &redis, int database, std::chrono::milliseconds timeLimit)
    : m_redis(redis)
    , m_database(database)
    , m_timeLimit(timeLimit)
{ }

RedisOptions KeyConnections::optionsFor(RedisAddress address) const
{
    RedisOptions options;
    options.address = std::move(address);
    options.name = Name;
    options.connectTimeout = m_timeLimit;
    options.commandTimeout = m_timeLimit;
    return options;
}

Result<Done> KeyConnections::open()
{
    auto read = RedisAddress::parse(m_redis.toStdString());
    if (!read)
        return read.error();
    m_asked = std::move(*read);
    m_asked.db = m_database;
    auto found = RedisDirectory(optionsFor(m_asked)).find();
    if (!found)
        return found.error();
    m_isCluster = found->mode == "cluster";
    m_nodes.clear();
    m_slots.clear();
    for (auto &primary : found->primaries) {
        primary.db = m_database;
        m_nodes.emplace_back(optionsFor(primary));
    }
    return Done{};
}

std::size_t KeyConnections::indexOf(std::string_view key) const
{
    if (!m_isCluster)
        return 0;
    const auto known = m_slots.find(clusterSlot(key));
    return known == m_slots.end() ? 0 : known->second;
}

// "MOVED 3999 127.0.0.1:6381", "ASK …"; an empty host is the one that was asked.
std::optional<std::size_t> KeyConnections::indexAt(const Error &redirection)
{
    const std::string_view words = redirection.detail;
    const auto space = words.rfind(' '), colon = words.rfind(':');
    if (space == std::string_view::npos || colon == std::string_view::npos || colon < space)
        return {};
    int port = 0;
    const auto digits = words.substr(colon + 1);
    std::from_chars(digits.data(), digits.data() + digits.size(), port);
    auto address = namedBy(m_asked, words.substr(space + 1, colon - space - 1), port);
    if (address.port == 0)
        return {};
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        if (isSamePlace(m_nodes[i].address, address))
            return i;
    }
    m_nodes.emplace_back(optionsFor(std::move(address))); // new since we asked
    return m_nodes.size() - 1;
}

Result<RedisReply> KeyConnections::command(
    std::string_view key, std::span<const std::string_view> words)
{
    m_sent = false;
    auto index = indexOf(key);
    bool asking = false;
    for (int turn = 0;; ++turn) {
        auto &connection = node(index);
        if (asking) {
            if (auto done = connection.command({"ASKING"}); !done)
                return done.error();
        }
        auto reply = connection.command(words);
        if (reply)
            return reply;
        m_sent = connection.lastWasSent();
        const auto &code = reply.error().code;
        if ((code != "MOVED" && code != "ASK") || turn == 4)
            return reply;
        const auto next = indexAt(reply.error());
        if (!next)
            return reply;
        index = *next;
        asking = code == "ASK";
        if (!asking)
            m_slots[clusterSlot(key)] = index;
    }
}

} // namespace tierlens
