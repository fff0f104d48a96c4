// SPDX-License-Identifier: GPL-3.0-or-later
#include "sightings/coldstarts.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration Slice = Pulse::Length;
constexpr Duration UsualSpan = 10s;
constexpr Duration Late = Slice / 2; // requests of a quarter may still be in the queue so long

double spanInSeconds(Duration span) { return double(span.count()) / 1e9; }
} // namespace

ColdStarts::Before ColdStarts::before(const Pulse &pulse, SinceStart at)
{
    const auto end = at - at % Slice;
    const auto from = std::max(end - UsualSpan, SinceStart::zero());
    const auto counts = pulse.between(from, end);
    return {counts.hitRate(), end > from ? double(counts.queries) / spanInSeconds(end - from) : 0};
}

void ColdStarts::begin(
    ColdStart::Cause cause, SinceStart at, Before before, const Pulse &pulse, SightingList &list)
{
    end(list, true);
    if (before.hitRate < Useful)
        return;
    const auto next = (at / Slice + 1) * Slice;
    m_climb = {cause, at, next, before,
        pulse.queries() - pulse.between(next, SinceStart::max()).queries, false, 0};
}

void ColdStarts::end(SightingList &list, bool interrupted)
{
    auto *sighting = m_climb && m_climb->id > 0 ? list.change(m_climb->id) : nullptr;
    m_climb.reset();
    if (!sighting)
        return;
    sighting->state = Sighting::State::Over;
    std::get<ColdStart>(sighting->figures).interrupted = interrupted;
}

void ColdStarts::advance(SinceStart now, const Pulse &pulse, SightingList &list)
{
    if (m_climb && m_climb->id == 0)
        waitForFall(now, pulse, list);
    if (m_climb && m_climb->id > 0)
        climb(now, pulse, list);
}

void ColdStarts::waitForFall(SinceStart now, const Pulse &pulse, SightingList &list)
{
    for (Climb &c = *m_climb; c.next + 2 * Slice + Late <= now; c.next += Slice) {
        // What few people ask for most is back within a second, so the first quarter says more, if
        // it has enough reads and the cause is told rather than guessed.
        const auto first = pulse.between(c.next, c.next + Slice);
        const auto counts = c.cause != ColdStart::Cause::Emptied && first.asked >= 4 * Asked
            ? first
            : pulse.between(c.next, c.next + 2 * Slice);
        const auto waited = c.next - c.from;
        if (waited > (c.asked ? LongestWait : Longest)) {
            m_climb.reset();
            return;
        }
        if (counts.asked < Asked)
            continue;
        // Nobody came for a while (connections come back with pauses): the climb begins now.
        if (!c.asked && waited > 2 * Slice)
            c.from = c.next;
        c.asked = true;
        if (counts.hitRate() >= Fallen * c.before.hitRate)
            continue;
        if (c.cause == ColdStart::Cause::Emptied) // noticed by this, not told
            c.from = c.next;
        ColdStart figures;
        figures.cause = c.cause;
        figures.before = c.before.hitRate;
        figures.target = std::min(0.9, 0.95 * c.before.hitRate);
        figures.half = figures.target >= 0.7 ? 0.5 : 0.6 * figures.target;
        c.id = list.add({0, Sighting::State::Ongoing, c.from, now, {}, false, figures});
        return;
    }
}

void ColdStarts::climb(SinceStart now, const Pulse &pulse, SightingList &list)
{
    Climb &c = *m_climb;
    auto *sighting = list.change(c.id);
    if (!sighting) {
        m_climb.reset();
        return;
    }
    auto &figures = std::get<ColdStart>(sighting->figures);
    sighting->to = now;
    figures.queries = pulse.queries() - c.queriesAt;
    figures.usual = c.before.queriesPerSecond * spanInSeconds(now - c.from);
    for (; c.next + 4 * Slice + Late <= now; c.next += Slice) {
        const auto counts = pulse.between(c.next, c.next + 4 * Slice);
        if (counts.asked == 0)
            continue;
        const auto after = std::max(c.next - c.from, Duration::zero());
        if (!figures.toHalf && counts.hitRate() >= figures.half)
            figures.toHalf
                = std::max<Duration>(after, 2 * Slice); // no finer than the second looked at
        if (counts.hitRate() >= figures.target) {
            figures.toTarget = std::max<Duration>(after, 2 * Slice);
            end(list, false);
            return;
        }
    }
    if (now - c.from > Longest)
        end(list, true);
}

} // namespace tierlens
