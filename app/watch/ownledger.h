// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redisfigures/owncounts.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace tierlens {

// What all our connections to one server did there. Any thread.
class OwnLedger
{
public:
    // To be held from sending to the last answer. So no command of another connection of ours is
    // half counted while the server's counters are read.
    std::unique_lock<std::mutex> exchange() { return std::unique_lock(m_exchange); }

    template <typename Change> void change(Change change)
    {
        const std::lock_guard lock(m_mutex);
        change(m_counts);
    }
    OwnCounts counts() const
    {
        const std::lock_guard lock(m_mutex);
        return m_counts;
    }

    void addConnection(std::int64_t id)
    {
        const std::lock_guard lock(m_mutex);
        m_ids.insert(id);
    }
    void removeConnection(std::int64_t id)
    {
        const std::lock_guard lock(m_mutex);
        m_ids.erase(id);
    }
    std::set<std::int64_t> connectionIds() const
    {
        const std::lock_guard lock(m_mutex);
        return m_ids;
    }

    // While MONITOR runs, our other connections' commands show up in it, over a socket without an
    // address of their own. Each is remembered as it is sent, and taken off when its line comes.
    void rememberLines(bool on)
    {
        const std::lock_guard lock(m_mutex);
        m_remembers = on;
        m_lines.clear();
    }
    void sent(const std::string &command, std::string_view first);
    bool takeLine(const std::string &command, std::string_view first);

private:
    std::mutex m_exchange;
    mutable std::mutex m_mutex;
    OwnCounts m_counts;
    std::set<std::int64_t> m_ids;
    std::atomic<bool> m_remembers{false};
    std::vector<std::pair<std::string, std::string>> m_lines;
};

} // namespace tierlens
