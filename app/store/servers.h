// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <optional>

namespace tierlens {

// What is known of the two servers: their last state and their last counters.
class Servers
{
public:
    struct Server
    {
        ServerChange::State state = ServerChange::State::Unknown;
        SinceStart since{}; // of this state
        Epoch epoch = 0;
        std::string version; // "7.0.15"
        std::string text, detail; // what is wrong, if something is
        SinceStart upAt{}; // when it last came up; its uptime is counted from samples
    };

    void apply(const ServerChange &change, SinceStart at);
    void apply(const ServerSample &sample, SinceStart at);

    const Server &server(Tier tier) const { return tier == Tier::Redis ? m_redis : m_postgres; }
    bool isUp(Tier tier) const { return server(tier).state == ServerChange::State::Up; }
    bool bothUp() const { return isUp(Tier::Redis) && isUp(Tier::Postgres); }
    const std::optional<RedisSample> &redis() const { return m_redisSample; }
    const std::optional<PostgresSample> &postgres() const { return m_postgresSample; }
    // Between the last two samples of the same process; < 0: not known yet.
    double walBytesPerSecond() const { return m_walRate; }
    double bufferHitShare() const { return m_bufferHits; }
    // Redis' own counters, summed over restarts, since our first sample.
    std::uint64_t expired() const { return m_expired; }
    std::uint64_t evicted() const { return m_evicted; }

private:
    Server m_redis, m_postgres;
    std::optional<RedisSample> m_redisSample;
    std::optional<PostgresSample> m_postgresSample;
    SinceStart m_redisAt{}, m_postgresAt{};
    Epoch m_redisEpoch = 0, m_postgresEpoch = 0;
    double m_walRate = -1, m_bufferHits = -1;
    std::uint64_t m_expired = 0, m_evicted = 0;
};

} // namespace tierlens
