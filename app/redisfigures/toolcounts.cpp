// SPDX-License-Identifier: GPL-3.0-or-later
#include "redisfigures/toolcounts.h"

#include "redis/redisaddress.h"

#include <memory>

namespace tierlens {

ToolCounts &ToolCounts::at(const RedisAddress &server)
{
    // Never destroyed: a thread that was left behind by its owner may count until the very end.
    static auto &mutex = *new std::mutex;
    static auto &all = *new std::map<std::string, std::unique_ptr<ToolCounts>>;
    const auto place
        = server.socket.empty() ? server.host + ':' + std::to_string(server.port) : server.socket;
    const std::lock_guard lock(mutex);
    auto &counts = all[place];
    if (!counts)
        counts = std::make_unique<ToolCounts>();
    return *counts;
}

void ToolCounts::answered(std::string_view command, const RedisReply &reply)
{
    const std::lock_guard lock(m_mutex);
    m_counts.answered(std::string(command), reply);
}

void ToolCounts::refused(std::string_view command, const Error &error)
{
    const std::lock_guard lock(m_mutex);
    m_counts.refused(std::string(command), error.code, error.detail);
}

OwnCounts ToolCounts::counts() const
{
    const std::lock_guard lock(m_mutex);
    return m_counts;
}

} // namespace tierlens
