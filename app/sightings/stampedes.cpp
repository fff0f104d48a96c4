// SPDX-License-Identifier: GPL-3.0-or-later
#include "sightings/stampedes.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
// Longer than any query may take: who belongs to the crowd has been heard of by then.
constexpr Duration Stragglers = 4s;
} // namespace

void Stampedes::add(
    const Request &request, SinceStart at, Duration took, bool exact, SightingList &list)
{
    // Outcome Failed as well: its query cost Postgres the same if it was answered.
    const Step *query = nullptr;
    const Step *read = nullptr;
    for (const Step &step : request.parts()) {
        if (step.kind == StepKind::CacheRead && step.result == StepResult::Miss)
            read = &step;
        if (step.kind == StepKind::Query && step.result == StepResult::Ok && !query)
            query = &step;
    }
    if (!read || !query)
        return;
    const auto begins = at + query->offset;
    const auto ends = begins + query->took;
    const auto key = request.key.view();
    auto found = m_crowds.find(key);
    if (found == m_crowds.end()) {
        if (m_crowds.size() >= MostKeys)
            return;
        found = m_crowds.emplace(key, Crowd{}).first;
    }
    Crowd &crowd = found->second;
    if (crowd.queries > 0 && ends < crowd.began)
        return; // of an earlier crowd, told very late
    // Who asked Redis before the first answer was there belongs to it, however late its query.
    if (crowd.queries > 0 && at + read->offset >= crowd.filled) {
        close(crowd, list);
        crowd = {};
    }
    if (crowd.queries == 0) {
        crowd.began = begins;
        crowd.answered = ends;
        crowd.filled = at + took;
        crowd.first = query->took;
    }
    ++crowd.queries;
    // All that began before the first answer were under way when it came.
    crowd.atOnce += begins < crowd.answered ? 1 : 0;
    crowd.began = std::min(crowd.began, begins);
    crowd.last = std::max(crowd.last, ends);
    crowd.total += query->took;
    crowd.partial = crowd.partial || !exact;
    tell(crowd, key, list);
}

void Stampedes::tell(Crowd &crowd, std::string_view key, SightingList &list)
{
    const Stampede figures{crowd.queries, crowd.atOnce, crowd.total - crowd.first};
    if (crowd.id == 0) {
        if (crowd.atOnce < AtOnce || figures.wasted < Wasted)
            return;
        crowd.id = list.add({0, Sighting::State::Ongoing, crowd.began, crowd.last, std::string(key),
            crowd.partial, figures});
        return;
    }
    if (auto *sighting = list.change(crowd.id)) {
        sighting->from = crowd.began;
        sighting->to = crowd.last;
        sighting->partial = crowd.partial;
        sighting->figures = figures;
    }
}

void Stampedes::close(Crowd &crowd, SightingList &list)
{
    if (auto *sighting = crowd.id > 0 ? list.change(crowd.id) : nullptr)
        sighting->state = Sighting::State::Over;
}

void Stampedes::dropped(SightingList &list)
{
    for (auto &[key, crowd] : m_crowds) {
        crowd.partial = true;
        if (auto *sighting = crowd.id > 0 ? list.change(crowd.id) : nullptr)
            sighting->partial = true;
    }
}

void Stampedes::advance(SinceStart now, SightingList &list)
{
    if (now - m_swept < 250ms)
        return;
    m_swept = now;
    for (auto one = m_crowds.begin(); one != m_crowds.end();) {
        Crowd &crowd = one->second;
        if (now - crowd.filled > Stragglers) {
            close(crowd, list);
            one = m_crowds.erase(one);
        } else {
            ++one;
        }
    }
}

} // namespace tierlens
