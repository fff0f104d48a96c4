// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/histogram.h"

#include <array>
#include <vector>

namespace tierlens {

// What is timed. Hit, Miss, Bypass, Write: the whole request as the app saw it (Miss includes
// coalesced ones), Live (live state, and refusals). RedisRead, RedisWrite, PostgresQuery: one call,
// answered. Answer: everything but writes, refusals and failures.
enum class Series : std::uint8_t {
    Hit,
    Miss,
    Bypass,
    Write,
    Live,
    Answer,
    RedisRead,
    RedisWrite,
    PostgresQuery
};
constexpr std::size_t SeriesCount = 9;

// What we sent to one server process, in the terms of that server's own counters.
struct EpochCounts
{
    std::uint64_t redisHits = 0, redisMisses = 0; // reads answered with a value / with nothing
    std::uint64_t redisUnanswered = 0; // reads sent whose answer never came
    std::uint64_t queries = 0; // statements answered by Postgres, COMMIT not counted
    std::uint64_t queriesUnanswered = 0;

    EpochCounts &operator+=(const EpochCounts &other);
};

// The one definition of how requests are counted. Exact; used for totals, for windows and for
// what overflows the queue, so that the three can never disagree.
class RequestCounts
{
public:
    void add(const Request &request, Duration took);
    void merge(const RequestCounts &other);
    void clear();

    std::uint64_t of(Outcome outcome) const
    {
        return m_outcomes[static_cast<std::size_t>(outcome)];
    }
    // Of one operation of the scenario; those from the last one on share its place.
    static constexpr std::size_t MaxOperations = 16;
    std::uint64_t of(std::uint8_t operation, Outcome outcome) const;
    std::uint64_t requests() const; // all of them
    std::uint64_t reads() const; // of cached truth: hits, misses, coalesced, bypassed
    std::uint64_t askedRedis() const; // hits + misses + coalesced
    double hitRate() const; // hits of askedRedis(), 0 … 1; < 0 if nothing was asked
    std::uint64_t queries() const; // statements answered by Postgres
    std::uint64_t stale() const { return m_stale; }
    std::uint64_t behind() const
    {
        return m_behind;
    } // Request::behind; in no other count but steps
    const Histogram &timing(Series series) const
    {
        return m_timings[static_cast<std::size_t>(series)];
    }
    // Indexed by epoch; epochs never seen are zero.
    EpochCounts redis(Epoch epoch) const;
    EpochCounts postgres(Epoch epoch) const;

private:
    void addSteps(const Request &request);

    using Outcomes = std::array<std::uint64_t, OutcomeCount>;
    Outcomes m_outcomes{};
    std::array<Outcomes, MaxOperations> m_operations{};
    std::uint64_t m_stale = 0, m_behind = 0;
    std::vector<EpochCounts> m_redis, m_postgres;
    std::array<Histogram, SeriesCount> m_timings;
};

} // namespace tierlens
