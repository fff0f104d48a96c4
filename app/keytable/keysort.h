// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/keyfilter.h"
#include "keytable/keytable.h"

#include <atomic>
#include <vector>

namespace tierlens {

// Puts rows, lowest first as they come, in order; equal ones stay as they come. Names compare as
// bytes. What is not known comes last either way; never expiring comes after all that expires.
// Returns false, and the rows in any order, if `cancelled` was set meanwhile.
bool sortKeys(const KeyTable &table, std::vector<KeyTable::Index> &rows, const KeyOrder &order,
    const std::atomic<bool> &cancelled);

} // namespace tierlens
