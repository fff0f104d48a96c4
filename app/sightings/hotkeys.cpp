// SPDX-License-Identifier: GPL-3.0-or-later
#include "sightings/hotkeys.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

void HotKeys::begin(std::int64_t number)
{
    m_running = number;
    m_partial = false;
    Second &second = m_seconds[static_cast<std::size_t>(number) % m_seconds.size()];
    second.number = number;
    second.reads = 0;
    second.keys = 0;
    second.partial = false;
    second.slots.assign(Slots, Slot{});
    m_names.resize(Slots);
}

void HotKeys::add(const Request &request, SinceStart end, bool exact, SightingList &list)
{
    const bool read = request.outcome == Outcome::Hit || request.outcome == Outcome::Miss
        || request.outcome == Outcome::Coalesced || request.outcome == Outcome::Bypass;
    if (!read)
        return;
    const std::int64_t number = end / Duration(1s);
    if (m_running < 0)
        begin(number);
    else if (number > m_running) // a straggler of the second before is filed with the running one
        advance(end, list);
    Second &second = m_seconds[static_cast<std::size_t>(m_running) % m_seconds.size()];
    ++second.reads;
    m_partial = m_partial || !exact;
    const auto key = request.key.view();
    const std::uint64_t hash = std::hash<std::string_view>()(key);
    for (std::size_t i = hash % Slots;; i = (i + 1) % Slots) {
        Slot &slot = second.slots[i];
        if (slot.count > 0 && slot.hash == hash) {
            ++slot.count;
            return;
        }
        if (slot.count == 0) {
            if (second.keys < MostKeys) {
                slot = {hash, 1};
                m_names[i] = request.key;
                ++second.keys;
            }
            return;
        }
    }
}

std::uint32_t HotKeys::countOf(const Second &second, std::uint64_t hash)
{
    if (second.slots.empty())
        return 0;
    for (std::size_t i = hash % Slots;; i = (i + 1) % Slots) {
        if (second.slots[i].count == 0)
            return 0;
        if (second.slots[i].hash == hash)
            return second.slots[i].count;
    }
}

void HotKeys::advance(SinceStart now, SightingList &list)
{
    const std::int64_t number = now / Duration(1s);
    if (m_running < 0 || number <= m_running)
        return;
    closeSecond(list);
    begin(number); // seconds that were slept through stay empty
}

void HotKeys::closeSecond(SightingList &list)
{
    Second &second = m_seconds[static_cast<std::size_t>(m_running) % m_seconds.size()];
    second.partial = m_partial;
    const auto enough = std::max(1.0, Share * double(second.reads));
    for (std::size_t i = 0; second.reads > 0 && i < second.slots.size(); ++i) {
        const Slot &slot = second.slots[i];
        if (double(slot.count) < enough)
            continue;
        const auto known = std::find_if(m_candidates.begin(), m_candidates.end(),
            [&slot](const Candidate &one) { return one.hash == slot.hash; });
        if (known != m_candidates.end())
            known->second = m_running;
        else
            m_candidates.push_back({slot.hash, m_names[i].str(), m_running, 0});
    }
    for (Candidate &candidate : m_candidates)
        judge(candidate, list);
    std::erase_if(m_candidates,
        [this](const Candidate &one) { return one.id == 0 && one.second <= m_running - Window; });
}

void HotKeys::judge(Candidate &candidate, SightingList &list)
{
    std::uint64_t reads = 0, own = 0;
    bool partial = false;
    SinceStart first{};
    for (const Second &second : m_seconds) {
        if (second.number < 0 || second.number <= m_running - Window)
            continue;
        const auto count = countOf(second, candidate.hash);
        reads += second.reads;
        own += count;
        partial = partial || second.partial;
        const auto at = Duration(1s) * second.number;
        if (double(count) >= Share * double(second.reads) && (first == SinceStart{} || at < first))
            first = at;
    }
    const double share = reads == 0 ? 0 : double(own) / double(reads);
    const double rate = double(own) / Window;
    const auto now = Duration(1s) * (m_running + 1);
    auto *sighting = candidate.id > 0 ? list.change(candidate.id) : nullptr;
    if (!sighting) {
        candidate.id = 0;
        if (share >= Share && rate >= Rate)
            candidate.id = list.add({0, Sighting::State::Ongoing, first, now, candidate.key,
                partial, HotKey{rate, share, rate, share, own}});
        return;
    }
    auto &figures = std::get<HotKey>(sighting->figures);
    sighting->partial = sighting->partial || partial;
    if (share < ShareLeft || rate < RateLeft) {
        sighting->state = Sighting::State::Over;
        candidate.id = 0;
        return;
    }
    sighting->to = now;
    figures.perSecond = rate;
    figures.share = share;
    figures.mostPerSecond = std::max(figures.mostPerSecond, rate);
    figures.mostShare = std::max(figures.mostShare, share);
    figures.reads += countOf(
        m_seconds[static_cast<std::size_t>(m_running) % m_seconds.size()], candidate.hash);
}

} // namespace tierlens
