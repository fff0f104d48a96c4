// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace tierlens {

// Lets many sales go on at the same time, and now and then one who counts them while none is under
// way. Who counts goes first. Any thread; waiting is bounded.
class SalesGate
{
public:
    // False: counting took too long; the sale goes on, but the count may miss it.
    bool beginSale(std::chrono::milliseconds atMost)
    {
        std::unique_lock lock(m_mutex);
        const bool open = m_changed.wait_for(lock, atMost, [this] { return !m_counting; });
        ++m_sales;
        return open;
    }
    void endSale()
    {
        {
            const std::lock_guard lock(m_mutex);
            --m_sales;
        }
        m_changed.notify_all();
    }
    bool beginCount(std::chrono::milliseconds atMost) // false: sales did not end in time
    {
        std::unique_lock lock(m_mutex);
        m_counting = true;
        if (m_changed.wait_for(lock, atMost, [this] { return m_sales == 0; }))
            return true;
        m_counting = false;
        lock.unlock();
        m_changed.notify_all();
        return false;
    }
    void endCount()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_counting = false;
        }
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    int m_sales = 0;
    bool m_counting = false;
};

} // namespace tierlens
