// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "watch/lookqueue.h"
#include "watch/watchedserver.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

namespace tierlens {

// Listens to misses, expiries and evictions that primaries publish, on a thread of its own. May add
// the letters that are missing to notify-keyspace-events, and then puts the setting back: when
// switched off, and at the end. It does not when somebody else has changed the setting since. If
// this process is killed, the setting stays as it was made, until the server is restarted or
// somebody sets it; a later switching off cannot know what was there before.
class KeyEventListener
{
public:
    KeyEventListener(std::function<WatchedServers()> servers, const Clock &clock, LookQueue &queue);
    ~KeyEventListener(); // bounded; puts back

    void set(bool on, bool mayConfigure);

private:
    struct Ear;
    void run(const std::stop_token &stop);
    void listen(bool mayConfigure);
    bool tune(Ear &ear, bool mayConfigure);
    void putBack(Ear &ear);
    void hear(Ear &ear, std::chrono::milliseconds atMost);
    void flush(bool now);
    void tell(bool listening);

    std::function<WatchedServers()> m_servers;
    const Clock &m_clock;
    LookQueue &m_queue;
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    bool m_on = false, m_mayConfigure = false;
    std::uint64_t m_order = 0; // counts orders
    // The thread's own:
    std::vector<std::unique_ptr<Ear>> m_ears;
    KeyEventBatch m_batch;
    SinceStart m_flushed{};
    std::string m_problem, m_told;
    bool m_toldListening = false;
    std::jthread m_thread; // last: ends first
};

} // namespace tierlens
