// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/singleflight.h"

namespace tierlens {

std::optional<SingleFlight::Loaded> SingleFlight::Flight::wait(Duration atMost) const
{
    std::unique_lock lock(m_mutex);
    m_answered.wait_for(lock, atMost, [this] { return m_answer.has_value(); });
    return m_answer;
}

SingleFlight::Place SingleFlight::join(std::string_view key, SinceStart asked)
{
    Shard &own = shard(key);
    const std::lock_guard lock(own.mutex);
    const auto found = own.flights.find(key);
    if (found != own.flights.end()) {
        const Flight &flight = *found->second;
        const auto ended = flight.m_endedAt.load();
        const bool running = ended == Flight::Running;
        if (running || (asked.count() < ended && !flight.m_failed))
            return {found->second, false};
        found->second = std::make_shared<Flight>();
        return {found->second, true};
    }
    auto flight = std::make_shared<Flight>();
    own.flights.emplace(std::string(key), flight);
    return {std::move(flight), true};
}

void SingleFlight::publish(Flight &flight, Loaded answer)
{
    {
        const std::lock_guard lock(flight.m_mutex);
        flight.m_failed = !answer;
        flight.m_answer = std::move(answer);
    }
    flight.m_answered.notify_all();
}

void SingleFlight::end(std::string_view key, const std::shared_ptr<Flight> &flight, SinceStart now)
{
    Shard &own = shard(key);
    const std::lock_guard lock(own.mutex);
    flight->m_endedAt = now.count();
    own.finished.push_back({now, std::string(key), flight});
    dropOld(own, now);
}

void SingleFlight::forget(std::string_view key)
{
    Shard &own = shard(key);
    const std::lock_guard lock(own.mutex);
    if (const auto found = own.flights.find(key); found != own.flights.end())
        own.flights.erase(found); // those who wait in it hold it themselves
}

void SingleFlight::dropOld(Shard &shard, SinceStart now)
{
    while (!shard.finished.empty() && now - shard.finished.front().at > Kept) {
        const Finished &old = shard.finished.front();
        const auto found = shard.flights.find(old.key);
        if (found != shard.flights.end() && found->second == old.flight)
            shard.flights.erase(found);
        shard.finished.pop_front();
    }
}

} // namespace tierlens
