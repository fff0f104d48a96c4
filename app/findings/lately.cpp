// SPDX-License-Identifier: GPL-3.0-or-later
#include "findings/lately.h"

#include <algorithm>

namespace tierlens {

namespace {
constexpr std::size_t MostStatements = 500; // of a step
constexpr std::size_t MostTexts = 5000;
constexpr std::size_t MostPatterns = 500;
constexpr std::size_t MostSlow = 500;

// The time before a change, and the change.
Duration kept(const FindingsLimits &limits) { return limits.before + limits.step * 10; }
} // namespace

// That it is over is told once, and may be told between two looks of the rules. If it is not told
// any more and was not over, the old primary came back, or nobody can tell any longer.
void Lately::keep(std::optional<Failover> &known, const std::optional<Failover> &told)
{
    if (told || (known && !known->isOver()))
        known = told;
}

void Lately::take(const RedisLook &look)
{
    keep(m_redisFailover, look.failover);
    if (look.health != ServerChange::State::Up) {
        if (look.health != ServerChange::State::Unknown && !m_redisAway)
            m_redisAway = look.at;
        return;
    }
    m_redisAway.reset();
    RedisPoint point;
    point.at = look.at;
    point.span = look.counts.span;
    for (const auto &command : look.commands)
        point.refusedWrites += command.rejected;
    point.errors = look.counts.errors;
    point.rejectedConnections = look.counts.rejectedConnections;
    point.keys = look.state.keys;
    point.gone = look.counts.expired + look.counts.evicted;
    point.uptime = look.state.uptime;
    point.hits = look.counts.hits;
    point.asks = look.counts.hits + look.counts.misses;
    noticeLoss(point);
    m_redis.push_back(point);
    while (m_redis.front().at < look.at - kept(m_limits))
        m_redis.pop_front();

    for (const auto &entry : look.slow)
        m_slow.push_back({.at = look.at, .entry = entry});
    while (m_slow.size() > MostSlow
        || (!m_slow.empty() && m_slow.front().at < look.at - kept(m_limits)))
        m_slow.pop_front();
}

void Lately::sawSlow()
{
    for (auto &slow : m_slow)
        slow.isNew = false;
}

// Most keys are there at one look and gone at another soon after, and neither expiry nor eviction
// accounts for it: a restart, FLUSHALL, or somebody deleted them.
void Lately::noticeLoss(const RedisPoint &point)
{
    if (m_redis.empty())
        return;
    const bool restarted = point.uptime + std::chrono::seconds{1} < m_redis.back().uptime;
    if (m_loss && point.at - m_loss->at < m_limits.lossWindow && !restarted) {
        // It may have been seen half way.
        m_loss->after = std::min(m_loss->after, point.keys);
        return;
    }
    std::uint64_t before = 0, gone = point.gone, hits = 0, asks = 0;
    for (auto earlier = m_redis.rbegin(); earlier != m_redis.rend(); ++earlier) {
        // A restart may have taken long; without one, all must go within the window.
        if (!(restarted && earlier == m_redis.rbegin())
            && earlier->at < point.at - m_limits.lossWindow)
            break;
        before = std::max(before, earlier->keys);
        gone += earlier->gone;
        hits += earlier->hits;
        asks += earlier->asks;
    }
    if (before < m_limits.keysLostLeast
        || double(point.keys) > double(before) * (1 - m_limits.keysLost))
        return;
    if (!restarted && gone * 2 > before - point.keys)
        return;
    Loss loss{point.at, before, point.keys, restarted, -1};
    if (asks >= m_limits.asksLeast)
        loss.hitRateBefore = double(hits) / double(asks);
    m_loss = loss;
}

std::uint64_t Lately::refusedWrites(SinceStart from) const
{
    std::uint64_t sum = 0;
    for (const auto &point : m_redis)
        if (point.at > from)
            sum += point.refusedWrites;
    return sum;
}

std::uint64_t Lately::rejectedConnections(SinceStart from) const
{
    std::uint64_t sum = 0;
    for (const auto &point : m_redis)
        if (point.at > from)
            sum += point.rejectedConnections;
    return sum;
}

void Lately::take(const PostgresLook &look)
{
    keep(m_postgresFailover, look.failover);
    if (look.health != ServerChange::State::Up) {
        if (look.health != ServerChange::State::Unknown && !m_postgresAway)
            m_postgresAway = look.at;
        return;
    }
    m_postgresAway.reset();
    if (look.statementsSpan <= Duration::zero())
        return;
    if (m_step.span > Duration::zero() && look.at / m_limits.step != m_step.to / m_limits.step)
        finishStep();
    if (m_step.span == Duration::zero())
        m_step.from = look.at - look.statementsSpan;
    m_step.to = look.at;
    m_step.span += look.statementsSpan;
    for (const auto &statement : look.statements) {
        for (auto *sum : {&m_step.all, &m_step.statements[statement.id]}) {
            sum->calls += statement.calls;
            sum->time += statement.time;
        }
        if (!statement.text.empty() && m_texts.size() < MostTexts)
            m_texts.try_emplace(statement.id, statement.text);
    }
}

void Lately::finishStep()
{
    if (m_step.statements.size() > MostStatements) {
        std::vector<std::pair<Duration, std::int64_t>> byTime;
        for (const auto &[id, calls] : m_step.statements)
            byTime.emplace_back(calls.time, id);
        const auto least = byTime.begin() + static_cast<std::ptrdiff_t>(MostStatements);
        std::nth_element(byTime.begin(), least, byTime.end(), std::greater<>());
        for (auto leaves = least; leaves != byTime.end(); ++leaves)
            m_step.statements.erase(leaves->second);
    }
    m_statements.push_back(std::move(m_step));
    m_step = {};
    while (m_statements.front().to < m_statements.back().to - kept(m_limits))
        m_statements.pop_front();
    if (m_texts.size() >= MostTexts) { // keep those that were called lately
        std::unordered_map<std::int64_t, std::string> called;
        for (const auto &[id, calls] : m_statements.back().statements)
            if (const auto known = m_texts.find(id); known != m_texts.end())
                called.insert(*known);
        m_texts = std::move(called);
    }
}

std::string Lately::text(std::int64_t statement) const
{
    const auto found = m_texts.find(statement);
    return found == m_texts.end() ? std::string() : found->second;
}

void Lately::take(SinceStart now, const std::vector<PatternFigures> &patterns)
{
    const auto pause = m_limits.growthWindow / 20;
    for (const auto &figures : patterns) {
        // "(other)" and the like are leftovers: who belongs to them changes.
        if (figures.pattern.empty() || figures.pattern.front() == '(' || figures.sampled == 0)
            continue;
        auto found = m_patterns.find(figures.pattern);
        if (found == m_patterns.end()) {
            if (m_patterns.size() >= MostPatterns)
                continue;
            found = m_patterns.emplace(figures.pattern, std::deque<PatternPoint>{}).first;
        }
        auto &points = found->second;
        if (!points.empty() && now - points.back().at < pause)
            continue;
        points.push_back(
            {now, figures.keys, figures.keysError, figures.bytes, figures.withoutExpiry});
        while (points.front().at < now - m_limits.growthWindow - pause)
            points.pop_front();
    }
    std::erase_if(m_patterns,
        [&](const auto &entry) { return entry.second.back().at < now - m_limits.growthWindow; });
}

} // namespace tierlens
