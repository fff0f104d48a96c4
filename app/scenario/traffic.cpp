// SPDX-License-Identifier: GPL-3.0-or-later
#include "scenario/traffic.h"

#include <algorithm>
#include <random>

namespace tierlens {

namespace {
constexpr auto LastRound = std::chrono::seconds{5};
}

Traffic::Traffic(Parts parts)
    : m_parts(std::move(parts))
{ }

Traffic::~Traffic() { stop(); }

void Traffic::start(int clients)
{
    setClients(clients);
    if (m_parts.scenario.clockworkEvery() > std::chrono::milliseconds::zero())
        m_clockwork = std::jthread([this](const std::stop_token &stop) { clockwork(stop); });
    if (m_parts.shared.writes)
        m_writer = std::jthread([this](const std::stop_token &stop) { writer(stop); });
}

void Traffic::stop()
{
    for (auto &client : m_clients)
        client.request_stop();
    m_clockwork.request_stop();
    m_clients.clear(); // joins
    if (m_clockwork.joinable())
        m_clockwork.join();
    // Last: what the others have been told is written is written.
    m_writer.request_stop();
    if (m_writer.joinable())
        m_writer.join();
}

void Traffic::setClients(int clients)
{
    const auto wanted = static_cast<std::size_t>(std::clamp(clients, 1, MaxClients));
    for (std::size_t i = wanted; i < m_clients.size(); ++i)
        m_clients[i].request_stop();
    if (m_clients.size() > wanted)
        m_clients.erase(m_clients.begin() + static_cast<std::ptrdiff_t>(wanted), m_clients.end());
    while (m_clients.size() < wanted)
        m_clients.emplace_back([this](const std::stop_token &stop) { client(stop); });
}

void Traffic::setRate(double perSecond) { m_pacer.setRate(perSecond); }

void Traffic::setRunning(bool running)
{
    {
        const std::lock_guard lock(m_mutex);
        m_paused = !running;
    }
    m_released.notify_all();
}

bool Traffic::quiesce(std::chrono::milliseconds atMost)
{
    std::unique_lock lock(m_mutex);
    m_quiet = true;
    if (m_idle.wait_for(lock, atMost, [this] { return m_underWay == 0; }))
        return true;
    m_quiet = false;
    lock.unlock();
    m_released.notify_all();
    return false;
}

void Traffic::resume()
{
    {
        const std::lock_guard lock(m_mutex);
        m_quiet = false;
    }
    m_released.notify_all();
}

// Announces a request, then looks whether it may begin. quiesce() forbids first and then looks
// whether any is announced: one of the two always sees the other.
bool Traffic::enter(const std::stop_token &stop, Who who)
{
    while (!stop.stop_requested()) {
        ++m_underWay;
        if (!isHeld(who))
            return true;
        leave();
        std::unique_lock lock(m_mutex);
        m_released.wait(lock, stop, [this, who] { return !isHeld(who); });
    }
    return false;
}

void Traffic::leave()
{
    if (--m_underWay == 0 && isHeld(Who::Client)) {
        {
            const std::lock_guard lock(m_mutex);
        } // not between quiesce()'s look and its sleep
        m_idle.notify_all();
    }
}

void Traffic::client(const std::stop_token &stop)
{
    DataLayer layer(m_parts.shared, m_parts.redis, m_parts.postgres);
    layer.setStop(stop);
    std::random_device device;
    Random random((std::uint64_t{device()} << 32) | device());
    while (!stop.stop_requested()) {
        if (!m_pacer.waitForTurn(stop) || !enter(stop))
            continue;
        const auto before = layer.requestsMade();
        m_parts.scenario.play(layer, random);
        // The rate is one of requests, however many of them a turn takes.
        if (const auto made = layer.requestsMade() - before; made > 1)
            m_pacer.skip(made - 1);
        leave();
    }
}

// Round by round until the list is empty, so that it is known after each what has been lost.
void Traffic::writer(const std::stop_token &stop)
{
    DataLayer layer(m_parts.shared, m_parts.redis, m_parts.postgres);
    layer.setStop(stop);
    while (!stop.stop_requested()) {
        m_parts.shared.writes->waitForRound(stop);
        auto carried = DataLayer::Carried::One;
        while (carried == DataLayer::Carried::One && enter(stop, Who::Writer)) {
            carried = layer.carryOutNext();
            leave();
        }
    }
    const auto end = std::chrono::steady_clock::now() + LastRound;
    while (layer.carryOutNext() == DataLayer::Carried::One
        && std::chrono::steady_clock::now() < end) { }
}

void Traffic::clockwork(const std::stop_token &stop)
{
    DataLayer layer(m_parts.shared, m_parts.redis, m_parts.postgres);
    layer.setStop(stop);
    Random random(std::random_device{}());
    std::mutex mutex;
    std::condition_variable_any never;
    while (!stop.stop_requested()) {
        if (enter(stop)) {
            m_parts.scenario.clockwork(layer, random);
            leave();
        }
        std::unique_lock lock(mutex);
        never.wait_for(lock, stop, m_parts.scenario.clockworkEvery(), [] { return false; });
    }
}

} // namespace tierlens
