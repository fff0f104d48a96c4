// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/pacer.h"

#include <algorithm>

namespace tierlens {

namespace {
double nanoseconds(std::chrono::steady_clock::duration span)
{
    return static_cast<double>(std::chrono::duration_cast<std::chrono::nanoseconds>(span).count());
}
} // namespace

void Pacer::setRate(double perSecond)
{
    m_interval = perSecond > 0 ? 1e9 / perSecond : 0;
    m_next = nanoseconds(std::chrono::steady_clock::now() - m_origin);
    wakeAll();
}

void Pacer::wakeAll()
{
    {
        const std::lock_guard lock(m_mutex);
        ++m_generation;
    }
    m_changed.notify_all();
}

void Pacer::skip(std::uint64_t slots)
{
    const double later = m_interval * static_cast<double>(slots);
    double next = m_next;
    while (!m_next.compare_exchange_weak(next, next + later)) { }
}

bool Pacer::waitForTurn(const std::stop_token &stop)
{
    const auto generation = m_generation.load();
    const double interval = m_interval;
    if (interval <= 0)
        return !stop.stop_requested();

    const double now = nanoseconds(std::chrono::steady_clock::now() - m_origin);
    double next = m_next;
    double slot = 0;
    do {
        slot = std::max(next, now - nanoseconds(CatchUp));
    } while (!m_next.compare_exchange_weak(next, slot + interval));
    if (slot <= now)
        return !stop.stop_requested();

    const auto due = m_origin + std::chrono::nanoseconds{static_cast<std::int64_t>(slot)};
    std::unique_lock lock(m_mutex);
    const bool changed = m_changed.wait_until(
        lock, stop, due, [this, generation] { return m_generation != generation; });
    return !changed && !stop.stop_requested();
}

} // namespace tierlens
