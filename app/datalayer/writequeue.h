// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datalayer/plans.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>

namespace tierlens {

// Writes that have been acknowledged and are not in Postgres yet (write-behind). The queue itself
// is a list in Redis, so that what happens to Redis happens to it; this class knows what should be
// in that list, and so what is gone. One for all clients; any thread, one carries out.
class WriteQueue
{
public:
    static constexpr std::string_view Key = "tierlens:queue:writes"; // newest first
    static constexpr std::string_view InHand = "tierlens:queue:in-hand"; // being carried out
    static constexpr std::chrono::milliseconds Pause{1000}; // between two rounds of carrying out

    WriteQueue();

    // For clients: an element for the list, and then what came of it.
    struct Element
    {
        std::uint64_t id = 0;
        std::string text; // JSON: its statements, so that anybody can see what waits
    };
    Element add(const WritePlan &plan);
    void acknowledge(std::uint64_t id); // Redis has it
    void withdraw(std::uint64_t id); // Redis has it not

    // For the one who carries out.
    std::uint64_t acknowledgedSoFar() const; // a point in time; to be asked before the list
    WritePlan take(std::string_view text); // what that element says
    // The list is empty: whatever was acknowledged until then has gone with Redis. How many.
    std::uint64_t loseAll(std::uint64_t acknowledgedUntil);
    void waitForRound(const std::stop_token &stop) const;

    std::size_t waiting() const { return m_waiting; } // acknowledged, not yet carried out
    std::uint64_t lost() const { return m_lost; } // since the session began
    bool awaitEmptyList(std::chrono::milliseconds atMost) const; // as found from now on

private:
    struct Entry
    {
        WritePlan plan;
        std::uint64_t acknowledgedAs = 0; // 0: not yet
    };
    std::string m_name; // of this process, so that another's elements are told from ours
    mutable std::mutex m_mutex; // guards the next four
    mutable std::condition_variable_any m_changed;
    std::map<std::uint64_t, Entry> m_entries;
    std::uint64_t m_lastId = 0, m_acknowledged = 0;
    std::uint64_t m_foundEmpty = 0; // how often
    std::atomic<std::size_t> m_waiting{0};
    std::atomic<std::uint64_t> m_lost{0};
};

} // namespace tierlens
