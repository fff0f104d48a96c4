// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/findings.h"
#include "patterns/burstpairs.h"
#include "watch/rediswatch.h"
#include "watchpostgres/postgreswatch.h"

#include <QElapsedTimer>
#include <QTest>

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tierlens::test {

// Real servers, looked at as the product does it, with what it finds. Times are shorter than the
// product's, so that a test need not wait for minutes; no threshold of quantity is lower.
class WatchedServers
{
public:
    explicit WatchedServers(FindingsLimits limits = quickLimits())
        : m_findings(limits)
    { }
    static FindingsLimits quickLimits()
    {
        using namespace std::chrono_literals;
        FindingsLimits limits;
        limits.step = 1s;
        limits.recentSteps = 4;
        limits.before = 30s;
        limits.leastBefore = 6;
        limits.over = 4s;
        limits.lossWindow = 10s;
        limits.replicaLag = 3s;
        limits.lockWait = 1s;
        limits.lockWaitOfOne = 4s;
        limits.idleInTransaction = 3s;
        limits.growthWindow = 10s;
        limits.checkpointWindow = 60s;
        return limits;
    }

    void watchRedis(const std::string &uri)
    {
        RedisWatchOptions options;
        auto address = RedisAddress::parse(uri);
        QVERIFY(address.has_value());
        options.address = *address;
        options.budget = 0.5; // what a look costs on a machine that is busy with other tests
        m_redisWatch = std::make_unique<RedisWatch>(options, m_clock, m_queue);
    }
    void watchPostgres(const std::string &connection)
    {
        PostgresWatchOptions options;
        options.connection = connection;
        options.budget = 0.5;
        options.statementsEvery = std::chrono::milliseconds(1000);
        m_postgresWatch = std::make_unique<PostgresWatch>(options, m_clock, m_queue);
    }

    void startBurst(const BurstLimits &limits) { m_redisWatch->startBurst(limits); }

    // Takes in what has come, as a session does once a tick.
    void take()
    {
        for (auto &looked : m_queue.take()) {
            if (auto *redis = std::get_if<RedisLook>(&looked)) {
                m_history.add(*redis);
                m_findings.take(*redis);
                m_redis = std::move(*redis);
                look();
            } else if (auto *postgres = std::get_if<PostgresLook>(&looked)) {
                m_history.add(*postgres);
                m_findings.take(*postgres);
                m_postgres = std::move(*postgres);
                look();
            } else if (const auto *keys = std::get_if<KeySampling>(&looked)) {
                m_keys.add(*keys);
                m_patterns = m_keys.figures(m_clock.now());
            } else if (const auto *burst = std::get_if<Burst>(&looked)) {
                m_traffic = inferTraffic(*burst, m_keys);
            }
        }
    }
    template <typename Is>
    bool until(Is is, std::chrono::milliseconds most = std::chrono::seconds{30})
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < most.count()) {
            take();
            if (is())
                return true;
            QTest::qWait(50);
        }
        return false;
    }
    void watchFor(std::chrono::milliseconds span)
    {
        until([] { return false; }, span);
    }
    bool untilFound(FindingKind kind, std::chrono::milliseconds most = std::chrono::seconds{30})
    {
        return until([&] { return find(kind) != nullptr; }, most);
    }
    bool untilOver(FindingKind kind, std::chrono::milliseconds most = std::chrono::seconds{30})
    {
        return until([&] { return find(kind) == nullptr; }, most);
    }

    // One that goes on.
    const Finding *find(FindingKind kind) const
    {
        for (const auto &finding : m_findings.all())
            if (finding.kind == kind && !finding.isOver())
                return &finding;
        return nullptr;
    }
    QString sentence(FindingKind kind) const
    {
        const auto *finding = find(kind);
        return finding ? finding->sentence : QString();
    }
    std::string sentences() const
    {
        std::string text;
        for (const auto &finding : m_findings.all())
            text += finding.sentence.toStdString() + '\n';
        return text;
    }
    const Findings &findings() const { return m_findings; }
    const WatchHistory &history() const { return m_history; }
    const RedisLook *redis() const { return m_redis ? &*m_redis : nullptr; }
    const PostgresLook *postgres() const { return m_postgres ? &*m_postgres : nullptr; }
    SinceStart now() const { return m_clock.now(); }

private:
    void look()
    {
        m_findings.look({m_clock.now(), m_history, redis(), postgres(), m_patterns, m_traffic,
            m_links, &m_keys});
    }

    SteadyClock m_clock;
    LookQueue m_queue;
    WatchHistory m_history;
    Findings m_findings;
    KeyPatterns m_keys;
    std::vector<PatternFigures> m_patterns;
    std::vector<PatternTraffic> m_traffic;
    std::vector<PatternLink> m_links;
    std::optional<RedisLook> m_redis;
    std::optional<PostgresLook> m_postgres;
    std::unique_ptr<RedisWatch> m_redisWatch; // last: end first
    std::unique_ptr<PostgresWatch> m_postgresWatch;
};

} // namespace tierlens::test
