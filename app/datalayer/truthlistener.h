// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "datalayer/datalayer.h"
#include "postgres/postgreslistener.h"

#include <QCoreApplication>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace tierlens {

// Hears from Postgres itself which keys have become old, whoever wrote, and deletes them in Redis.
// A payload is one key a line, "tierlens:profile:anya" or "tierlens:profile:anya v8". Runs on a
// thread with connections of its own as long as it lives; what it deletes are KeyDrop events.
class TruthListener
{
    Q_DECLARE_TR_FUNCTIONS(TruthListener)
public:
    TruthListener(const DataLayerParts &parts, RedisOptions redis, PostgresOptions postgres);
    TruthListener(const TruthListener &) = delete;
    TruthListener &operator=(const TruthListener &) = delete;

    bool isListening() const { return m_isListening; }

    static constexpr const char *Channel = "tierlens_cache";

private:
    void listen(const std::stop_token &stop);
    void hear(const std::string &payload);
    void hearNothing(); // what was said is not known
    void dropAll(); // those in m_keys, as far as Redis is there
    void push(What what);

    DataLayerParts m_parts;
    RedisConnection m_redis;
    PostgresListener m_postgres;
    std::shared_ptr<EventQueue::Lane> m_lane;
    std::vector<std::string> m_keys; // still to be deleted
    bool m_hasListened = false;
    std::atomic<bool> m_isListening{false};
    std::jthread m_thread; // last: ends first
};

} // namespace tierlens
