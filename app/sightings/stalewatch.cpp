// SPDX-License-Identifier: GPL-3.0-or-later
#include "sightings/stalewatch.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

void StaleWatch::apply(const TruthChange &change, SinceStart at)
{
    m_changes.push_back({change.key, change.version, at});
    if (m_changes.size() > MostChanges)
        m_changes.pop_front();
}

void StaleWatch::add(
    const Request &request, SinceStart at, Duration took, bool exact, SightingList &list)
{
    if (request.outcome == Outcome::Write) {
        m_writes.push_back({{request.id, at, request.key.str(), request.version}, at + took});
        if (m_writes.size() > MostWrites)
            m_writes.pop_front();
        return;
    }
    if (request.stale) {
        noteStale(request, at + took, exact, list);
        return;
    }
    if (m_open.empty() || request.outcome == Outcome::Failed || request.version == 0)
        return;
    // A fresh answer ends it. An old one that was merely slower than its successor does not.
    const auto open = m_open.find(request.key.view());
    if (open == m_open.end() || request.version <= open->second.version)
        return;
    if (auto *sighting = list.change(open->second.id))
        sighting->state = Sighting::State::Over;
    m_open.erase(open);
}

void StaleWatch::noteStale(const Request &request, SinceStart end, bool exact, SightingList &list)
{
    const auto key = request.key.view();
    auto open = m_open.find(key);
    if (open != m_open.end() && request.version > open->second.version) {
        if (auto *sighting = list.change(open->second.id))
            sighting->state = Sighting::State::Over;
        m_open.erase(open);
        open = m_open.end();
    }
    if (open == m_open.end()) {
        if (request.staleFor < Age || m_open.size() >= MostOpen)
            return;
        Sighting sighting{
            0, Sighting::State::Ongoing, end, end, std::string(key), !exact, StaleAnswers{}};
        const auto id = list.add(std::move(sighting));
        open = m_open.emplace(key, Episode{id, request.version, end}).first;
    }
    open->second.last = end;
    auto *sighting = list.change(open->second.id);
    if (!sighting)
        return;
    auto &figures = std::get<StaleAnswers>(sighting->figures);
    ++figures.answers;
    figures.oldest = std::max(figures.oldest, request.staleFor);
    figures.version = request.version;
    figures.truth = std::max(figures.truth, request.truth);
    sighting->to = std::max(sighting->to, end);
    sighting->partial = sighting->partial || !exact;
    if (!figures.write)
        link(figures, key, end - request.staleFor);
}

// The moment the truth moved on is known to the nanosecond, for the write told it and the age of
// the answer counts from it. Its request is the one that was under way then.
void StaleWatch::link(StaleAnswers &figures, std::string_view key, SinceStart changedAt) const
{
    figures.changedAt = changedAt;
    const auto near
        = [changedAt](SinceStart at) { return std::chrono::abs(at - changedAt) < Duration(1ms); };
    const auto change = std::find_if(m_changes.rbegin(), m_changes.rend(),
        [&](const Change &one) { return near(one.at) && one.key == key; });
    if (change == m_changes.rend())
        return;
    const Write *only = nullptr;
    int candidates = 0;
    for (auto write = m_writes.rbegin(); write != m_writes.rend(); ++write) {
        if (write->what.at > change->at || write->end < change->at)
            continue;
        if (write->what.key == key && write->what.version == change->version) {
            only = &*write;
            candidates = 1;
            break;
        }
        // A write concerns several keys and is counted under one of them.
        if (write->what.key != key) {
            only = &*write;
            ++candidates;
        }
    }
    if (candidates != 1) // several at that moment: which one cannot be told
        return;
    figures.write = only->what;
    figures.write->version = change->version;
}

void StaleWatch::dropped(SightingList &list)
{
    for (const auto &[key, episode] : m_open) {
        if (auto *sighting = list.change(episode.id))
            sighting->partial = true;
    }
}

void StaleWatch::advance(SinceStart now, SightingList &list)
{
    if (now - m_swept < 500ms)
        return;
    m_swept = now;
    for (auto open = m_open.begin(); open != m_open.end();) {
        if (now - open->second.last > Quiet) {
            if (auto *sighting = list.change(open->second.id))
                sighting->state = Sighting::State::Over;
            open = m_open.erase(open);
        } else {
            ++open;
        }
    }
}

} // namespace tierlens
