// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/linking.h"

#include <algorithm>
#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration Together = 5ms;
constexpr Duration Remembered = 2min;
// Key events come in batches, and are taken in when the window has time.
constexpr Duration UntilHeard = 1500ms;
constexpr std::size_t MostWaiting = 100;
constexpr Duration BatchLasts = 500ms; // the longest from its first event until it is pushed
// A fill at the very beginning of a burst belongs to a read before it.
constexpr Duration FirstFills = 20ms;
} // namespace

void Linking::add(const KeyEventBatch &batch, const KeyPatterns &patterns)
{
    if (batch.dropped > 0 && !batch.events.empty())
        m_deaf.emplace_back(batch.events.front().at, batch.events.back().at + BatchLasts);
    if (m_deaf.size() > MostWaiting)
        m_deaf.pop_front();
    for (const auto &event : batch.events) {
        if (event.kind != KeyEvent::Kind::Miss)
            continue;
        if (!m_hearsSince)
            m_hearsSince = event.at;
        auto pattern = patterns.patternOf(event.key);
        if (pattern.empty())
            continue;
        m_knownSince.try_emplace(pattern, event.at);
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
    while (!m_misses.empty() && m_misses.back().at - m_misses.front().at > Remembered)
        m_misses.pop_front();
}

void Linking::add(const Burst &burst, const std::vector<PatternTraffic> &traffic)
{
    if (burst.lines.empty())
        return;
    // What the server had not yet sent when we closed was not seen.
    Seen seen{burst.firstLine + FirstFills, burst.firstLine + burst.lines.back().at, {}, {}};
    for (const auto &pattern : traffic) {
        seen.after[pattern.pattern] = pattern.fillAfter;
        for (const auto at : pattern.fillTimes)
            seen.fills[pattern.pattern].push_back(burst.firstLine + at);
    }
    m_bursts.push_back(std::move(seen));
    if (m_bursts.size() > 8)
        m_bursts.pop_front();
}

void Linking::add(const PostgresLook &look)
{
    if (look.statementsSpan <= Duration::zero())
        return;
    const auto to = look.statementsAt;
    m_stretches.push_back({to - look.statementsSpan, to, look.statements});
    if (m_stretches.size() > MostWaiting)
        m_stretches.pop_front();
}

void Linking::forgetEvents()
{
    m_misses.clear();
    m_hearsSince.reset();
    m_knownSince.clear();
    m_deaf.clear();
}

bool Linking::hears(const Stretch &stretch) const
{
    return m_hearsSince && *m_hearsSince <= stretch.from
        && std::none_of(m_deaf.begin(), m_deaf.end(), [&](const auto &deaf) {
               return deaf.first < stretch.to && deaf.second > stretch.from;
           });
}

void Linking::addHeard(const Stretch &stretch, Fills &fills) const
{
    for (const auto &heard : m_misses) {
        if (heard.at < stretch.from || heard.at >= stretch.to
            || m_knownSince.at(heard.pattern) > stretch.from)
            continue;
        auto &fill = fills[heard.pattern];
        fill.pattern = heard.pattern;
        fill.count += double(heard.count);
    }
}

// True: a burst tells what happened in this stretch.
bool Linking::addSeen(const Stretch &stretch, Fills &fills) const
{
    bool isSeen = false;
    for (const auto &burst : m_bursts) {
        // Of a stretch that was watched in part, the rest could only be guessed.
        if (stretch.from < burst.from || stretch.to > burst.to)
            continue;
        isSeen = true;
        for (const auto &[pattern, times] : burst.fills) {
            auto &fill = fills[pattern];
            fill.pattern = pattern;
            fill.onTheWire = true;
            if (const auto after = burst.after.find(pattern); after != burst.after.end())
                fill.after = after->second;
            fill.count = double(std::count_if(times.begin(), times.end(),
                [&](SinceStart at) { return at >= stretch.from && at < stretch.to; }));
        }
    }
    return isSeen;
}

bool Linking::settle(SinceStart now, bool isBursting, Links &links)
{
    bool isNews = false;
    while (!isBursting && !m_stretches.empty() && now - m_stretches.front().to >= UntilHeard) {
        const auto stretch = std::move(m_stretches.front());
        m_stretches.pop_front();
        Fills fills;
        const bool isHeard = hears(stretch);
        if (isHeard)
            addHeard(stretch, fills);
        if (!addSeen(stretch, fills) && !isHeard)
            continue;
        std::vector<Links::Fill> list;
        for (auto &[pattern, fill] : fills)
            list.push_back(std::move(fill));
        // No fill at all tells something, too: that what was called then is no fill.
        links.note(stretch.from, stretch.to, list, stretch.statements);
        isNews = true;
    }
    if (isNews)
        links.conclude();
    return isNews;
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
