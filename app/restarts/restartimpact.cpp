// SPDX-License-Identifier: GPL-3.0-or-later
#include "restarts/restartimpact.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration Steady = 2s; // back for this long, to count as back
constexpr Duration Afterwards = 8s; // watched on, for what comes late
constexpr std::uint64_t FewestReads = 10; // to make a hit rate of

void takeBefore(RestartImpact &impact, const WatchHistory &history)
{
    const auto before = history.total(impact.at - RestartImpact::Before, impact.at);
    impact.hitRateBefore = before.redis.hitRate();
    if (before.redisReads.count() > 0)
        impact.readsBefore = before.redisReads.quantile(0.99);
    if (before.postgres.span > Duration::zero())
        impact.loadBefore = before.postgres.perSecond(before.postgres.commits);
    if (before.redisLooks > 0)
        impact.keysBefore = before.keys;
}

// Counts that lie wholly after the order: a look that began before it says too much.
bool isAfter(const Moment &moment, Duration span, SinceStart at)
{
    return span > Duration::zero() && moment.to() - span >= at - 1s;
}

void takeRedis(RestartImpact &impact, const Moment &moment)
{
    if (impact.backAfter && impact.keysBefore && moment.redisLooks > 0 && !impact.keysLost
        && moment.from >= impact.at + *impact.backAfter)
        impact.keysLost = *impact.keysBefore - std::min(*impact.keysBefore, moment.keys);
    if (!isAfter(moment, moment.redis.span, impact.at))
        return;
    impact.errors += moment.redis.errors;
    if (moment.redis.hits + moment.redis.misses >= FewestReads) {
        impact.hitRateNow = moment.redis.hitRate();
        impact.hitRateLowest = impact.hitRateLowest < 0
            ? impact.hitRateNow
            : std::min(impact.hitRateLowest, impact.hitRateNow);
    }
    if (moment.redisReads.count() > 0)
        impact.readsWorst = std::max(impact.readsWorst, moment.redisReads.quantile(0.99));
}

void takePostgres(RestartImpact &impact, const Moment &moment)
{
    if (!isAfter(moment, moment.postgres.span, impact.at))
        return;
    impact.rollbacks += moment.postgres.rollbacks;
    impact.loadNow = moment.postgres.perSecond(moment.postgres.commits);
    impact.loadMost = std::max(impact.loadMost, impact.loadNow);
}

// Whether from this stretch on, for as long as it takes to believe it, things are as before.
// Nothing: too little is known yet.
std::optional<bool> isBackFrom(
    const RestartImpact &impact, const std::vector<Moment> &moments, std::size_t first)
{
    RedisCounts redis;
    PostgresCounts postgres;
    const bool ofRedis = impact.tier == Tier::Redis;
    for (std::size_t i = first; i < moments.size(); ++i) {
        redis.add(moments[i].redis);
        postgres.add(moments[i].postgres);
        if (ofRedis && redis.span >= Steady && redis.hits + redis.misses >= FewestReads)
            return redis.hitRate() >= RestartImpact::Share * impact.hitRateBefore;
        if (!ofRedis && postgres.span >= Steady)
            return postgres.perSecond(postgres.commits) >= RestartImpact::Share * impact.loadBefore;
    }
    return std::nullopt;
}

void takeWarmth(RestartImpact &impact, const std::vector<Moment> &moments)
{
    const auto backAt = impact.at + *impact.backAfter;
    for (std::size_t i = 0; i < moments.size(); ++i) {
        const auto span
            = impact.tier == Tier::Redis ? moments[i].redis.span : moments[i].postgres.span;
        if (span <= Duration::zero() || moments[i].to() <= backAt)
            continue;
        const auto back = isBackFrom(impact, moments, i);
        if (!back)
            return;
        if (*back) {
            impact.warmAfter = std::max<Duration>(moments[i].from - impact.at, *impact.backAfter);
            return;
        }
    }
}
} // namespace

RestartImpact restartImpact(Tier tier, const WatchHistory &history, SinceStart at, SinceStart now,
    const ProbeReading &probe)
{
    RestartImpact impact;
    impact.tier = tier;
    impact.at = at;
    impact.awayAfter = probe.awayAfter;
    impact.backAfter = probe.backAfter;
    impact.isNewProcess = probe.isNewProcess;
    impact.isAwayNow = probe.isAwayNow;
    takeBefore(impact, history);
    const auto until = std::min(now, at + RestartImpact::Longest);
    const auto moments = history.between(at, until + 1s);
    for (const auto &moment : moments) {
        takeRedis(impact, moment);
        takePostgres(impact, moment);
    }
    if (impact.backAfter && impact.hasWarmth())
        takeWarmth(impact, moments);
    const auto settled = impact.hasWarmth() ? impact.warmAfter : impact.backAfter;
    impact.gaveUp = !settled && now - at >= RestartImpact::Longest;
    // The probe has ended without having seen one: there is nothing to wait for.
    const bool isNothing = probe.isOver && !impact.isBack();
    impact.isOver = impact.gaveUp || isNothing || (settled && now - at >= *settled + Afterwards);
    return impact;
}

} // namespace tierlens
