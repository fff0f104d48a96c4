// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/requestcounts.h"

#include <algorithm>
#include <numeric>

namespace tierlens {

namespace {
EpochCounts &at(std::vector<EpochCounts> &counts, Epoch epoch)
{
    if (epoch >= counts.size())
        counts.resize(static_cast<std::size_t>(epoch) + 1);
    return counts[epoch];
}

void mergeInto(std::vector<EpochCounts> &counts, const std::vector<EpochCounts> &other)
{
    counts.resize(std::max(counts.size(), other.size()));
    for (std::size_t i = 0; i < other.size(); ++i)
        counts[i] += other[i];
}

bool isAnswered(const Step &step)
{
    return step.result != StepResult::Failed && step.result != StepResult::Unanswered;
}
} // namespace

EpochCounts &EpochCounts::operator+=(const EpochCounts &other)
{
    redisHits += other.redisHits;
    redisMisses += other.redisMisses;
    redisUnanswered += other.redisUnanswered;
    queries += other.queries;
    queriesUnanswered += other.queriesUnanswered;
    return *this;
}

void RequestCounts::add(const Request &request, Duration took)
{
    const auto time = [this](Series series, Duration value) {
        m_timings[static_cast<std::size_t>(series)].add(value);
    };
    addSteps(request);
    if (request.behind) {
        ++m_behind;
        return;
    }
    const auto outcome = static_cast<std::size_t>(request.outcome);
    ++m_outcomes[outcome];
    ++m_operations[std::min<std::size_t>(request.operation, MaxOperations - 1)][outcome];
    m_stale += request.stale ? 1 : 0;

    switch (request.outcome) {
    case Outcome::Hit:
        time(Series::Hit, took);
        break;
    case Outcome::Miss:
    case Outcome::Coalesced:
        time(Series::Miss, took);
        break;
    case Outcome::Bypass:
        time(Series::Bypass, took);
        break;
    case Outcome::Write:
        time(Series::Write, took);
        break;
    case Outcome::Live:
    case Outcome::Refused:
        time(Series::Live, took);
        break;
    case Outcome::Failed:
        break;
    }
    if (request.outcome != Outcome::Write && request.outcome != Outcome::Failed
        && request.outcome != Outcome::Refused)
        time(Series::Answer, took);
}

void RequestCounts::addSteps(const Request &request)
{
    const auto time = [this](Series series, Duration value) {
        m_timings[static_cast<std::size_t>(series)].add(value);
    };
    for (const Step &step : request.parts()) {
        const bool answered = isAnswered(step);
        switch (step.kind) {
        case StepKind::CacheRead: {
            auto &counts = at(m_redis, step.epoch);
            counts.redisHits += step.result == StepResult::Hit ? 1 : 0;
            counts.redisMisses += step.result == StepResult::Miss ? 1 : 0;
            counts.redisUnanswered += step.result == StepResult::Unanswered ? 1 : 0;
            if (answered)
                time(Series::RedisRead, step.took);
            break;
        }
        case StepKind::CacheWrite:
            if (answered)
                time(Series::RedisWrite, step.took);
            break;
        case StepKind::Query:
        case StepKind::TruthWrite: {
            auto &counts = at(m_postgres, step.epoch);
            counts.queries += answered ? 1 : 0;
            counts.queriesUnanswered += step.result == StepResult::Unanswered ? 1 : 0;
            if (answered && step.kind == StepKind::Query)
                time(Series::PostgresQuery, step.took);
            break;
        }
        case StepKind::CacheDrop:
        case StepKind::Wait:
            break;
        }
    }
}

void RequestCounts::merge(const RequestCounts &other)
{
    for (std::size_t i = 0; i < OutcomeCount; ++i)
        m_outcomes[i] += other.m_outcomes[i];
    for (std::size_t operation = 0; operation < MaxOperations; ++operation) {
        for (std::size_t i = 0; i < OutcomeCount; ++i)
            m_operations[operation][i] += other.m_operations[operation][i];
    }
    m_stale += other.m_stale;
    m_behind += other.m_behind;
    mergeInto(m_redis, other.m_redis);
    mergeInto(m_postgres, other.m_postgres);
    for (std::size_t i = 0; i < SeriesCount; ++i)
        m_timings[i].merge(other.m_timings[i]);
}

void RequestCounts::clear()
{
    m_outcomes = {};
    m_operations = {};
    m_stale = m_behind = 0;
    m_redis.clear();
    m_postgres.clear();
    for (auto &timing : m_timings)
        timing.clear();
}

std::uint64_t RequestCounts::requests() const
{
    return std::accumulate(m_outcomes.begin(), m_outcomes.end(), std::uint64_t{0});
}

std::uint64_t RequestCounts::reads() const { return askedRedis() + of(Outcome::Bypass); }

std::uint64_t RequestCounts::of(std::uint8_t operation, Outcome outcome) const
{
    return m_operations[std::min<std::size_t>(operation, MaxOperations - 1)]
                       [static_cast<std::size_t>(outcome)];
}

std::uint64_t RequestCounts::askedRedis() const
{
    return of(Outcome::Hit) + of(Outcome::Miss) + of(Outcome::Coalesced);
}

double RequestCounts::hitRate() const
{
    const auto asked = askedRedis();
    return asked == 0 ? -1.0 : static_cast<double>(of(Outcome::Hit)) / static_cast<double>(asked);
}

std::uint64_t RequestCounts::queries() const
{
    return std::accumulate(m_postgres.begin(), m_postgres.end(), std::uint64_t{0},
        [](std::uint64_t sum, const EpochCounts &counts) { return sum + counts.queries; });
}

EpochCounts RequestCounts::redis(Epoch epoch) const
{
    return epoch < m_redis.size() ? m_redis[epoch] : EpochCounts{};
}

EpochCounts RequestCounts::postgres(Epoch epoch) const
{
    return epoch < m_postgres.size() ? m_postgres[epoch] : EpochCounts{};
}

} // namespace tierlens
