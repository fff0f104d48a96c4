// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "redisfigures/owncounts.h"

#include <mutex>
#include <string_view>

namespace tierlens {

struct RedisAddress;

// What the tools of this process (key browser, values, deletions) asked of one server, beside the
// watch: so that a watch of the same server can take it off its figures. Any thread; lives as long
// as the process.
class ToolCounts
{
public:
    static ToolCounts &at(const RedisAddress &server); // one for each host and port, or socket

    void answered(std::string_view command, const RedisReply &reply); // named as in OwnCounts
    void refused(std::string_view command, const Error &error); // by an error reply
    OwnCounts counts() const;

private:
    mutable std::mutex m_mutex;
    OwnCounts m_counts;
};

} // namespace tierlens
