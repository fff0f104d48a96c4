// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the cache does its work: hits, memory, keys.
#include "core/durationtext.h"
#include "findings/findingtext.h"
#include "findings/scene.h"

#include <algorithm>

namespace tierlens {

namespace {
using Level = Finding::Level;
using Direction = FindingScene::Direction;

Measure hitRate(const FindingsLimits &limits)
{
    return [&limits](const Moment &moment) {
        const auto &counts = moment.redis;
        return counts.perSecond(counts.hits + counts.misses) >= limits.asksPerSecond
            ? counts.hitRate()
            : -1.0;
    };
}

double evictions(const Moment &moment)
{
    return moment.redis.span > Duration::zero() ? moment.redis.perSecond(moment.redis.evicted) : -1;
}

// Speaks: at least 5 points below the median of the ten minutes before, in each of the recent steps
// half of it, with at least 5 look-ups a second. Over: back within half of the fall that counts.
void hitRateFell(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    const FindingName name{FindingKind::HitRateFell, {}};
    const auto measure = hitRate(limits);
    const auto shift
        = scene.shift(name, scene.course(measure), Direction::Down, [&](double, double spread) {
              return std::max(limits.hitRateFall, limits.spreads * spread);
          });
    if (!shift.speaks)
        return;
    Sign sign = signOf(name, shift);
    const auto *seen = scene.seenBefore(name.kind);
    sign.since = seen
        ? seen->since
        : scene.sinceWhen(measure, shift.before - shift.threshold / 2, Direction::Down);
    sign.level = shift.now < shift.before / 2 ? Level::Problem : Level::Warning;
    const auto misses = scene.recentSum.redis.perSecond(scene.recentSum.redis.misses);
    const auto text = FindingWords::tr("The hit rate of Redis fell from %1 to %2.");
    sign.sentence = begun(
        text.arg(percentText(shift.before), percentText(shift.now)), sign.since, scene.now());
    sign.past = text.arg(percentText(shift.before), percentText(shift.worst));
    sign.next = FindingWords::tr(
        "See which key patterns miss, and what each miss costs, under Key patterns.");
    sign.evidence = {beforeFigure(percentText(shift.before)), nowFigure(percentText(shift.now)),
        {FindingWords::tr("Lowest"), percentText(shift.worst)},
        {FindingWords::tr("Misses"), rateText(misses)}};
    signs.push_back(std::move(sign));
}

// Speaks: evictions in all recent steps where there were none (or three times as many as before).
// As a notice, if they were there when looking began: many caches are meant to be full.
void evictionsBegan(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    const FindingName name{FindingKind::EvictionsBegan, {}};
    const auto &state = scene.input.redis->state;
    if (state.maxMemory == 0) // the limit is gone, and with it what was evicted for it
        return;
    const auto course = scene.course(evictions);
    const auto *seen = scene.seenBefore(name.kind);
    Sign sign;
    sign.name = name;
    double now = course.newest;
    const bool unknownBefore = seen ? seen->before < 0 : course.before < 0;
    if (unknownBefore) {
        if (seen && seen->told ? now < limits.evictedPerSecond / 2
                               : course.recent.size() < limits.leastSteps
                    || *std::min_element(course.recent.begin(), course.recent.end())
                        < limits.evictedPerSecond)
            return;
        // None at the beginning of what is known: then they did begin.
        sign.sinceEver = scene.before.empty() || evictions(scene.before.front()) > 0;
        sign.since = seen ? seen->since
                          : scene.sinceWhen(evictions, limits.evictedPerSecond / 2, Direction::Up);
        if (seen)
            sign.sinceEver = seen->worst < 0;
        sign.worst = sign.sinceEver ? -1 : now;
    } else {
        const auto shift
            = scene.shift(name, course, Direction::Up, [&](double before, double spread) {
                  return std::max({limits.evictedPerSecond, before * (limits.rises - 1),
                      limits.spreads * spread});
              });
        if (!shift.speaks)
            return;
        now = shift.now;
        sign.before = shift.before;
        sign.threshold = shift.threshold;
        sign.worst = shift.worst;
        sign.since = seen
            ? seen->since
            : scene.sinceWhen(evictions, shift.before + shift.threshold / 2, Direction::Up);
    }
    sign.level = sign.sinceEver ? Level::Notice : Level::Warning;
    const auto policy = QString::fromStdString(state.evictionPolicy);
    sign.sentence = sign.sinceEver
        ? FindingWords::tr("Memory is at its limit; Redis evicts %1 keys/s (%2).")
              .arg(roundedText(now), policy)
        : FindingWords::tr("Memory reached its limit %1; Redis evicts %2 keys/s (%3).")
              .arg(agoText(scene.now() - sign.since), roundedText(now), policy);
    sign.past = FindingWords::tr("Memory was at its limit; Redis evicted up to %1 keys/s (%2).")
                    .arg(roundedText(std::max(now, sign.worst)), policy);
    sign.next = FindingWords::tr(
        "See under Key patterns what fills the memory: large patterns without expiry first.");
    sign.evidence
        = {nowFigure(rateText(now)), {FindingWords::tr("Memory used"), bytesText(state.usedMemory)},
            {FindingWords::tr("Limit"), bytesText(state.maxMemory)}};
    if (sign.before >= 0)
        sign.evidence.insert(sign.evidence.begin(), beforeFigure(rateText(sign.before)));
    signs.push_back(std::move(sign));
}

// Speaks: writes are refused with memory at its limit; or, with noeviction, 95 % of it are used.
void memoryFull(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    const auto &state = scene.input.redis->state;
    if (state.maxMemory == 0)
        return;
    const double share = double(state.usedMemory) / double(state.maxMemory);
    const auto window = std::min<Duration>(
        scene.now(), scene.step * static_cast<Duration::rep>(limits.recentSteps));
    const auto refused = scene.lately.refusedWrites(scene.now() - window);
    const bool refuses = share >= limits.memoryNearlyFull && refused > 0;
    const bool evictsNothing = state.evictionPolicy == "noeviction";
    if (!refuses && !(evictsNothing && share >= limits.memoryNearlyFull))
        return;
    Sign sign;
    sign.name = {FindingKind::MemoryFull, {}};
    const auto *seen = scene.seenBefore(sign.name.kind);
    sign.since = seen ? seen->since : scene.input.redis->at;
    sign.level = refuses ? Level::Problem : Level::Warning;
    const auto limit = bytesText(state.maxMemory),
               policy = QString::fromStdString(state.evictionPolicy);
    if (refuses) {
        const auto rate = roundedText(double(refused) * 1e9 / double(window.count()));
        sign.sentence
            = begun(FindingWords::tr("Redis refuses writes, %1/s: its memory of %2 is full and "
                                     "nothing may be evicted (%3).")
                        .arg(rate, limit, policy),
                sign.since, scene.now());
        sign.past = FindingWords::tr("Redis refused writes: its memory of %1 was full (%2).")
                        .arg(limit, policy);
    } else {
        sign.sentence = FindingWords::tr(
            "%1 of the memory limit of %2 are used and nothing may be evicted (%3): "
            "at the limit Redis will refuse writes.")
                            .arg(percentText(share), limit, policy);
        sign.past = FindingWords::tr("The memory of Redis was nearly full (%1 of %2).")
                        .arg(percentText(share), limit);
    }
    sign.next
        = FindingWords::tr("Give keys an expiry, raise maxmemory, or choose a policy that evicts.");
    sign.evidence = {{FindingWords::tr("Memory used"), bytesText(state.usedMemory)},
        {FindingWords::tr("Limit"), limit},
        {FindingWords::tr("Refused writes"), countText(refused)}};
    signs.push_back(std::move(sign));
}

// Speaks: four fifths of at least a hundred keys were gone within a minute, and neither expiry nor
// eviction took them. Over: as many keys as half before, or the hit rate is back.
void cacheLost(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    const auto &loss = scene.lately.loss();
    const auto &state = scene.input.redis->state;
    if (!loss || scene.now() - loss->at > limits.coldAtMost || state.keys * 2 >= loss->before)
        return;
    // The newest steps say how it is now only if they lie behind the loss.
    const bool isSince
        = scene.recent.size() >= 2 && scene.recent[scene.recent.size() - 2].from >= loss->at;
    const auto now = isSince ? scene.course(hitRate(limits)).newest : -1;
    const bool isWarm
        = now >= 0 && loss->hitRateBefore >= 0 && now >= loss->hitRateBefore - limits.hitRateFall;
    if (isWarm && scene.isTold(FindingKind::CacheLost))
        return;
    Sign sign;
    sign.name = {FindingKind::CacheLost, {}};
    sign.atOnce = true;
    sign.since = loss->at;
    sign.level = Level::Warning;
    const auto lost = countText(loss->before - std::min(loss->after, loss->before));
    sign.past = (loss->restarted
            ? FindingWords::tr("Redis was restarted and lost %1 keys.")
            : FindingWords::tr(
                "Redis was emptied: %1 keys are gone, and they neither expired nor were evicted."))
                    .arg(lost);
    sign.sentence = begun(sign.past, sign.since, scene.now());
    if (now >= 0 && loss->hitRateBefore >= 0)
        sign.sentence += QLatin1Char(' ')
            + FindingWords::tr("The hit rate was %1 and is %2.")
                  .arg(percentText(loss->hitRateBefore), percentText(now));
    sign.next = FindingWords::tr(
        "Until the cache is warm again its misses go to PostgreSQL: watch Queries.");
    sign.evidence = {beforeFigure(keysText(loss->before)), nowFigure(keysText(state.keys))};
    signs.push_back(std::move(sign));
}
} // namespace

void redisFindings(const FindingScene &scene, Signs &signs)
{
    if (!scene.hasRedis())
        return;
    hitRateFell(scene, signs);
    evictionsBegan(scene, signs);
    memoryFull(scene, signs);
    cacheLost(scene, signs);
}

} // namespace tierlens
