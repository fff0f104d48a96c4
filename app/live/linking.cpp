// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/linking.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration Together = 5ms;
}

void Linking::add(const KeyEventBatch &batch, const KeyPatterns &patterns)
{
    for (const auto &event : batch.events) {
        if (event.kind != KeyEvent::Kind::Miss)
            continue;
        auto pattern = patterns.patternOf(event.key);
        if (pattern.empty())
            continue;
        // Events come in thousands: those of a pattern at nearly one time are one entry. Nearly,
        // since each may lie on either side of the border between two countings of statements.
        const auto same = std::find_if(m_misses.rbegin(), m_misses.rend(), [&](const Heard &heard) {
            return heard.pattern == pattern || event.at - heard.at > Together;
        });
        if (same != m_misses.rend() && same->pattern == pattern && event.at - same->at <= Together)
            ++same->count;
        else
            m_misses.push_back({event.at, std::move(pattern), 1});
    }
    while (!m_misses.empty() && m_misses.back().at - m_misses.front().at > 2min)
        m_misses.pop_front();
}

void Linking::add(const Burst &burst, const std::vector<PatternTraffic> &traffic)
{
    Seen seen{burst.at, burst.at + burst.took, {}, {}};
    for (const auto &pattern : traffic) {
        seen.after[pattern.pattern] = pattern.fillAfter;
        for (const auto at : pattern.fillTimes)
            seen.fills[pattern.pattern].push_back(burst.at + at);
    }
    m_bursts.push_back(std::move(seen));
    if (m_bursts.size() > 8)
        m_bursts.pop_front();
}

void Linking::add(const PostgresLook &look, const KeyPatterns &, Links &links)
{
    const auto from = look.at - look.statementsSpan, to = look.at;
    const auto whole = std::chrono::duration<double>(look.statementsSpan).count();
    std::map<std::string, Links::Fill> fills;
    for (const auto &heard : m_misses) {
        if (heard.at < from || heard.at >= to)
            continue;
        auto &fill = fills[heard.pattern];
        fill.pattern = heard.pattern;
        fill.count += double(heard.count);
    }
    for (const auto &burst : m_bursts) {
        const auto begin = std::max(burst.from, from), end = std::min(burst.to, to);
        if (end - begin < 1s)
            continue;
        // The burst saw a part of the stretch; the rest is taken to have gone on like it.
        const double scale = whole / std::chrono::duration<double>(end - begin).count();
        for (const auto &[pattern, times] : burst.fills) {
            const auto inside = std::count_if(
                times.begin(), times.end(), [&](SinceStart at) { return at >= begin && at < end; });
            auto &fill = fills[pattern];
            fill.pattern = pattern;
            fill.onTheWire = true;
            fill.share = 1 / scale;
            if (const auto after = burst.after.find(pattern); after != burst.after.end())
                fill.after = after->second;
            fill.count = std::max(fill.count, double(inside) * scale);
        }
    }
    std::vector<Links::Fill> list;
    for (auto &[pattern, fill] : fills)
        list.push_back(std::move(fill));
    if (!list.empty())
        links.add(from, to, list, look.statements);
}

std::map<std::string, double> Linking::missesPerSecond(SinceStart now) const
{
    std::map<std::string, double> rates;
    for (auto heard = m_misses.rbegin(); heard != m_misses.rend() && now - heard->at <= 10s;
         ++heard)
        rates[heard->pattern] += double(heard->count) / 10.0;
    return rates;
}

} // namespace tierlens
