// SPDX-License-Identifier: GPL-3.0-or-later
#include "datalayer/requestrecord.h"

namespace tierlens {

void RequestRecord::add(
    const Call &call, StepResult result, Epoch epoch, std::size_t size, SinceStart to)
{
    // Tries that never reached the server are one step, however many they were.
    if (Step *before = last(); before && result == StepResult::Failed
        && before->result == StepResult::Failed && before->kind == call.kind) {
        before->took = to - began() - before->offset;
        return;
    }
    if (!hasRoom())
        return; // those that count are bounded by the tries a request has, see DataLayer
    m_request.steps[m_request.stepCount++] = {call.kind, result, epoch, call.statement,
        static_cast<std::uint32_t>(size), call.from - began(), to - call.from};
}

} // namespace tierlens
