// SPDX-License-Identifier: GPL-3.0-or-later
#include "watching/trafficdots.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

std::uint64_t TrafficDots::dotSize(double fastest)
{
    const double wanted = fastest / MostPerSecond;
    for (std::uint64_t decade = 1;; decade *= 10) {
        // 2.5 of the first decade would be no whole number of requests.
        for (const double step : {1.0, decade == 1 ? 2.0 : 2.5, 5.0}) {
            const double size = step * double(decade);
            if (size >= wanted || size > 1e12)
                return static_cast<std::uint64_t>(size);
        }
    }
}

void TrafficDots::setRates(const std::array<double, TrafficPipes> &perSecond)
{
    const double fastest = std::max(0.0, *std::max_element(perSecond.begin(), perSecond.end()));
    const auto size = dotSize(fastest);
    // A rate that wavers round a border must not change the measure each second.
    if (size > m_perDot || fastest < 0.3 * MostPerSecond * double(m_perDot))
        m_perDot = size;
    m_rates = perSecond;
    std::erase_if(m_dots, [&](const Dot &dot) { return perSecond[std::size_t(dot.pipe)] < 0; });
}

bool TrafficDots::moves() const
{
    return !m_dots.empty()
        || std::any_of(m_rates.begin(), m_rates.end(), [](double rate) { return rate > 0; });
}

double TrafficDots::next()
{
    m_chance = m_chance * 1664525u + 1013904223u;
    return 0.6 + 0.8 * double(m_chance >> 8) / double(1u << 24);
}

void TrafficDots::advance(Duration by)
{
    // After a stall the dots go on where they were instead of jumping.
    const double seconds = std::min(0.1, double(by.count()) / 1e9);
    const double step = seconds / (double(Travel.count()) / 1e9);
    for (auto &dot : m_dots)
        dot.along += step;
    std::erase_if(m_dots, [](const Dot &dot) { return dot.along > 1; });
    for (std::size_t pipe = 0; pipe < TrafficPipes; ++pipe) {
        if (m_rates[pipe] <= 0)
            continue;
        m_due[pipe] += m_rates[pipe] / double(m_perDot) * seconds;
        while (m_due[pipe] >= m_wanted[pipe]) {
            m_due[pipe] -= m_wanted[pipe];
            m_wanted[pipe] = next();
            m_dots.push_back({static_cast<TrafficPipe>(pipe), 0});
        }
    }
}

std::vector<TrafficDots::Dot> TrafficDots::standing() const
{
    std::vector<Dot> dots;
    for (std::size_t pipe = 0; pipe < TrafficPipes; ++pipe) {
        if (m_rates[pipe] <= 0)
            continue;
        const double under = m_rates[pipe] / double(m_perDot) * double(Travel.count()) / 1e9;
        const auto count = std::clamp(std::lround(under), 1l, 16l);
        for (long i = 0; i < count; ++i)
            dots.push_back({static_cast<TrafficPipe>(pipe), (double(i) + 0.5) / double(count)});
    }
    return dots;
}

} // namespace tierlens
