// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "readings/postgreslook.h"
#include "readings/redislook.h"

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

namespace tierlens {

// What both servers did in one stretch of time. Counts can be added up; what is a state is that of
// the stretch's end, with the extremes that matter.
struct Moment
{
    SinceStart from{};
    Duration length{};
    // redis.span: how much time these counts cover. It can be more than `length`: a look is filed
    // whole where it ended, so rates are to be made with the span, never with the length.
    RedisCounts redis;
    PostgresCounts postgres;
    // Some look's counts reach over this stretch, be it one that ended later and is filed there. So
    // span 0 and known: no point to draw, but no gap either. Not known: nobody looked, or away.
    bool redisKnown = false, postgresKnown = false;
    std::uint32_t redisLooks = 0, postgresLooks = 0; // that ended here with the server up
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
// One look falls into the stretch in which it ended, at every resolution, so that sums over the
// same time are equal at all of them. At most 6 MB.
class WatchHistory
{
public:
    // No look covers more than this; a longer span leaves a gap before it.
    static constexpr Duration LongestLook = std::chrono::seconds{90};

    void add(const RedisLook &look);
    void add(const PostgresLook &look);

    SinceStart begin() const; // of what is known
    SinceStart end() const; // of the newest look
    // Consecutive stretches that cover [from, to), each at least `atLeast` long and no finer than
    // what is kept; gaps have spans of 0. They begin at multiples of their length, so that a chart
    // that moves on shows the same points again; the first and the last can reach beyond the range.
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
    SinceStart kept(const Level &level) const; // from when on it holds all there was
    Moment *moment(Level &level, SinceStart at);
    template <typename Take> void file(SinceStart at, Take take);
    void markKnown(SinceStart from, SinceStart to, bool Moment::*known);
    void append(
        std::vector<Moment> &stretches, std::size_t level, SinceStart from, SinceStart to) const;

    std::array<Level, 3> m_levels{Level{std::chrono::seconds{1}, 900, {}},
        Level{std::chrono::seconds{10}, 720, {}}, Level{std::chrono::seconds{60}, 1440, {}}};
    SinceStart m_end{};
};

} // namespace tierlens
