// SPDX-License-Identifier: GPL-3.0-or-later
#include "sightings/pulse.h"

#include <algorithm>

namespace tierlens {

Pulse::Counts &Pulse::at(SinceStart moment)
{
    const auto number = std::max<std::int64_t>(0, moment / Length);
    Bucket &bucket = m_buckets[static_cast<std::size_t>(number) % m_buckets.size()];
    if (bucket.number < number)
        bucket = {number, {}};
    return bucket.counts;
}

void Pulse::add(const Request &request, SinceStart end)
{
    Counts &counts = at(end);
    switch (request.outcome) {
    case Outcome::Hit:
        ++counts.hits;
        [[fallthrough]];
    case Outcome::Miss:
    case Outcome::Coalesced:
        ++counts.asked;
        [[fallthrough]];
    case Outcome::Bypass:
        ++counts.reads;
        break;
    case Outcome::Write:
    case Outcome::Live:
    case Outcome::Refused:
    case Outcome::Failed:
        break;
    }
    for (const Step &step : request.parts()) {
        const bool statement = step.kind == StepKind::Query || step.kind == StepKind::TruthWrite;
        if (statement && step.result == StepResult::Ok) {
            ++counts.queries;
            ++m_queries;
        }
    }
}

void Pulse::addOverflow(const RequestCounts &overflow, SinceStart now)
{
    Counts &counts = at(now);
    counts.reads += overflow.reads();
    counts.hits += overflow.of(Outcome::Hit);
    counts.asked += overflow.askedRedis();
    counts.queries += overflow.queries();
    m_queries += overflow.queries();
}

Pulse::Counts Pulse::between(SinceStart from, SinceStart to) const
{
    Counts sum;
    for (const Bucket &bucket : m_buckets) {
        const auto begins = bucket.number * Length;
        if (bucket.number < 0 || begins < from || begins >= to)
            continue;
        sum.reads += bucket.counts.reads;
        sum.hits += bucket.counts.hits;
        sum.asked += bucket.counts.asked;
        sum.queries += bucket.counts.queries;
    }
    return sum;
}

} // namespace tierlens
