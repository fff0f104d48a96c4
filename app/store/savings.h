// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/requestcounts.h"

namespace tierlens {

// What the cache is worth in money, where one operation of a world has a price. Money is in the
// unit the price is in.
struct Savings
{
    std::uint64_t reused = 0; // answers nobody paid for: hits, and those who waited for another's
    std::uint64_t paid = 0; // answers that were searched for: misses, and all that passed by Redis
    double saved = 0; // reused × price
    double spent = 0; // paid × price
};

// `operation` is ScenarioText::pricedOperation; none (< 0): all zero.
inline Savings savingsOf(const RequestCounts &counts, int operation, double price)
{
    Savings savings;
    if (operation < 0)
        return savings;
    const auto of
        = [&](Outcome outcome) { return counts.of(static_cast<std::uint8_t>(operation), outcome); };
    savings.reused = of(Outcome::Hit) + of(Outcome::Coalesced);
    savings.paid = of(Outcome::Miss) + of(Outcome::Bypass);
    savings.saved = static_cast<double>(savings.reused) * price;
    savings.spent = static_cast<double>(savings.paid) * price;
    return savings;
}

} // namespace tierlens
