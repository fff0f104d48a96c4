// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <atomic>

namespace tierlens {

// Keeps the clients from all waiting out their timeouts, one request after another, on a Redis that
// accepts connections but does not answer: after one has waited in vain the others pass it by, and
// one of them at a time tries again. (A Redis that refuses connections costs nothing and needs no
// gate.) One for all clients; any thread.
class RedisGate
{
public:
    bool mayAsk(SinceStart now)
    {
        if (!m_shut.load(std::memory_order_relaxed))
            return true;
        auto due = m_nextTry.load();
        return now.count() >= due
            && m_nextTry.compare_exchange_strong(due, (now + TryLasts).count());
    }
    void answered()
    {
        if (m_shut.load(std::memory_order_relaxed))
            m_shut = false;
    }
    void silent(SinceStart now)
    {
        m_nextTry = (now + Pause).count();
        m_shut = true;
    }
    // True now and then: that Redis is full is not said with every request.
    bool mayTellFull(SinceStart now)
    {
        auto due = m_nextTold.load();
        return now.count() >= due
            && m_nextTold.compare_exchange_strong(due, (now + TellEvery).count());
    }

private:
    static constexpr Duration TellEvery = std::chrono::seconds{30};
    static constexpr Duration Pause = std::chrono::milliseconds{250};
    static constexpr Duration TryLasts = std::chrono::milliseconds{2500}; // longer than any timeout
    std::atomic<bool> m_shut{false};
    std::atomic<SinceStart::rep> m_nextTry{0}, m_nextTold{0};
};

} // namespace tierlens
