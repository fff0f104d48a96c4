// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "readings/postgreslook.h"
#include "readings/redislook.h"

#include <array>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// What both servers did in one stretch of time. Counts can be added up; what is a state is that of
// the stretch's end, with the extremes that matter.
struct Moment
{
    SinceStart from{};
    Duration length{};
    RedisCounts redis; // redis.span: how much of the stretch is covered; 0: a gap
    PostgresCounts postgres;
    Latencies redisReads; // of reading commands (GET, MGET, HGET, HGETALL …), if the server tells
    Duration getTime{}; // of the server's, for those reads
    std::uint64_t getCalls = 0;
    std::uint64_t usedMemory = 0, maxMemory = 0, keys = 0, clients = 0; // at the end
    std::uint64_t sessions = 0, maxConnections = 0;
    std::uint64_t activeMost = 0, waitingMost = 0, idleInTransactionMost = 0; // of the stretch
    Duration oldestTransactionMost{}, replicaLagMost{}; // of either server's replicas
    std::uint64_t replicaLagBytesMost = 0;
    bool redisUp = true, postgresUp = true; // all through the stretch
    OwnUse ownRedis, ownPostgres;

    SinceStart to() const { return from + length; }
    void add(const Moment &later); // the stretch goes on into `later`
};

// The last hours, at falling resolution: 1 s for 15 minutes, 10 s for 2 hours, 60 s for 24 hours.
// One look falls into the stretch in which it ended. At most 6 MB.
class WatchHistory
{
public:
    void add(const RedisLook &look);
    void add(const PostgresLook &look);

    SinceStart begin() const; // of what is known
    SinceStart end() const; // of the newest look
    // Consecutive stretches that cover [from, to), each at least `atLeast` long and no finer than
    // what is kept; gaps have spans of 0.
    std::vector<Moment> between(SinceStart from, SinceStart to, Duration atLeast = {}) const;
    // All of [from, to) in one, at the resolution kept for that time.
    Moment total(SinceStart from, SinceStart to) const;

    // For snapshots: all that is kept, oldest first, finest last; and back.
    std::vector<Moment> all() const;
    void restore(const std::vector<Moment> &moments);

private:
    struct Level
    {
        Duration length;
        std::size_t most;
        std::deque<Moment> moments;
    };
    Moment &moment(Level &level, SinceStart at);
    template <typename Take> void file(SinceStart at, Take take);

    std::array<Level, 3> m_levels{Level{std::chrono::seconds{1}, 900, {}},
        Level{std::chrono::seconds{10}, 720, {}}, Level{std::chrono::seconds{60}, 1440, {}}};
    SinceStart m_end{};
};

} // namespace tierlens
