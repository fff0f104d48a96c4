// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/comparison.h"
#include "experiment/siderun.h"

#include <functional>
#include <stop_token>

namespace tierlens {

// Runs an experiment: A B B A A B …, so that whatever drifts meanwhile drifts for both. Blocks for
// as long as it takes; asked to stop it ends within the timeouts of the connections. Whatever
// happens, Redis is afterwards set as it was before, and none of the experiment's keys is left.
using TellComparison = std::function<void(const ComparisonProgress &)>; // on the caller's thread
Result<ComparisonResult> compare(const Laboratory &lab, const Experiment &experiment,
    const std::stop_token &stop, const TellComparison &tell = {});

// Empty: it can be run; otherwise one sentence that says why not.
QString whyNotComparable(const Experiment &experiment, bool mayConfigureRedis);

} // namespace tierlens
