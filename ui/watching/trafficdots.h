// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "watching/trafficfigures.h"

#include <array>
#include <cstdint>
#include <vector>

namespace tierlens {

// Dots that flow through the pipes at measured rates, one for so many requests that the picture
// stays readable. Geometry and colours are the view's.
class TrafficDots
{
public:
    static constexpr Duration Travel = std::chrono::milliseconds{1600}; // through a pipe
    static constexpr double MostPerSecond = 9; // dots, of the busiest pipe
    struct Dot
    {
        TrafficPipe pipe{};
        double along = 0; // 0 … 1
    };

    void setRates(const std::array<double, TrafficPipes> &perSecond); // < 0: none
    std::uint64_t perDot() const { return m_perDot; } // "1 dot = N requests"
    bool moves() const; // something will be seen to move
    void advance(Duration by);
    void clear() { m_dots.clear(); }
    const std::vector<Dot> &dots() const { return m_dots; }
    // For reduced motion: as many as would be under way, evenly spread.
    std::vector<Dot> standing() const;
    static std::uint64_t dotSize(double fastest); // 1, 2, 5, 10, 25, 50, 100, 250 …

private:
    double next(); // around 1, so that equal rates do not march in step

    std::array<double, TrafficPipes> m_rates{-1, -1, -1, -1}, m_due{}, m_wanted{1, 1, 1, 1};
    std::uint64_t m_perDot = 1;
    std::uint32_t m_chance = 7;
    std::vector<Dot> m_dots;
};

} // namespace tierlens
