// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/event.h"
#include "core/eventqueue.h"
#include "core/result.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace tierlens {

// Looks at one server twice a second on a thread and a connection of its own, and tells what it
// sees: ServerChange when its state changes, ServerSample once a second. Its own commands are none
// that a server counts as a cache hit or miss, and none of the demo's statements.
class Observer
{
public:
    struct Parts
    {
        EventQueue &queue;
        const Clock &clock;
        const std::atomic<Epoch> &epoch;
    };
    virtual ~Observer() = default;
    Observer(const Observer &) = delete;
    Observer &operator=(const Observer &) = delete;

    // While the server is being restarted by order, being away is no news.
    void setExpectDown(bool expected) { m_expectDown = expected; }
    // Slower while nobody looks.
    void setSlow(bool slow) { m_slow = slow; }

protected:
    Observer(Tier tier, Parts parts)
        : m_tier(tier)
        , m_parts(parts)
    { }
    void run(); // last line of the derived constructor
    void stop(); // first line of the derived destructor

    struct Look
    {
        ServerSample sample;
        std::string version;
    };
    virtual Result<Look> look() = 0; // bounded by its timeouts
    virtual Result<Done> reopen() = 0;

private:
    void loop(const std::stop_token &stop);
    void tell(ServerChange::State state, const std::string &version, const Error *error);
    void push(What what);

    Tier m_tier;
    Parts m_parts;
    ServerChange::State m_told = ServerChange::State::Unknown;
    Epoch m_toldEpoch = 0;
    std::string m_toldText;
    std::atomic<bool> m_expectDown{false}, m_slow{false};
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    std::jthread m_thread; // last: ends first
};

} // namespace tierlens
