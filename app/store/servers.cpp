// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/servers.h"

namespace tierlens {

void Servers::apply(const ServerChange &change, SinceStart at)
{
    Server &server = change.tier == Tier::Redis ? m_redis : m_postgres;
    if (server.state != change.state)
        server.since = at;
    if (change.state == ServerChange::State::Up && server.state != ServerChange::State::Up)
        server.upAt = at;
    server.state = change.state;
    server.epoch = change.epoch;
    if (!change.version.empty())
        server.version = change.version;
    server.text = change.text;
    server.detail = change.detail;
}

void Servers::apply(const ServerSample &sample, SinceStart at)
{
    if (const auto *redis = std::get_if<RedisSample>(&sample.of)) {
        // A counter lower than before belongs to a new process: it began again at zero.
        if (m_redisSample) {
            const auto grown = [](std::uint64_t now, std::uint64_t before) {
                return now >= before ? now - before : now;
            };
            m_expired += grown(redis->expired, m_redisSample->expired);
            m_evicted += grown(redis->evicted, m_redisSample->evicted);
        }
        m_redisSample = *redis;
        m_redisAt = at;
        m_redisEpoch = sample.epoch;
        return;
    }
    const auto &postgres = std::get<PostgresSample>(sample.of);
    const double seconds = std::chrono::duration<double>(at - m_postgresAt).count();
    if (m_postgresSample && m_postgresEpoch == sample.epoch && seconds > 0) {
        const auto &before = *m_postgresSample;
        if (postgres.walBytes >= before.walBytes)
            m_walRate = double(postgres.walBytes - before.walBytes) / seconds;
        if (postgres.blocksHit >= before.blocksHit && postgres.blocksRead >= before.blocksRead) {
            const auto hit = postgres.blocksHit - before.blocksHit;
            const auto all = hit + postgres.blocksRead - before.blocksRead;
            // A quiet second says nothing; keep what the last busy one said.
            if (all > 0)
                m_bufferHits = double(hit) / double(all);
        }
    }
    m_postgresSample = postgres;
    m_postgresAt = at;
    m_postgresEpoch = sample.epoch;
}

} // namespace tierlens
