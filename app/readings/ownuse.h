// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <cstdint>

namespace tierlens {

// What our own looking cost one server since the look before. For Redis `serverTime` is what the
// server's own commandstats charge our commands with, estimated from their mean where others use
// the same command; for Postgres it is the time our statements were under way, measured here, so
// the way is in it: never less than the server spent.
struct OwnUse
{
    Duration span{}; // 0: nothing is known yet
    std::uint64_t commands = 0; // Redis: commands; Postgres: statements
    Duration serverTime{};

    double share() const
    {
        return span > Duration::zero() ? double(serverTime.count()) / double(span.count()) : 0;
    }
    void add(const OwnUse &other)
    {
        span += other.span;
        commands += other.commands;
        serverTime += other.serverTime;
    }
};

} // namespace tierlens
