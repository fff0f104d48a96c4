// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/experiment.h"

#include <optional>
#include <vector>

namespace tierlens {

// Questions worth asking, ready to be run.
std::vector<Experiment> readyExperiments();
std::optional<Experiment> readyExperiment(const QString &id); // none: unknown
// The user's own: two settings by name.
Experiment ownExperiment(const PolicySet &a, const PolicySet &b);

} // namespace tierlens
