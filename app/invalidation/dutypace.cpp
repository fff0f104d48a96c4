// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/dutypace.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace tierlens {

using namespace std::chrono_literals;

bool restFor(std::chrono::steady_clock::duration time, const std::stop_token &stop)
{
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    woken.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
}

DutyPace::DutyPace(double duty)
    : m_duty(std::clamp(duty, 0.001, 1.0))
{ }

void DutyPace::calibrate(CountedConnection &connection)
{
    m_stride = {};
    m_way = 1h;
    for (int turn = 0; turn < 4; ++turn) {
        const auto from = std::chrono::steady_clock::now();
        if (!connection.command({"PING"}))
            break;
        m_way = std::min(m_way, std::chrono::steady_clock::now() - from);
    }
    if (m_way == 1h)
        m_way = {};
}

std::size_t DutyPace::stride(CountedConnection &connection, std::size_t most)
{
    // Where the way is long, what the server worked cannot be told, and small parts take for ever.
    if (m_way >= 2ms)
        return most;
    if (m_stride.wantsTrip()) {
        const auto from = std::chrono::steady_clock::now();
        if (connection.command({"PING"}))
            m_stride.trip(std::chrono::steady_clock::now() - from);
    }
    return m_stride.next(most);
}

void DutyPace::searched(
    std::chrono::steady_clock::duration took, std::size_t asked, const std::stop_token &stop)
{
    m_stride.took(took, asked);
    worked(took, stop);
}

void DutyPace::worked(std::chrono::steady_clock::duration took, const std::stop_token &stop)
{
    if (m_duty >= 1)
        return;
    m_way = std::min(m_way, took); // it was measured in a busy moment
    const auto work = std::max<std::chrono::steady_clock::duration>(took - m_way, 10us);
    const auto rest = std::chrono::duration_cast<std::chrono::steady_clock::duration>(
        work * ((1 - m_duty) / m_duty));
    m_owed += std::min<std::chrono::steady_clock::duration>(rest, 1s);
    if (m_owed < 2ms)
        return;
    const auto from = std::chrono::steady_clock::now();
    restFor(m_owed, stop);
    m_owed -= std::chrono::steady_clock::now() - from; // waking takes its time, too
    m_owed = std::max<std::chrono::steady_clock::duration>(m_owed, -10ms);
}

} // namespace tierlens
