// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/impact.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr std::size_t MaxImpacts = 200;

bool touchesServer(const Action &action)
{
    return action.kind == Action::Kind::Restart || action.kind == Action::Kind::Crash
        || action.kind == Action::Kind::Freeze;
}
} // namespace

bool Impact::emptiesRedis() const
{
    return (touchesServer(action) && action.tier == Tier::Redis)
        || action.kind == Action::Kind::InvalidateAll
        || action.kind == Action::Kind::InvalidatePattern;
}

bool Impacts::hasCard(Action::Kind kind)
{
    return kind != Action::Kind::Policy && kind != Action::Kind::Traffic;
}

Impact *Impacts::open()
{
    return m_impacts.empty() || m_impacts.back().settled || m_impacts.back().gaveUp
        ? nullptr
        : &m_impacts.back();
}

void Impacts::begin(const Action &action, SinceStart at, const Timings &timings)
{
    if (!hasCard(action.kind))
        return;
    if (auto *previous = open())
        previous->gaveUp = true; // its effects can no longer be told apart
    if (m_impacts.size() >= MaxImpacts)
        m_impacts.erase(m_impacts.begin());
    Impact impact;
    impact.id = m_next++;
    impact.action = action;
    impact.at = at;
    impact.epoch = action.tier == Tier::Redis ? m_redisEpoch : m_postgresEpoch;
    if (action.tier == Tier::Redis
        && (action.kind == Action::Kind::Restart || action.kind == Action::Kind::Crash))
        impact.keysLost = action.keysLost;
    impact.hitRateBefore = timings.window(10s).hitRate();
    m_rateBefore = timings.queriesPerSecond(10s);
    m_queries = 0;
    m_answers.clear();
    m_impacts.push_back(std::move(impact));
}

void Impacts::add(const Request &request, Duration took)
{
    auto *impact = open();
    if (!impact)
        return;
    for (const Step &step : request.parts()) {
        const bool isStatement = step.kind == StepKind::Query || step.kind == StepKind::TruthWrite;
        m_queries += isStatement && step.result == StepResult::Ok ? 1 : 0;
    }
    if (request.behind) // nobody waited for it
        return;
    switch (request.outcome) {
    case Outcome::Failed:
        ++impact->failed;
        return;
    case Outcome::Miss:
    case Outcome::Coalesced:
        ++impact->misses;
        break;
    case Outcome::Hit:
        ++impact->hits;
        break;
    case Outcome::Bypass:
    case Outcome::Live:
        break;
    case Outcome::Write:
    case Outcome::Refused:
        return;
    }
    impact->slowest = std::max(impact->slowest, took);
    m_answers.add(took);
}

void Impacts::addOverflow(const RequestCounts &counts)
{
    if (auto *impact = open()) {
        m_queries += counts.queries();
        impact->failed += counts.of(Outcome::Failed);
        impact->hits += counts.of(Outcome::Hit);
        impact->misses += counts.of(Outcome::Miss) + counts.of(Outcome::Coalesced);
        m_answers.merge(counts.timing(Series::Answer));
        impact->slowest = std::max(impact->slowest, counts.timing(Series::Answer).max());
    }
}

void Impacts::apply(const ServerChange &change, SinceStart at)
{
    const bool isUp = change.state == ServerChange::State::Up;
    auto &newest = change.tier == Tier::Redis ? m_redisEpoch : m_postgresEpoch;
    if (isUp)
        newest = std::max(newest, change.epoch);
    auto *impact = open();
    if (!impact || !isUp || impact->downFor || at <= impact->at || !touchesServer(impact->action)
        || impact->action.tier != change.tier)
        return;
    // An observer may find the old process up after a restart was ordered: that is not back yet.
    if (impact->action.kind == Action::Kind::Freeze || change.epoch > impact->epoch)
        impact->downFor = at - impact->at;
}

void Impacts::apply(const TruthCheck &check)
{
    if (!m_impacts.empty()) {
        m_impacts.back().rowsLost = check.lost;
        m_impacts.back().writesChecked = check.acknowledged;
    }
}

void Impacts::keysLost(std::uint64_t count)
{
    if (auto *impact = open())
        impact->keysLost += count;
}

void Impacts::count(SinceStart now)
{
    Impact &impact = m_impacts.back();
    const auto since = std::chrono::duration<double>(now - impact.at);
    const double expected = m_rateBefore * since.count();
    // Where nothing was emptied, the furthest apart would only be the furthest that chance led.
    if (!impact.emptiesRedis()
        || double(m_queries) - expected >= double(impact.queries) - impact.queriesExpected) {
        impact.queries = m_queries;
        impact.queriesExpected = expected;
    }
    impact.typical = m_answers.quantile(0.5);
}

void Impacts::advance(SinceStart now, const Timings &timings, const Servers &servers)
{
    auto *impact = open();
    if (!impact)
        return;
    const auto since = now - impact->at;
    count(now);
    impact->hitRateNow = timings.window(1s).hitRate();
    if (since > 60s) {
        impact->gaveUp = true;
        return;
    }
    if (since < 2s || !servers.bothUp() || (touchesServer(impact->action) && !impact->downFor))
        return;
    // Settled one second ago, if everything since then was well again.
    const double enough
        = impact->hitRateBefore < 0 ? 0 : std::min(0.9, 0.95 * impact->hitRateBefore);
    const auto &history = timings.history();
    std::uint64_t hits = 0, asked = 0;
    SinceStart from = now;
    for (auto slice = history.rbegin(); slice != history.rend() && now - slice->at <= 2s; ++slice) {
        hits += slice->hits;
        asked += slice->askedRedis;
        from = slice->at;
    }
    if (from <= impact->at)
        return;
    if (asked == 0 || double(hits) / double(asked) >= enough) {
        impact->settled = true;
        impact->settledAfter
            = std::max(from - impact->at, impact->downFor.value_or(Duration::zero()));
    }
}

} // namespace tierlens
