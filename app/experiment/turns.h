// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "scenario/scenario.h"

#include <atomic>
#include <cstdint>
#include <stop_token>

namespace tierlens {

class DataLayer;

// A sequence of turns that is the same whoever plays it: turn n draws from numbers seeded by
// (seed, n) and is due at a fixed moment, so two policies get the same requests at the same times,
// however quick they are. Shared by the clients of one run; play() is called by each on its thread.
class Turns
{
public:
    struct Plan
    {
        std::uint64_t seed = 1;
        std::uint64_t count = 0; // turns; no more are played
        double perSecond = 0; // 0: each as soon as a client is free
        SinceStart from{}; // when the first is due
        SinceStart until{}; // no turn begins later
    };
    Turns(const Plan &plan, Scenario &scenario, const Clock &clock)
        : m_plan(plan)
        , m_scenario(scenario)
        , m_clock(clock)
    { }

    void play(DataLayer &layer, const std::stop_token &stop); // until there are no more
    std::uint64_t played() const { return m_played; }

    static Random numbersFor(std::uint64_t seed, std::uint64_t turn);

private:
    Plan m_plan;
    Scenario &m_scenario;
    const Clock &m_clock;
    std::atomic<std::uint64_t> m_next{0}, m_played{0};
};

// Waits until that moment. False: asked to stop.
bool waitUntil(SinceStart due, const Clock &clock, const std::stop_token &stop);

} // namespace tierlens
