// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>

namespace tierlens {

// Time since the session began. One origin for all events, so that they can be compared.
using SinceStart = std::chrono::nanoseconds;
using Duration = std::chrono::nanoseconds;

// Passed by reference to whoever needs the time; read from any thread.
class Clock
{
public:
    Clock() = default;
    Clock(const Clock &) = delete;
    Clock &operator=(const Clock &) = delete;
    virtual ~Clock() = default;
    virtual SinceStart now() const = 0;
};

class SteadyClock final : public Clock
{
public:
    SinceStart now() const override
    {
        return std::chrono::duration_cast<SinceStart>(std::chrono::steady_clock::now() - m_origin);
    }

private:
    std::chrono::steady_clock::time_point m_origin = std::chrono::steady_clock::now();
};

// For tests: time passes when told to.
class ManualClock final : public Clock
{
public:
    SinceStart now() const override { return SinceStart{m_now.load()}; }
    void set(SinceStart now) { m_now = now.count(); }
    void advance(Duration by) { m_now += by.count(); }

private:
    std::atomic<SinceStart::rep> m_now{0};
};

} // namespace tierlens
