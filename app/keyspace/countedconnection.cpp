// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyspace/countedconnection.h"

#include <utility>

namespace tierlens {

CountedConnection::CountedConnection(RedisOptions options)
    : m_connection(options)
    , m_counts(ToolCounts::at(options.address))
{ }

Result<RedisReply> CountedConnection::command(std::span<const std::string_view> words)
{
    auto reply = m_connection.command(words);
    count(commandName(words), reply);
    return reply;
}

Result<Done> CountedConnection::append(std::span<const std::string_view> words)
{
    auto done = m_connection.append(words);
    if (done)
        m_owed.push_back(commandName(words));
    return done;
}

Result<RedisReply> CountedConnection::reply()
{
    auto reply = m_connection.reply();
    if (m_owed.empty())
        return reply;
    const auto name = std::move(m_owed.front());
    m_owed.pop_front();
    count(name, reply);
    return reply;
}

void CountedConnection::count(const std::string &name, const Result<RedisReply> &reply)
{
    if (!reply) {
        if (m_connection.isOpen()) {
            m_counts.refused(name, reply.error());
        } else { // what it had not answered yet is not counted
            m_owed.clear();
            m_queued.clear();
            m_isQueuing = false;
        }
        return;
    }
    if (m_isQueuing && reply->text() == "QUEUED") {
        m_queued.push_back(name);
        return;
    }
    m_counts.answered(name, *reply);
    if (name == "multi")
        m_isQueuing = true;
    else if (name == "exec")
        countExecuted(*reply);
}

// Nothing was carried out if somebody had changed what was being watched.
void CountedConnection::countExecuted(const RedisReply &executed)
{
    for (std::size_t i = 0; i < m_queued.size() && i < executed.size(); ++i)
        m_counts.answered(m_queued[i], executed[i]);
    m_queued.clear();
    m_isQueuing = false;
}

} // namespace tierlens
