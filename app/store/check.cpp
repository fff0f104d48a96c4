// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/check.h"

#include <algorithm>

namespace tierlens {

namespace {
EpochCounts oursOf(Tier tier, Epoch epoch, const RequestCounts &total)
{
    return tier == Tier::Redis ? total.redis(epoch) : total.postgres(epoch);
}

// Ours is exact; the server may have counted up to `spare` calls more that were never answered.
bool isWithin(std::uint64_t ours, std::uint64_t servers, std::uint64_t spare)
{
    return servers >= ours && servers - ours <= spare;
}
} // namespace

void Check::apply(const CheckReading &reading, const RequestCounts &total, bool usable)
{
    if (!usable)
        return;
    auto &lives = reading.tier == Tier::Redis ? m_redis : m_postgres;
    Life &life = lives[reading.epoch];
    const auto ours = oursOf(reading.tier, reading.epoch, total);
    if (reading.baseline) {
        life.baseline = reading;
        life.oursAtBaseline = ours;
        life.last.reset();
    } else {
        life.last = reading;
        life.oursAtLast = ours;
    }
}

Check::Verdict Check::verdict(Tier tier, const RequestCounts &total) const
{
    Verdict verdict;
    const auto &lives = tier == Tier::Redis ? m_redis : m_postgres;
    std::uint64_t covered = 0;
    for (const auto &[epoch, life] : lives) {
        const auto &from = life.oursAtBaseline;
        covered += from.redisHits + from.redisMisses
            + from.queries; // before the baseline: not ours to check
        if (!life.last)
            continue;
        const CheckReading zero;
        const CheckReading &base = life.baseline ? *life.baseline : zero;
        const auto grown = [](std::uint64_t now, std::uint64_t before) {
            return now >= before ? now - before : 0;
        };
        const Figures ours{life.oursAtLast.redisHits - from.redisHits,
            life.oursAtLast.redisMisses - from.redisMisses, life.oursAtLast.queries - from.queries};
        const Figures servers{grown(life.last->hits, base.hits),
            grown(life.last->misses, base.misses), grown(life.last->queries, base.queries)};
        const auto spare = tier == Tier::Redis
            ? life.oursAtLast.redisUnanswered - from.redisUnanswered
            : life.oursAtLast.queriesUnanswered - from.queriesUnanswered;
        if (tier == Tier::Redis) {
            verdict.agrees &= isWithin(ours.hits, servers.hits, spare)
                && isWithin(ours.misses, servers.misses, spare)
                && isWithin(ours.hits + ours.misses, servers.hits + servers.misses, spare);
        } else {
            verdict.agrees &= isWithin(ours.queries, servers.queries, spare);
        }
        verdict.ours.hits += ours.hits;
        verdict.ours.misses += ours.misses;
        verdict.ours.queries += ours.queries;
        verdict.servers.hits += servers.hits;
        verdict.servers.misses += servers.misses;
        verdict.servers.queries += servers.queries;
        verdict.unanswered += spare;
        ++verdict.readings;
        covered += ours.hits + ours.misses + ours.queries;
    }
    std::uint64_t all = 0;
    for (int epoch = 0; epoch < 256; ++epoch) {
        const auto ours = oursOf(tier, static_cast<Epoch>(epoch), total);
        all += tier == Tier::Redis ? ours.redisHits + ours.redisMisses : ours.queries;
    }
    verdict.unchecked = all - std::min(all, covered);
    return verdict;
}

} // namespace tierlens
