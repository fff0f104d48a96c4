// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/redisconnection.h"
#include "redisfigures/toolcounts.h"

#include <deque>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// A RedisConnection of our tools: what the server has answered is told to ToolCounts, so that a
// watch of the same server can take it off its figures. (Logging in is not; it looks at no key.)
class CountedConnection
{
public:
    explicit CountedConnection(RedisOptions options);

    Result<RedisReply> command(std::span<const std::string_view> words);
    Result<RedisReply> command(std::initializer_list<std::string_view> words)
    {
        return command(std::span<const std::string_view>(words.begin(), words.size()));
    }
    Result<Done> append(std::span<const std::string_view> words);
    Result<Done> append(std::initializer_list<std::string_view> words)
    {
        return append(std::span<const std::string_view>(words.begin(), words.size()));
    }
    Result<RedisReply> reply();
    bool isOpen() const { return m_connection.isOpen(); }
    bool lastWasSent() const { return m_connection.lastWasSent(); }

private:
    void count(const std::string &name, const Result<RedisReply> &reply);
    void countExecuted(const RedisReply &executed);

    RedisConnection m_connection;
    ToolCounts &m_counts;
    std::deque<std::string> m_owed; // names of the commands in the pipeline
    bool m_isQueuing = false; // between MULTI and EXEC
    std::vector<std::string> m_queued; // carried out, and counted, with EXEC
};

} // namespace tierlens
