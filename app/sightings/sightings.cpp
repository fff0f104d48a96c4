// SPDX-License-Identifier: GPL-3.0-or-later
#include "sightings/sightings.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

void Sightings::add(const Request &request, SinceStart at, Duration took, bool exact)
{
    m_pulse.add(request, at + took);
    m_hotKeys.add(request, at + took, exact, m_list);
    m_stale.add(request, at, took, exact, m_list);
    noteAnswer(request, at);
    if (request.outcome != Outcome::Hit)
        m_stampedes.add(request, at, took, exact, m_list);
}

// A new process may have been asked before its state was told.
void Sightings::noteAnswer(const Request &request, SinceStart at)
{
    if (request.stepCount == 0)
        return;
    const Step &step = request.steps[0];
    const bool answered = step.result == StepResult::Hit || step.result == StepResult::Miss;
    if (step.kind == StepKind::CacheRead && answered && step.epoch > m_answeredEpoch) {
        m_answeredEpoch = step.epoch;
        m_answeredAt = at;
    }
}

void Sightings::addOverflow(const RequestCounts &counts, SinceStart now)
{
    m_pulse.addOverflow(counts, now);
    m_stampedes.dropped(m_list);
    m_hotKeys.dropped();
    m_stale.dropped(m_list);
}

void Sightings::apply(const Action &action, SinceStart at)
{
    if (action.kind != Action::Kind::InvalidateAll
        && action.kind != Action::Kind::InvalidatePattern)
        return;
    m_emptied = at;
    m_coldStarts.begin(
        ColdStart::Cause::Invalidated, at, ColdStarts::before(m_pulse, at), m_pulse, m_list);
}

void Sightings::apply(const ServerChange &change, SinceStart at, bool forgets)
{
    if (change.tier != Tier::Redis)
        return;
    if (change.state != ServerChange::State::Up) {
        if (m_redisUp) {
            m_redisUp = false;
            m_beforeOutage = ColdStarts::before(m_pulse, at);
        }
        m_cliffs.disturbed(at, m_list);
        return;
    }
    const bool another = change.epoch > m_redisEpoch;
    if (another && forgets) {
        const auto since
            = m_answeredEpoch == change.epoch && change.epoch > 0 ? std::min(at, m_answeredAt) : at;
        m_emptied = at;
        m_coldStarts.begin(ColdStart::Cause::Restarted, since,
            m_beforeOutage.value_or(ColdStarts::before(m_pulse, since)), m_pulse, m_list);
    }
    m_redisUp = true;
    m_redisEpoch = std::max(m_redisEpoch, change.epoch);
    m_beforeOutage.reset();
}

// Somebody else may have emptied it (FLUSHALL): the keys are gone, and neither time nor memory
// took them.
void Sightings::apply(const ServerSample &sample, SinceStart at)
{
    const auto *redis = std::get_if<RedisSample>(&sample.of);
    if (!redis)
        return;
    const Sample now{sample.epoch, redis->keys, redis->expired, redis->evicted, at};
    if (m_sample && m_sample->epoch == now.epoch && m_sample->keys >= 50
        && now.keys < m_sample->keys / 2 && m_emptied < m_sample->at - 3s) {
        const auto lost = m_sample->keys - now.keys;
        const auto explained = now.expired - std::min(m_sample->expired, now.expired) + now.evicted
            - std::min(m_sample->evicted, now.evicted);
        if (explained < lost / 2) {
            m_emptied = at;
            m_coldStarts.begin(ColdStart::Cause::Emptied, m_sample->at,
                ColdStarts::before(m_pulse, m_sample->at), m_pulse, m_list);
        }
    }
    m_sample = now;
}

void Sightings::advance(SinceStart now)
{
    m_stampedes.advance(now, m_list);
    m_hotKeys.advance(now, m_list);
    m_stale.advance(now, m_list);
    m_coldStarts.advance(now, m_pulse, m_list);
}

void Sightings::lookAhead(SinceStart now, const Expiries &expiries)
{
    m_cliffs.look(now, expiries, m_pulse, m_list);
}

} // namespace tierlens
