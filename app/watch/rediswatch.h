// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "redis/redisconnection.h"
#include "watch/lookqueue.h"

#include <memory>

namespace tierlens {

struct RedisWatchOptions
{
    RedisAddress address; // one server, Sentinels, or any node of a Cluster
    bool sampleKeys = true;
    double budget = 0.01; // share of server time
};

// Looks at a Redis that somebody else drives, on threads and connections of its own, and changes
// nothing: only commands of a fixed list of reading ones ever leave (see readinggate.h). Pushes a
// RedisLook each second or more seldom, KeySamplings, and what was asked for. Orders return at
// once.
class RedisWatch
{
public:
    RedisWatch(RedisWatchOptions options, const Clock &clock, LookQueue &queue);
    ~RedisWatch(); // bounded; puts key events back as they were

    void setHidden(bool hidden);
    void setPaused(bool paused); // no looks at all
    void setBudget(double share);
    // A bounded run of MONITOR; answered by BurstProgress and one Burst.
    void startBurst(BurstLimits limits);
    void cancelBurst();
    // Listens to misses, expiries and evictions. Asks the server to publish them, if it does not,
    // only with `mayConfigure` (CONFIG SET, the one exception, by order of the user), and puts the
    // setting back when switched off or at the end. Answered by KeyEventsChange.
    void setKeyEvents(bool on, bool mayConfigure);

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
};

} // namespace tierlens
