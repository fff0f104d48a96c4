// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include "store/expiryforecast.h"
#include "store/silence.h"

#include <algorithm>

namespace tierlens {

namespace {
template <typename... F> struct Overloaded : F...
{
    using F::operator()...;
};
template <typename... F> Overloaded(F...) -> Overloaded<F...>; // clang 14 needs it said

constexpr Duration MarkersKept = std::chrono::minutes{15};
} // namespace

Store::Store() = default;

void Store::append(EventQueue::Batch batch, SinceStart now)
{
    m_appendedFrom = m_requests.end();
    m_appendedDropped = batch.dropped;
    const bool exact = batch.dropped == 0;
    if (!exact) {
        m_dropped += batch.dropped;
        m_timings.addOverflow(batch.overflow, now);
        m_impacts.addOverflow(batch.overflow);
        m_sightings.addOverflow(batch.overflow, now);
    }
    for (Event &event : batch.events)
        apply(event, exact);
    m_timings.advance(now);
    // Of a server that is silent nobody knows what it has dropped meanwhile; its rows stay as they
    // were last known, and what has run out leaves when it answers again.
    const bool silent = isSilent(m_servers.server(Tier::Redis));
    if (!silent)
        m_keys.expire(now);
    m_impacts.advance(now, m_timings, m_servers);
    m_sightings.advance(now);
    if (!silent && m_sightings.wantsExpiries(now)) {
        expiriesOf(m_keys, now, m_expiries);
        m_sightings.lookAhead(now, m_expiries);
    }
    std::erase_if(m_markers, [now](const Marker &marker) { return now - marker.at > MarkersKept; });
}

void Store::apply(Event &event, bool exact)
{
    const auto end = event.end();
    bool keep = true;
    std::visit(Overloaded{
                   [&](const Request &request) {
                       keep = false;
                       m_timings.add(request, event.took, end);
                       m_keys.apply(request, end);
                       m_statements.add(request);
                       m_impacts.add(request, event.took);
                       m_sightings.add(request, event.at, event.took, exact);
                       auto &timings = m_operations[request.operation];
                       for (const Step &step : request.parts()) {
                           const bool answered
                               = step.result == StepResult::Ok || step.result == StepResult::Hit;
                           if (step.kind == StepKind::CacheRead && step.result == StepResult::Hit)
                               timings.redis.add(step.took);
                           if (step.kind == StepKind::Query && answered)
                               timings.postgres.add(step.took);
                       }
                       m_requests.push({request, event.at, event.took});
                       if (request.outcome == Outcome::Miss)
                           m_latestMiss = RecentRequest{request, event.at, event.took};
                   },
                   [&](const KeyDrop &drop) {
                       m_keys.apply(drop);
                       if (drop.reason == KeyDrop::Reason::Invalidated)
                           m_impacts.keysLost(drop.count);
                       keep = drop.key.empty();
                   },
                   [&](const TruthChange &change) {
                       m_keys.apply(change, end);
                       m_sightings.apply(change, end);
                       keep = false;
                   },
                   [&](const ServerChange &change) {
                       m_servers.apply(change, end);
                       m_impacts.apply(change, end);
                       // Up again as another process, which began empty. What the new one has
                       // been given meanwhile carries its epoch and stays.
                       if (change.tier == Tier::Redis && change.epoch > 0
                           && change.state == ServerChange::State::Up && m_servers.redis()
                           && !m_servers.redis()->persists)
                           m_keys.dropBefore(change.epoch);
                       m_sightings.apply(
                           change, end, m_servers.redis() && !m_servers.redis()->persists);
                   },
                   [&](const ServerSample &sample) {
                       m_servers.apply(sample, end);
                       m_sightings.apply(sample, end);
                       keep = false;
                   },
                   [&](const CheckReading &reading) {
                       m_check.apply(reading, m_timings.total(), exact);
                       keep = false;
                   },
                   [&](const TruthCheck &check) { m_impacts.apply(check); },
                   [&](const Action &action) {
                       m_impacts.begin(action, event.at, m_timings);
                       m_sightings.apply(action, event.at);
                       m_markers.push_back({event.at, action.kind, action.tier, action.text});
                   },
                   [](const Note &) {},
                   [&](const Progress &progress) { m_progress = progress; },
                   [&](const Board &board) {
                       m_board = board;
                       keep = false;
                   },
               },
        event.what);
    if (keep)
        m_log.push(std::move(event));
}

} // namespace tierlens
