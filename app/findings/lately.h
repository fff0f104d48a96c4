// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/findingslimits.h"
#include "patterns/keypatterns.h"
#include "readings/postgreslook.h"
#include "readings/redislook.h"

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace tierlens {

// What the rules need of the last minutes and the history does not keep: single entries, and
// figures of single statements and patterns. Bounded in time and in number.
class Lately
{
public:
    explicit Lately(const FindingsLimits &limits)
        : m_limits(limits)
    { }
    void take(const RedisLook &look);
    void take(const PostgresLook &look);
    void take(SinceStart now, const std::vector<PatternFigures> &patterns); // at every look()

    struct RedisPoint // of one look with the server up
    {
        SinceStart at{};
        Duration span{};
        std::uint64_t refusedWrites = 0, errors = 0, rejectedConnections = 0;
        std::uint64_t keys = 0, gone = 0; // gone: expired and evicted since the look before
        std::chrono::seconds uptime{};
        std::uint64_t hits = 0, asks = 0;
    };
    const std::deque<RedisPoint> &redis() const { return m_redis; }
    std::uint64_t refusedWrites(SinceStart from) const; // sum of the looks since
    std::uint64_t rejectedConnections(SinceStart from) const;

    struct Loss // most keys were gone from one look to the next
    {
        SinceStart at{};
        std::uint64_t before = 0, after = 0;
        bool restarted = false; // the process is a new one
        double hitRateBefore = -1; // of all that was asked in the window before
    };
    const std::optional<Loss> &loss() const { return m_loss; }

    struct Slow
    {
        SinceStart at{}; // of the look that brought it
        SlowEntry entry;
        bool isNew = true; // until the rules have seen it: looks can come more often than they do
    };
    const std::deque<Slow> &slow() const { return m_slow; }
    void sawSlow();

    // Since when the server has not been up; nothing: it is, or nothing is known.
    const std::optional<SinceStart> &redisAway() const { return m_redisAway; }
    const std::optional<SinceStart> &postgresAway() const { return m_postgresAway; }

    // The newest of each server: under way, or over.
    const std::optional<Failover> &redisFailover() const { return m_redisFailover; }
    const std::optional<Failover> &postgresFailover() const { return m_postgresFailover; }

    struct Calls
    {
        std::uint64_t calls = 0;
        Duration time{};
        Duration mean() const { return calls == 0 ? Duration{} : time / std::int64_t(calls); }
    };
    struct StatementStep // one reading of pg_stat_statements, or some close together
    {
        SinceStart from{}, to{};
        Duration span{};
        Calls all;
        std::unordered_map<std::int64_t, Calls> statements; // those with most time
    };
    const std::deque<StatementStep> &statements() const { return m_statements; } // finished steps
    std::string text(std::int64_t statement) const;

    struct PatternPoint
    {
        SinceStart at{};
        double keys = 0, error = 0, bytes = 0, withoutExpiry = 0;
    };
    const std::map<std::string, std::deque<PatternPoint>> &patterns() const { return m_patterns; }

private:
    static void keep(std::optional<Failover> &known, const std::optional<Failover> &told);
    void noticeLoss(const RedisPoint &point);
    void finishStep();

    const FindingsLimits &m_limits;
    std::deque<RedisPoint> m_redis;
    std::optional<Loss> m_loss;
    std::deque<Slow> m_slow;
    std::optional<SinceStart> m_redisAway, m_postgresAway;
    std::optional<Failover> m_redisFailover, m_postgresFailover;
    std::deque<StatementStep> m_statements;
    StatementStep m_step;
    std::unordered_map<std::int64_t, std::string> m_texts;
    std::map<std::string, std::deque<PatternPoint>> m_patterns;
};

} // namespace tierlens
