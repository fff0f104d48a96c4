// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "readings/burst.h"
#include "readings/keysample.h"
#include "readings/postgreslook.h"
#include "readings/redislook.h"

#include <cstdint>
#include <mutex>
#include <utility>
#include <variant>
#include <vector>

namespace tierlens {

struct BurstProgress
{
    Duration ran{};
    std::uint64_t lines = 0;
};
// Whether key events are published because we switched them on, and what went wrong with it.
struct KeyEventsChange
{
    bool listening = false;
    bool switchedOnByUs = false;
    std::string problem;
};
struct KeyEventBatch
{
    std::vector<KeyEvent> events;
    std::uint64_t dropped = 0; // heard, but more than were kept
};

using Looked = std::variant<RedisLook, PostgresLook, KeySampling, KeyEventBatch, KeyEventsChange,
    BurstProgress, Burst>;

// From the threads that look to the GUI thread. Bounded: when nobody takes, the oldest leave.
class LookQueue
{
public:
    void push(Looked looked)
    {
        const std::lock_guard lock(m_mutex);
        if (m_items.size() >= Most) {
            m_items.erase(m_items.begin());
            ++m_dropped;
        }
        m_items.push_back(std::move(looked));
    }
    std::vector<Looked> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_items, {});
    }
    std::uint64_t dropped() const
    {
        const std::lock_guard lock(m_mutex);
        return m_dropped;
    }

private:
    static constexpr std::size_t Most = 4096;
    mutable std::mutex m_mutex;
    std::vector<Looked> m_items;
    std::uint64_t m_dropped = 0;
};

} // namespace tierlens
