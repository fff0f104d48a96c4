// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

namespace tierlens {

// How often statements are read.
enum class StatementPace : std::uint8_t {
    Usual, // as the options say
    EachLook, // as often as the budget allows, to compare them with what Redis does meanwhile
    // A burst of MONITOR runs, for some seconds: four times a second, or as often as makes it a
    // tenth of one connection's time. The budget counts again when it is over.
    Burst
};

// The pace that was ordered last; that of a burst for 15 s at most, since the word that the burst
// is over may be lost, and nobody else would take the order back. Any thread.
class OrderedPace
{
public:
    static constexpr Duration LongestBurst = std::chrono::seconds{15}; // 10 s, and getting there

    void order(StatementPace pace, SinceStart now)
    {
        const std::lock_guard lock(m_mutex);
        m_burstUntil.reset();
        if (pace == StatementPace::Burst)
            m_burstUntil = now + LongestBurst;
        else
            m_otherwise = pace;
    }
    StatementPace at(SinceStart now) const
    {
        const std::lock_guard lock(m_mutex);
        return m_burstUntil && now < *m_burstUntil ? StatementPace::Burst : m_otherwise;
    }

private:
    mutable std::mutex m_mutex;
    StatementPace m_otherwise = StatementPace::Usual;
    std::optional<SinceStart> m_burstUntil; // nothing: none was ordered, or it was taken back
};

} // namespace tierlens
