// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventqueue.h"

namespace tierlens {

// Requests as the data layer makes them, for tests of the folds.
inline Request hitOf(std::string_view key, std::uint64_t version = 1)
{
    Request request;
    request.outcome = Outcome::Hit;
    request.key = key;
    request.value = "511204";
    request.valueSize = 6;
    request.version = request.truth = version;
    request.stepCount = 1;
    request.steps[0] = {StepKind::CacheRead, StepResult::Hit, 0, StatementId::None, 6, {},
        std::chrono::microseconds(100)};
    return request;
}

inline Request missOf(std::string_view key, Duration ttl, std::uint64_t version = 1)
{
    Request request = hitOf(key, version);
    request.outcome = Outcome::Miss;
    request.ttl = ttl;
    request.stepCount = 3;
    request.steps[0].result = StepResult::Miss;
    request.steps[1] = {StepKind::Query, StepResult::Ok, 0, StatementId(1), 1,
        std::chrono::microseconds(100), std::chrono::milliseconds(41)};
    request.steps[2] = {StepKind::CacheWrite, StepResult::Ok, 0, StatementId(2), 6,
        std::chrono::microseconds(41'100), std::chrono::microseconds(120)};
    return request;
}

inline Event eventOf(What what, SinceStart at, Duration took = {})
{
    return {Origin::Demo, at, took, std::move(what)};
}

} // namespace tierlens
