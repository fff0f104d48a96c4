// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace tierlens {

// How much of one server's time we take: when it may be asked again, and what we used of late.
class KeyScanPace
{
public:
    using Time = std::chrono::steady_clock::time_point;
    using Span = std::chrono::steady_clock::duration;

    // The server was at work for us for `took` until `now`. What a pause got too long is made up
    // for by the next, but never more than a few milliseconds of it: no bursts.
    void worked(Time now, Span took, std::size_t commands, double duty)
    {
        const auto share = std::clamp(duty, 0.001, 1.0);
        const auto turn = std::chrono::duration_cast<Span>(took / share);
        m_due = std::max(m_due, now - took - MostCatchUp) + turn;
        auto &tenth = at(now);
        tenth.busy += took;
        tenth.commands += commands;
    }
    Time due() const { return m_due; }
    void forgetDebt(Time now) { m_due = std::min(m_due, now); } // the duty was raised

    double duty(Time now) const
    {
        return double(sum(now).busy.count()) / double(Span(Second).count());
    }
    double commandsPerSecond(Time now) const { return double(sum(now).commands); }

private:
    static constexpr std::chrono::seconds Second{1};
    static constexpr std::chrono::milliseconds MostCatchUp{5};
    struct Tenth // of a second
    {
        std::chrono::steady_clock::rep number = -1;
        Span busy{};
        std::size_t commands = 0;
    };
    static std::chrono::steady_clock::rep numberOf(Time time)
    {
        return time.time_since_epoch() / std::chrono::milliseconds(100);
    }
    Tenth &at(Time now)
    {
        const auto number = numberOf(now);
        auto &tenth = m_tenths[static_cast<std::size_t>(number) % m_tenths.size()];
        if (tenth.number != number)
            tenth = {number, {}, 0};
        return tenth;
    }
    Tenth sum(Time now) const // of the last ten
    {
        Tenth all;
        const auto number = numberOf(now);
        for (const auto &tenth : m_tenths) {
            if (tenth.number > number - 10 && tenth.number <= number) {
                all.busy += tenth.busy;
                all.commands += tenth.commands;
            }
        }
        return all;
    }
    Time m_due{};
    std::array<Tenth, 10> m_tenths{};
};

} // namespace tierlens
