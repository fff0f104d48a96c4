// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "invalidation/blastradius.h"
#include "store/store.h"

#include <optional>
#include <string>

namespace tierlens {

// What invalidating `keys` keys of the demo would do, by all its requests of the last 10 s: every
// one is known, so nothing is sampled or inferred. `bytes`: of their values, as far as known.
// `singleFlight`: who misses while another already asks waits for its answer.
BlastRadius demoRadius(const Store &store, SinceStart now, const std::string &pattern,
    std::uint64_t keys, std::uint64_t bytes, bool singleFlight);

// Queries of the first second after `at`, beyond those of the 10 s before, when that second is
// over.
std::optional<double> queriesAtFirst(const Timings &timings, SinceStart at);

} // namespace tierlens
