// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tierlens {

// The keys in Redis that have an expiry, reduced to what a forecast needs.
struct Expiries
{
    struct Key
    {
        SinceStart expiresAt{};
        Duration ttl{}; // given at the last fill
        Duration seen{}; // how long it has been watched
        std::uint64_t hits = 0; // meanwhile
        std::uint32_t pattern = 0; // index into patterns
    };
    std::vector<std::string> patterns; // "tierlens:profile:*"
    std::vector<Key> keys;
};

} // namespace tierlens
