// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/impact.h"

namespace tierlens::example {

// A restart of Redis that has not settled yet.
inline Impact restartImpact()
{
    using namespace std::chrono_literals;
    Impact impact;
    impact.id = 3;
    impact.action = {Action::Kind::Restart, Tier::Redis, "Redis restarted", 612};
    impact.at = 20s;
    impact.hitRateBefore = 0.96;
    impact.keysLost = 612;
    impact.queries = 100;
    impact.slowest = 94ms;
    impact.downFor = 120ms;
    return impact;
}

} // namespace tierlens::example
