// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace tierlens {

// Gives the requests of all clients their turn: so many a second, evenly, without drift. Slots are
// handed out by one atomic number; whoever is late catches up, but by no more than CatchUp. Any
// thread.
class Pacer
{
public:
    void setRate(double perSecond); // 0: as fast as it goes; takes effect at once
    // Waits for a turn. False: stopped, or the rate has changed (ask again).
    bool waitForTurn(const std::stop_token &stop);
    void skip(std::uint64_t slots); // more was done in one turn: so many turns less for everybody
    void wakeAll(); // those who wait ask again

    static constexpr std::chrono::nanoseconds CatchUp = std::chrono::milliseconds{100};

private:
    using Time = std::chrono::steady_clock::time_point;
    std::atomic<double> m_interval{0}; // ns; 0: none
    std::atomic<double> m_next{0}; // ns of the next free slot, since m_origin
    std::atomic<std::uint64_t> m_generation{0};
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    const Time m_origin = std::chrono::steady_clock::now();
};

} // namespace tierlens
