// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/keyfilter.h"
#include "keytable/keytable.h"

#include <atomic>
#include <optional>
#include <vector>

namespace tierlens {

// The rows of the table that pass the filter, in order. `now` in ms since 1970. Nothing:
// `cancelled` was set meanwhile. Takes some tens of milliseconds a million keys.
std::optional<std::vector<KeyTable::Index>> makeKeyView(const KeyTable &table,
    const KeyFilter &filter, const KeyOrder &order, std::int64_t now,
    const std::atomic<bool> &cancelled);

} // namespace tierlens
