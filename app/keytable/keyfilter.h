// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/keytable.h"

#include <cstdint>
#include <optional>
#include <string>

namespace tierlens {

struct KeyFilter
{
    std::string pattern; // as of SCAN MATCH (*, ?, [a-c], \x); without any of these: is in the name
    std::optional<KeyType> type;
    enum class Expiry : std::uint8_t { Any, Never, Within, Beyond };
    Expiry expiry = Expiry::Any; // Within, Beyond: of expirySpan from now
    std::int64_t expirySpan = 0; // ms
    std::int64_t leastBytes = 0; // 0: any; keys of unknown size do not count as big
    bool operator==(const KeyFilter &) const = default;
};

// Equal ones stay as found. What is not known comes last either way.
struct KeyOrder
{
    enum class By : std::uint8_t { Found, Name, Type, Expiry, Bytes };
    By by = By::Found;
    bool descending = false;
    bool operator==(const KeyOrder &) const = default;
};

} // namespace tierlens
