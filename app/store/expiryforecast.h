// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sightings/expiries.h"
#include "store/heldkeys.h"

#include <string_view>

namespace tierlens {

// "tierlens:profile:*" of "tierlens:profile:anya:followers": the product's own prefix, if it is
// there, and the first word after it. A key without a colon is its own pattern.
std::string patternOf(std::string_view key);

// All keys whose expiry is known. `out` is used again, so that nothing is allocated each time.
void expiriesOf(const HeldKeys &keys, SinceStart now, Expiries &out);

// How many keys of each pattern expire in each of the coming `seconds`; the most first.
struct ExpiryForecast
{
    struct Pattern
    {
        std::string pattern;
        std::uint64_t keys = 0; // within these seconds
        double steady = 0; // keys per second if they were spread evenly over their time to live
        std::vector<std::uint32_t> perSecond;
    };
    SinceStart from{};
    std::vector<Pattern> patterns;
};
ExpiryForecast expiryForecast(const HeldKeys &keys, SinceStart now, std::size_t seconds = 60);

} // namespace tierlens
