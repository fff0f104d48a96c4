// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datalayer/datalayer.h"
#include "scenario/pacer.h"
#include "scenario/scenario.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace tierlens {

// The clients that play a scenario: 1 to 64 threads, each with connections of its own, sharing one
// rate. Owned by the session; its functions are called from one thread and only stop(), quiesce()
// and setClients() (to fewer) wait, for the requests under way at most.
class Traffic
{
public:
    struct Parts
    {
        RedisOptions redis;
        PostgresOptions postgres;
        DataLayerParts shared;
        Scenario &scenario;
    };
    static constexpr int MaxClients = 64;

    explicit Traffic(Parts parts);
    ~Traffic(); // stops
    Traffic(const Traffic &) = delete;
    Traffic &operator=(const Traffic &) = delete;

    void start(int clients);
    void stop(); // bounded by the timeouts of the connections
    void setClients(int clients);
    void setRate(double perSecond); // over all clients; 0: as fast as it goes
    void setRunning(bool running); // false: pause; requests under way are finished

    // True when no request is under way; then none begins before resume(). False: not in that
    // time; then traffic goes on as if nothing had been asked.
    bool quiesce(std::chrono::milliseconds atMost);
    void resume();

private:
    void client(const std::stop_token &stop);
    void clockwork(const std::stop_token &stop);
    void writer(const std::stop_token &stop);
    enum class Who { Client, Writer }; // a pause is for clients: what they wrote is carried out
    bool enter(const std::stop_token &stop, Who who = Who::Client); // false: stopped
    void leave();
    bool isHeld(Who who) const { return m_quiet || (m_paused && who == Who::Client); }

    Parts m_parts;
    Pacer m_pacer;
    std::atomic<bool> m_paused{false}, m_quiet{false};
    std::atomic<int> m_underWay{0};
    std::mutex m_mutex; // for the two below
    std::condition_variable_any m_released; // clients wait here while held
    std::condition_variable_any m_idle; // quiesce() waits here
    std::vector<std::jthread> m_clients;
    std::jthread m_clockwork; // of the scenario, if it has one
    std::jthread m_writer; // carries out queued writes
};

} // namespace tierlens
