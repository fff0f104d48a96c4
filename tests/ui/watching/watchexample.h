// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/finding.h"
#include "history/watchedstatements.h"
#include "history/watchhistory.h"
#include "live/patternrow.h"

#include <cmath>
#include <string>
#include <vector>

// What a busy shop looks like, made by hand: the tests are about how values are shown.
namespace tierlens::example {

using namespace std::chrono_literals;

inline PatternRow patternRow(
    const std::string &pattern, double keys, double hitRate, double missesPerSecond)
{
    PatternRow row;
    row.figures.pattern = pattern;
    row.figures.sampled = 900;
    row.figures.keys = keys;
    row.figures.keysError = keys * 0.04;
    row.figures.bytes = keys * 420;
    row.figures.ttlMedian = 140s;
    row.figures.ttlLeast = 2s;
    row.figures.ttlMost = 300s;
    row.figures.expiringNextMinute = keys * 0.02;
    row.figures.type = ValueType::String;
    if (hitRate >= 0) {
        PatternTraffic traffic;
        traffic.pattern = pattern;
        traffic.span = 5s;
        traffic.misses = std::uint64_t(missesPerSecond * 5);
        traffic.reads = std::uint64_t(double(traffic.misses) / (1 - hitRate));
        traffic.fills = traffic.misses;
        traffic.fillAfter = 11ms;
        traffic.hottest = {pattern.substr(0, pattern.find('*')) + "4711"};
        traffic.hottestReads = {traffic.reads / 10};
        row.traffic = traffic;
        row.missesPerSecond = missesPerSecond;
    }
    return row;
}

inline PatternLink link(const std::string &pattern, std::int64_t id, const std::string &text,
    PatternLink::Evidence evidence, double confidence, Duration cost)
{
    PatternLink link;
    link.pattern = pattern;
    link.statement = id;
    link.text = text;
    link.evidence = evidence;
    link.confidence = confidence;
    link.observations = 212;
    link.missCost = cost;
    return link;
}

inline std::vector<PatternRow> patternRows()
{
    using Evidence = PatternLink::Evidence;
    std::vector<PatternRow> rows;
    rows.push_back(patternRow("product:*", 812'000, 0.84, 1204));
    rows.back().link = link("product:*", 11,
        "SELECT id, name, price, stock FROM products WHERE id = $1", Evidence::Wire, 0.99, 9800us);
    rows.back().savedPerSecond = 61;
    rows.back().figures.expiringNextMinute = 38'210;
    rows.push_back(patternRow("profile:*:followers", 96'000, 0.979, 96));
    rows.back().link = link("profile:*:followers", 12,
        "SELECT count(*) FROM follows WHERE followee = $1", Evidence::User, 0.93, 41200us);
    rows.back().savedPerSecond = 188;
    rows.push_back(patternRow("session:*", 54'000, 0.998, 21));
    rows.push_back(patternRow("feed:*", 21'000, 0.931, 188));
    rows.back().link = link("feed:*", 13,
        "SELECT p.* FROM photos p JOIN follows f ON f.followee = p.account WHERE f.follower = $1",
        Evidence::Correlation, 0.91, 22700us);
    rows.back().savedPerSecond = 57;
    rows.push_back(patternRow("search:q=*", 4'100, 0.124, 71));
    rows.back().link = link("search:q=*", 14,
        "SELECT id, ts_rank(document, $1) FROM search WHERE document @@ $1 ORDER BY 2 DESC LIMIT "
        "20",
        Evidence::Wire, 0.97, 212ms);
    rows.back().savedPerSecond = 2.1;
    rows.push_back(patternRow("cart:*", 8'800, -1, -1));
    rows.back().traffic = PatternTraffic{};
    rows.back().traffic->writes = 40;
    rows.back().traffic->span = 5s;
    rows.push_back(patternRow("tmp:export:*", 1'200, -1, -1));
    rows.back().figures.withoutExpiry = 1;
    rows.back().figures.bytes = 2.1e9;
    rows.back().figures.expiringNextMinute = 0;
    return rows;
}

inline std::vector<Finding> story()
{
    const auto make = [](FindingKind kind, Finding::Level level, SinceStart since,
                          const char *subject, const QString &sentence, const QString &next) {
        Finding finding;
        finding.kind = kind;
        finding.level = level;
        finding.since = since;
        finding.subject = subject;
        finding.sentence = sentence;
        finding.next = next;
        finding.evidence = {{QStringLiteral("Before"), QStringLiteral("97.1 %")},
            {QStringLiteral("Now"), QStringLiteral("84.0 %")}};
        return finding;
    };
    return {make(FindingKind::EvictionsBegan, Finding::Level::Problem, 120s, "",
                QStringLiteral(
                    "Memory reached its limit 13 min ago; Redis evicts 210 keys/s (allkeys-lru)."),
                QStringLiteral("See which pattern fills the memory.")),
        make(FindingKind::NoExpiryGrowth, Finding::Level::Warning, 60s, "tmp:export:*",
            QStringLiteral("tmp:export:* grew to 2.1 GB in that time and has no expiry."),
            QStringLiteral("Give tmp:export:* an expiry.")),
        make(FindingKind::HitRateFell, Finding::Level::Warning, 130s, "product:*",
            QStringLiteral("Evicted product:* keys are asked of Postgres again: +1 010 queries/s."),
            QString()),
        make(FindingKind::ExpiryCliff, Finding::Level::Warning, 880s, "product:*",
            QStringLiteral("In 40 s, 38 210 keys of product:* expire within one second: expect "
                           "about +980 queries/s for 6 s. "
                           "Postgres runs 1 588/s now."),
            QString())};
}

// 15 min in which the hit rate falls after two, with one gap.
inline std::vector<Moment> moments(int seconds = 900)
{
    std::vector<Moment> moments;
    for (int i = 0; i < seconds; ++i) {
        Moment moment;
        moment.from = std::chrono::seconds{i};
        moment.length = 1s;
        const bool fell = i > 120;
        const double wave = 40 * std::sin(i / 7.0) + 25 * std::sin(i / 2.3);
        if (i < 400 || i > 430) {
            moment.redis.span = 1s;
            moment.redis.commands = std::uint64_t(18'420 + 10 * wave);
            moment.redis.hits = fell ? 16'818 : 17'880;
            moment.redis.misses = std::uint64_t((fell ? 1'602 : 540) + wave);
            moment.redis.evicted = fell ? std::uint64_t(210 + wave / 4) : 0;
            moment.redis.expired = 35;
            moment.redisReads.add(300us, 18'000);
        }
        moment.postgres.span = 1s;
        moment.postgres.countsStatements = true;
        moment.postgres.queries = std::uint64_t((fell ? 1'588 : 520) + wave);
        moment.postgres.queryTime
            = Duration{static_cast<Duration::rep>(moment.postgres.queries)} * 11'400'000 / 1;
        moment.postgres.blocksHit = 98'200;
        moment.postgres.blocksRead = 1'800;
        moment.usedMemory = 6'100'000'000;
        moment.maxMemory = 8'000'000'000;
        moment.keys = 1'420'000;
        moment.clients = 214;
        moment.sessions = 112;
        moment.maxConnections = 500;
        moments.push_back(moment);
    }
    return moments;
}

inline RedisLook redisLook()
{
    RedisLook look;
    look.at = 899s;
    look.health = ServerChange::State::Up;
    look.state.version = "7.0.15";
    look.state.mode = "cluster";
    look.state.address = "10.0.3.7:6379";
    look.state.primaries = 3;
    look.state.replicas = 3;
    look.state.evictionPolicy = "allkeys-lru";
    look.state.clientHosts = 9;
    look.own = {1s, 9, 1800us};
    look.pace = 1s;
    return look;
}

inline PostgresLook postgresLook()
{
    PostgresLook look;
    look.at = 899s;
    look.health = ServerChange::State::Up;
    look.state.version = "15.8";
    look.state.sessions = 112;
    look.state.maxConnections = 500;
    look.state.hasStatements = true;
    look.state.replicas = {{"10.0.4.8", "streaming", 0, 200ms}, {"10.0.4.9", "streaming", 0, 90ms}};
    look.own = {1s, 3, 900us};
    look.pace = 1s;
    const auto session = [](std::int32_t pid, const char *state, std::vector<std::int32_t> behind) {
        SessionRow row;
        row.pid = pid;
        row.user = "shop";
        row.application = "orders";
        row.state = state;
        row.query = "UPDATE orders SET state = $1 WHERE id = $2";
        row.transactionAge = 14s;
        row.stateAge = 12s;
        row.queryAge = 12s;
        row.blockedBy = std::move(behind);
        row.lock = row.blockedBy.empty() ? "" : "orders, RowExclusiveLock";
        return row;
    };
    look.sessions = {session(4711, "idle in transaction", {}), session(4712, "active", {4711}),
        session(4713, "active", {4712}), session(4714, "active", {4711}),
        session(4720, "active", {})};
    look.sessionsInAll = 112;
    return look;
}

inline std::vector<WatchedStatements::Total> totals(int count = 8)
{
    std::vector<WatchedStatements::Total> totals;
    for (int i = 0; i < count; ++i) {
        WatchedStatements::Total total;
        total.counts.id = 11 + i;
        total.counts.text
            = "SELECT id, name, price, stock FROM products_" + std::to_string(i) + " WHERE id = $1";
        total.counts.user = "shop";
        total.counts.calls = std::uint64_t(100'000 / (i + 1));
        total.counts.rows = total.counts.calls * 3;
        total.counts.time = Duration{static_cast<Duration::rep>(total.counts.calls)} * 9'800'00;
        total.counts.blocksHit = 9'900;
        total.counts.blocksRead = 100;
        total.callsPerSecond = 1'100.0 / (i + 1);
        total.callsPerSecondBefore = i == 0 ? 300 : i == 1 ? 0 : total.callsPerSecond;
        total.meanBefore = i == 2 ? 490us : i == 1 ? 0us : 980us;
        totals.push_back(total);
    }
    return totals;
}

} // namespace tierlens::example
