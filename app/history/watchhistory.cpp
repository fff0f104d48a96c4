// SPDX-License-Identifier: GPL-3.0-or-later
#include "history/watchhistory.h"

#include <algorithm>
#include <string_view>

namespace tierlens {

namespace {
SinceStart floorTo(SinceStart at, Duration length)
{
    const auto rest = at % length;
    return rest < Duration::zero() ? at - rest - length : at - rest;
}
SinceStart ceilTo(SinceStart at, Duration length)
{
    const auto floor = floorTo(at, length);
    return floor == at ? at : floor + length;
}

bool isRead(std::string_view command)
{
    // What a cache is asked by. EXISTS, TTL and SCAN are left out: they fetch no value.
    static constexpr std::string_view reads[]
        = {"get", "mget", "getex", "getrange", "hget", "hmget", "hgetall", "hvals", "lrange",
            "lindex", "smembers", "sismember", "smismember", "zrange", "zrevrange", "zrangebyscore",
            "zrevrangebyscore", "zscore", "zmscore", "json.get", "json.mget"};
    return std::find(std::begin(reads), std::end(reads), command) != std::end(reads);
}

void takeRedis(Moment &moment, const RedisLook &look)
{
    moment.ownRedis.add(look.own);
    if (look.health != ServerChange::State::Up) {
        moment.redisUp = false;
        return;
    }
    ++moment.redisLooks;
    moment.redis.add(look.counts);
    for (const auto &command : look.commands) {
        if (!isRead(command.name))
            continue;
        moment.redisReads.merge(command.latencies);
        moment.getTime += command.time;
        moment.getCalls += command.calls;
    }
    const auto &state = look.state;
    moment.usedMemory = state.usedMemory;
    moment.maxMemory = state.maxMemory;
    moment.keys = state.keys;
    moment.clients = state.clients;
    for (const auto &lag : state.lags) {
        moment.replicaLagMost = std::max(moment.replicaLagMost, lag.time);
        moment.replicaLagBytesMost = std::max(moment.replicaLagBytesMost, lag.bytes);
    }
}

void takePostgres(Moment &moment, const PostgresLook &look)
{
    moment.ownPostgres.add(look.own);
    if (look.health != ServerChange::State::Up) {
        moment.postgresUp = false;
        return;
    }
    ++moment.postgresLooks;
    moment.postgres.add(look.counts);
    const auto &state = look.state;
    moment.sessions = state.sessions;
    moment.maxConnections = state.maxConnections;
    moment.activeMost = std::max(moment.activeMost, state.active);
    moment.waitingMost = std::max(moment.waitingMost, state.waitingForLocks);
    moment.idleInTransactionMost = std::max(moment.idleInTransactionMost, state.idleInTransaction);
    moment.oldestTransactionMost = std::max(moment.oldestTransactionMost, state.oldestTransaction);
    moment.replicaLagMost = std::max(moment.replicaLagMost, state.replayLag);
    for (const auto &lag : state.replicas) {
        moment.replicaLagMost = std::max(moment.replicaLagMost, lag.time);
        moment.replicaLagBytesMost = std::max(moment.replicaLagBytesMost, lag.bytes);
    }
}
} // namespace

void Moment::add(const Moment &later)
{
    length = later.to() - from;
    redis.add(later.redis);
    postgres.add(later.postgres);
    redisKnown |= later.redisKnown;
    postgresKnown |= later.postgresKnown;
    redisLooks += later.redisLooks;
    postgresLooks += later.postgresLooks;
    redisReads.merge(later.redisReads);
    getTime += later.getTime;
    getCalls += later.getCalls;
    // A stretch that nobody looked at knows no state; the one before it stays the last known.
    if (later.redisLooks > 0) {
        usedMemory = later.usedMemory;
        maxMemory = later.maxMemory;
        keys = later.keys;
        clients = later.clients;
    }
    if (later.postgresLooks > 0) {
        sessions = later.sessions;
        maxConnections = later.maxConnections;
    }
    activeMost = std::max(activeMost, later.activeMost);
    waitingMost = std::max(waitingMost, later.waitingMost);
    idleInTransactionMost = std::max(idleInTransactionMost, later.idleInTransactionMost);
    oldestTransactionMost = std::max(oldestTransactionMost, later.oldestTransactionMost);
    replicaLagMost = std::max(replicaLagMost, later.replicaLagMost);
    replicaLagBytesMost = std::max(replicaLagBytesMost, later.replicaLagBytesMost);
    redisUp &= later.redisUp;
    postgresUp &= later.postgresUp;
    ownRedis.add(later.ownRedis);
    ownPostgres.add(later.ownPostgres);
}

SinceStart WatchHistory::kept(const Level &level) const
{
    return floorTo(m_end, level.length)
        - level.length * (static_cast<Duration::rep>(level.most) - 1);
}

// The stretch of `at`, made if need be; null if it is older than what the level keeps. Only the
// newest stretches are made or met in practice, so looking from the end is short.
Moment *WatchHistory::moment(Level &level, SinceStart at)
{
    const auto from = floorTo(at, level.length);
    if (from < kept(level))
        return nullptr;
    auto &moments = level.moments;
    auto after = moments.end();
    while (after != moments.begin() && std::prev(after)->from > from)
        --after;
    if (after != moments.begin() && std::prev(after)->from == from)
        return &*std::prev(after);
    Moment fresh;
    fresh.from = from;
    fresh.length = level.length;
    return &*moments.insert(after, std::move(fresh));
}

template <typename Take> void WatchHistory::file(SinceStart at, Take take)
{
    m_end = std::max(m_end, at);
    for (auto &level : m_levels) {
        if (auto *found = moment(level, at))
            take(*found);
        while (!level.moments.empty() && level.moments.front().from < kept(level))
            level.moments.pop_front();
    }
}

void WatchHistory::markKnown(SinceStart from, SinceStart to, bool Moment::*known)
{
    for (auto &level : m_levels)
        for (auto at = floorTo(to, level.length); at + level.length > from; at -= level.length)
            if (auto *found = moment(level, at))
                found->*known = true;
}

void WatchHistory::add(const RedisLook &look)
{
    file(look.at, [&look](Moment &moment) { takeRedis(moment, look); });
    if (look.health == ServerChange::State::Up && look.counts.span > Duration::zero())
        markKnown(look.at - std::min(look.counts.span, LongestLook), look.at, &Moment::redisKnown);
}

void WatchHistory::add(const PostgresLook &look)
{
    file(look.at, [&look](Moment &moment) { takePostgres(moment, look); });
    if (look.health == ServerChange::State::Up && look.counts.span > Duration::zero())
        markKnown(
            look.at - std::min(look.counts.span, LongestLook), look.at, &Moment::postgresKnown);
}

SinceStart WatchHistory::begin() const
{
    // The finest stretch that begins first, if the finest still reach back to the beginning.
    SinceStart begin = m_end;
    for (const auto &level : m_levels) {
        if (level.moments.empty())
            continue;
        const auto first = level.moments.front().from;
        if (first + level.length <= begin)
            begin = first;
    }
    return begin;
}

SinceStart WatchHistory::end() const { return m_end; }

// Stretches of one level that cover [from, to), gaps filled; both ends are multiples of its length.
void WatchHistory::append(
    std::vector<Moment> &stretches, std::size_t level, SinceStart from, SinceStart to) const
{
    const auto &moments = m_levels[level].moments;
    const auto length = m_levels[level].length;
    auto next = std::lower_bound(moments.begin(), moments.end(), from,
        [](const Moment &moment, SinceStart at) { return moment.from < at; });
    for (auto at = from; at < to; at += length) {
        if (next != moments.end() && next->from == at) {
            stretches.push_back(*next++);
            continue;
        }
        Moment gap;
        gap.from = at;
        gap.length = length;
        stretches.push_back(std::move(gap));
    }
}

std::vector<Moment> WatchHistory::between(SinceStart from, SinceStart to, Duration atLeast) const
{
    std::vector<Moment> stretches;
    // A day more than is kept on either side: enough for every question, and never endless.
    constexpr auto day = std::chrono::hours{24};
    from = std::max(from, m_end - 2 * day);
    to = std::min(to, m_end + day);
    if (from >= to)
        return stretches;

    // From coarse to fine: each level from where it keeps all, on a border of the coarser one.
    std::array<SinceStart, 3> begins{};
    begins[2] = SinceStart::min();
    for (std::size_t level = 0; level < 2; ++level)
        begins[level] = ceilTo(kept(m_levels[level]), m_levels[level + 1].length);
    const auto stepOf = [&](std::size_t level) {
        return std::max(ceilTo(atLeast, m_levels[level].length), m_levels[level].length);
    };
    auto at = from;
    std::vector<Moment> fine;
    for (std::size_t level = 3; level-- > 0;) {
        const auto levelEnd = level == 0 ? SinceStart::max() : begins[level - 1];
        if (at >= levelEnd || at >= to)
            continue;
        const auto step = stepOf(level);
        // Whole steps, as far as this level goes; the rest is another's.
        const auto first = std::max(fine.empty() ? floorTo(at, step) : at, begins[level]);
        const auto last = std::min(ceilTo(to, step), levelEnd);
        append(fine, level, floorTo(first, m_levels[level].length), last);
        at = last;
    }

    for (auto &moment : fine) {
        const std::size_t level = moment.length >= m_levels[2].length ? 2
            : moment.length >= m_levels[1].length                     ? 1
                                                                      : 0;
        const bool isBorder = moment.from == floorTo(moment.from, stepOf(level));
        if (stretches.empty() || (isBorder && stretches.back().length >= atLeast))
            stretches.push_back(std::move(moment));
        else
            stretches.back().add(moment);
    }
    return stretches;
}

Moment WatchHistory::total(SinceStart from, SinceStart to) const
{
    Moment sum;
    sum.from = from;
    bool first = true;
    for (const auto &moment : between(from, to)) {
        if (first)
            sum = moment;
        else
            sum.add(moment);
        first = false;
    }
    return sum;
}

std::vector<Moment> WatchHistory::all() const
{
    std::vector<Moment> moments;
    for (std::size_t level = m_levels.size(); level-- > 0;)
        moments.insert(
            moments.end(), m_levels[level].moments.begin(), m_levels[level].moments.end());
    return moments;
}

void WatchHistory::restore(const std::vector<Moment> &moments)
{
    m_end = {};
    for (auto &level : m_levels)
        level.moments.clear();
    for (const auto &moment : moments) {
        for (auto &level : m_levels) {
            if (moment.length != level.length)
                continue;
            auto &kept = level.moments;
            kept.insert(std::upper_bound(kept.begin(), kept.end(), moment.from,
                            [](SinceStart at, const Moment &other) { return at < other.from; }),
                moment);
            // A file of somebody else's making must not make us keep more than we would.
            if (kept.size() > level.most)
                kept.pop_front();
        }
    }
    for (const auto &level : m_levels) {
        if (!level.moments.empty()) {
            m_end = level.moments.back().to() - Duration{1}; // inside the newest, finest stretch
            break;
        }
    }
}

} // namespace tierlens
