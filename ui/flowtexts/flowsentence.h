// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "flowtexts/flowfigures.h"

namespace tierlens {

// The one sentence below the diagram: what the cache gains here, or why that cannot be said.
// `failedLately`: requests without an answer in the last 10 seconds.
FlowLine flowSentence(const Store &store, const FlowContext &context, FlowFigures::Condition redis,
    FlowFigures::Condition postgres, std::uint64_t failedLately);

} // namespace tierlens
