// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tierlens {

// The server that takes writes is gone, and another comes in its place. Known only where an address
// names several servers. Under way means: our own looks get no answer of the old one, others
// (Sentinels, nodes of the Cluster, a standby among the hosts) say that it is down or are there to
// take over, and nobody has done so yet.
struct Failover
{
    enum class By : std::uint8_t { Sentinels, Cluster, Hosts }; // who names the new one
    By by = By::Sentinels;
    SinceStart since{}; // the first look that the old one did not answer as primary
    SinceStart until{-1}; // when the new one was found; < 0: it goes on
    std::string from,
        to; // host:port or path; several at once: with commas. to: none while it goes on

    bool isOver() const { return until >= SinceStart::zero(); }
    bool operator==(const Failover &) const = default;
};

inline const Failover *underWay(const std::optional<Failover> &failover)
{
    return failover && !failover->isOver() ? &*failover : nullptr;
}

} // namespace tierlens
