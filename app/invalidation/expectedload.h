// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "invalidation/blastradius.h"

#include <string>
#include <vector>

namespace tierlens {

// Reasons what Postgres will be asked once these keys are gone, and says why: hitsPerSecond,
// extraQueries, seconds and reasons of `radius`, whose counts are there already. `sample`: names of
// some of the keys, evenly taken. Assumes cache-aside: a read that misses asks Postgres once and
// fills; all keys gone at once.
void expectLoad(BlastRadius &radius, const InvalidationTarget &target,
    const std::vector<std::string> &sample, const TrafficKnown &traffic);

} // namespace tierlens
