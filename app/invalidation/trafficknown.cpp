// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidation/trafficknown.h"

#include "live/watchsession.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace tierlens {

namespace {

using namespace std::chrono_literals;

double trafficSeconds(Duration span) { return std::chrono::duration<double>(span).count(); }

// < 0: not known.
double hitsPerSecond(const Moment &now)
{
    if (now.redis.span <= Duration::zero())
        return -1;
    return now.redis.perSecond(now.redis.hits);
}

// A hidden or a dear watch looks more seldom.
Moment momentNow(const WatchSession &session)
{
    const auto now = session.now();
    auto moment = session.history().total(now - 10s, now + 1s);
    if (moment.redis.span <= Duration::zero())
        moment = session.history().total(now - 60s, now + 1s);
    return moment;
}

// How much more is read now than while the burst ran, by the calls of reading commands.
double growthSince(const Burst &burst, const WatchSession &session, const Moment &now)
{
    // A look that ends a little later covers it, too.
    const auto then = session.history().total(burst.at, burst.at + burst.took + 2s);
    const double before = then.redis.perSecond(then.getCalls);
    return before > 0 && now.redis.span > Duration::zero()
        ? std::min(100.0, now.redis.perSecond(now.getCalls) / before)
        : 1.0;
}

TrafficKnown::Pattern patternKnown(const PatternTraffic &traffic, double growth)
{
    TrafficKnown::Pattern known;
    known.pattern = traffic.pattern;
    if (!traffic.hasHitRate())
        return known; // what its reads find is not known
    known.readsPerSecond = growth * traffic.perSecond(traffic.reads);
    known.hitsPerSecond = growth * traffic.perSecond(traffic.reads - traffic.misses);
    if (traffic.fillAfter > Duration::zero())
        known.fillMilliseconds = trafficSeconds(traffic.fillAfter) * 1000;
    known.writtenUnmissed = traffic.writes > 0 && traffic.fills == 0;
    const double span = trafficSeconds(traffic.span);
    for (std::size_t level = 0; level < traffic.keysRead.size() && growth > 0; ++level) {
        const auto windows = double(8U >> level);
        known.keysRead.push_back(
            {span / windows / growth, double(traffic.keysRead[level]) / windows,
                level < traffic.keysHit.size() ? double(traffic.keysHit[level]) / windows : -1});
    }
    known.hitPairs = double(traffic.hitPairs);
    for (std::size_t i = 0; i < traffic.hottest.size() && span > 0; ++i)
        known.hottest.emplace_back(
            traffic.hottest[i], growth * double(traffic.hottestReads[i]) / span);
    // The window nearest to a second.
    double nearest = 0;
    for (const auto &read : known.keysRead) {
        if (nearest == 0 || std::abs(read.seconds - 1) < std::abs(nearest - 1)) {
            nearest = read.seconds;
            known.keysReadPerSecond = read.keys / read.seconds;
        }
    }
    return known;
}

} // namespace

TrafficKnown trafficKnown(const WatchSession &session)
{
    TrafficKnown known;
    const auto now = momentNow(session);
    const double hits = hitsPerSecond(now);
    if (hits >= 0)
        known.hitsPerSecond = hits;
    // Statements are counted more seldom than looks are taken.
    const auto minute = session.history().total(session.now() - 60s, session.now() + 1s);
    if (minute.postgres.queriesPerSecond() >= 0)
        known.queriesPerSecond = minute.postgres.queriesPerSecond();

    const auto &burst = session.lastBurst();
    if (!burst || !burst->problem.empty())
        return known;
    const double growth = growthSince(*burst, session, now);
    for (const auto &row : session.patternRows()) {
        if (!row.traffic)
            continue;
        auto pattern = patternKnown(*row.traffic, growth);
        pattern.keys = row.figures.keys;
        if (row.link && row.link->missCost > Duration::zero())
            pattern.queryMilliseconds = trafficSeconds(row.link->missCost) * 1000;
        known.patterns.push_back(std::move(pattern));
    }
    return known;
}

} // namespace tierlens
