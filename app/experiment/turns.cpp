// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/turns.h"

#include "datalayer/datalayer.h"

#include <condition_variable>
#include <mutex>

namespace tierlens {

namespace {
std::uint64_t scattered(std::uint64_t value) // splitmix64: neighbours get unlike seeds
{
    value += 0x9e3779b97f4a7c15u;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
    return value ^ (value >> 31);
}
} // namespace

Random Turns::numbersFor(std::uint64_t seed, std::uint64_t turn)
{
    return Random(scattered(scattered(seed) ^ turn));
}

bool waitUntil(SinceStart due, const Clock &clock, const std::stop_token &stop)
{
    const auto rest = due - clock.now();
    if (rest > Duration::zero()) {
        std::mutex mutex;
        std::condition_variable_any never;
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, rest, [] { return false; });
    }
    return !stop.stop_requested();
}

void Turns::play(DataLayer &layer, const std::stop_token &stop)
{
    const Duration interval{
        m_plan.perSecond > 0 ? static_cast<Duration::rep>(1e9 / m_plan.perSecond) : 0};
    for (;;) {
        const auto turn = m_next.fetch_add(1);
        if (turn >= m_plan.count)
            return;
        const auto due = m_plan.from + interval * static_cast<Duration::rep>(turn);
        // Drawing the numbers takes a moment: done before the turn is due, not on its time.
        Random random = numbersFor(m_plan.seed, turn);
        if (!waitUntil(due, m_clock, stop) || m_clock.now() >= m_plan.until)
            return;
        m_scenario.play(layer, random);
        ++m_played;
    }
}

} // namespace tierlens
