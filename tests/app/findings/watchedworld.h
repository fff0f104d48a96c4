// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/findings.h"

#include <functional>
#include <string>
#include <vector>

namespace tierlens::test {

// Both servers as looks show them, second by second, with figures a test sets by hand. What a test
// does not touch is healthy.
struct WatchedWorld
{
    explicit WatchedWorld(FindingsLimits limits = shortLimits())
        : findings(limits)
    {
        redis.health = postgres.health = ServerChange::State::Up;
        redis.pace = postgres.pace = std::chrono::seconds{1};
        redis.counts.commands = 1000;
        redis.counts.hits = 970;
        redis.counts.misses = 30;
        redis.state.maxMemory = 1'000'000'000;
        redis.state.usedMemory = 500'000'000;
        redis.state.evictionPolicy = "allkeys-lru";
        redis.state.keys = redis.state.keysWithExpiry = 10'000;
        redis.state.clients = 100;
        redis.state.maxClients = 10'000;
        CommandCounts get;
        get.name = "get";
        get.calls = 1000;
        get.time = std::chrono::milliseconds{5};
        get.latencies.add(std::chrono::microseconds{100}, 1000);
        redis.commands = {get};
        postgres.counts.commits = 100;
        postgres.counts.blocksHit = 9'900;
        postgres.counts.blocksRead = 100;
        postgres.counts.countsStatements = true;
        postgres.state.sessions = 20;
        postgres.state.maxConnections = 97;
        postgres.sessionsInAll = 20;
        statement(1, "SELECT name FROM products WHERE id = $1", 30, std::chrono::milliseconds{2});
        statement(2, "UPDATE products SET sold = sold + 1 WHERE id = $1", 20,
            std::chrono::milliseconds{1});
    }

    // As the defaults, but the minutes before are two, so that tests are quick.
    static FindingsLimits shortLimits()
    {
        FindingsLimits limits;
        limits.before = std::chrono::minutes{2};
        return limits;
    }

    void statement(std::int64_t id, std::string text, std::uint64_t calls, Duration mean)
    {
        for (auto &known : postgres.statements) {
            if (known.id != id)
                continue;
            known.calls = calls;
            known.time = mean * std::int64_t(calls);
            return;
        }
        StatementCounts counts;
        counts.id = id;
        counts.text = std::move(text);
        counts.calls = calls;
        counts.time = mean * std::int64_t(calls);
        postgres.statements.push_back(std::move(counts));
    }

    // So many seconds pass; `each` may change the figures of a second before they are looked at.
    void pass(int seconds, const std::function<void(int)> &each = {})
    {
        for (int i = 0; i < seconds; ++i) {
            if (each)
                each(i);
            now += std::chrono::seconds{1};
            redis.state.uptime += std::chrono::seconds{1};
            redis.at = now - std::chrono::milliseconds{300};
            postgres.at = now - std::chrono::milliseconds{200};
            const bool redisUp = redis.health == ServerChange::State::Up;
            const bool postgresUp = postgres.health == ServerChange::State::Up;
            redis.counts.span = Duration{
                redisUp && redisKnown ? std::chrono::seconds{1} : std::chrono::seconds{0}};
            postgres.counts.span = postgres.statementsSpan
                = Duration{postgresUp ? std::chrono::seconds{1} : std::chrono::seconds{0}};
            history.add(redis);
            history.add(postgres);
            findings.take(redis);
            findings.take(postgres);
            changes += findings.look(input()) ? 1 : 0;
        }
    }
    FindingInput input() const
    {
        return {now, history, &redis, &postgres, patterns, traffic, links, keys};
    }

    const Finding *find(FindingKind kind) const
    {
        for (const auto &finding : findings.all())
            if (finding.kind == kind)
                return &finding;
        return nullptr;
    }
    bool goesOn(FindingKind kind) const
    {
        const auto *finding = find(kind);
        return finding && !finding->isOver();
    }
    std::string sentences() const
    {
        std::string text;
        for (const auto &finding : findings.all())
            text += finding.sentence.toStdString() + '\n';
        return text;
    }

    SinceStart now{};
    WatchHistory history;
    Findings findings;
    RedisLook redis;
    PostgresLook postgres;
    bool redisKnown = true; // false: the first look after a restart
    std::vector<PatternFigures> patterns;
    std::vector<PatternTraffic> traffic;
    std::vector<PatternLink> links;
    const KeyPatterns *keys = nullptr;
    int changes = 0;
};

} // namespace tierlens::test
