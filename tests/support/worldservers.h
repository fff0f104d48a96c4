// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventqueue.h"
#include "core/requestcounts.h"
#include "datalayer/datalayer.h"
#include "support/testservers.h"

#include <QString>

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace tierlens::test {

// Real servers for a small world, and what the data layers of its clients share.
struct WorldServers
{
    TestRedis redis;
    TestPostgres postgres{{QStringLiteral("shared_preload_libraries=pg_stat_statements"),
        QStringLiteral("pg_stat_statements.track_utility=off"), QStringLiteral("wal_level=minimal"),
        QStringLiteral("max_wal_senders=0"), QStringLiteral("max_connections=120"),
        QStringLiteral("synchronous_commit=on")}};
    SteadyClock clock;
    EventQueue queue;
    Statements statements;
    Policies policies;
    SingleFlight flights;
    TruthLedger ledger;
    RedisGate gate;
    WriteQueue *behind = nullptr; // for writes that Postgres gets later
    std::unique_ptr<PostgresConnection> owner;
    std::unique_ptr<RedisConnection> watcher;
    std::vector<Note> notes; // of the last drain()
    std::optional<Board> board; // the last one

    bool startServers()
    {
        if (!redis.start() || !postgres.start())
            return false;
        owner = std::make_unique<PostgresConnection>(ownerOptions());
        watcher = std::make_unique<RedisConnection>(redisOptions());
        return owner->run("CREATE EXTENSION pg_stat_statements; CREATE ROLE tierlens_app LOGIN")
            .has_value();
    }
    DataLayerParts parts()
    {
        return {queue, statements, clock, policies, flights, ledger, gate, behind};
    }
    RedisOptions redisOptions() const
    {
        RedisOptions options;
        options.address = *RedisAddress::parse(redis.uri());
        return options;
    }
    PostgresOptions ownerOptions() const
    {
        PostgresOptions options;
        options.connection = postgres.connection();
        return options;
    }
    PostgresOptions appOptions() const // what clients are
    {
        PostgresOptions options;
        options.connection = postgres.connection() + " user=tierlens_app";
        return options;
    }
    std::unique_ptr<DataLayer> layer()
    {
        return std::make_unique<DataLayer>(parts(), redisOptions(), appOptions());
    }
    std::int64_t ask(const std::string &sql) // one number; -1: no answer
    {
        if (!owner->open())
            return -1;
        const auto rows = owner->run(sql);
        return rows && !rows->empty() ? rows->number(0, 0) : -1;
    }

    // All requests since the last call, also what overflowed.
    RequestCounts drain()
    {
        auto batch = queue.drain();
        RequestCounts counts;
        counts.merge(batch.overflow);
        notes.clear();
        for (auto &event : batch.events) {
            if (const auto *request = std::get_if<Request>(&event.what))
                counts.add(*request, event.took);
            else if (const auto *note = std::get_if<Note>(&event.what))
                notes.push_back(*note);
            else if (const auto *seen = std::get_if<Board>(&event.what))
                board = *seen;
        }
        return counts;
    }
    bool noteSays(std::string_view words) const
    {
        for (const auto &note : notes) {
            if (note.text.find(words) != std::string::npos)
                return true;
        }
        return false;
    }
};

} // namespace tierlens::test
