// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyfilter.h"
#include "keyspace/keytable.h"

#include <atomic>
#include <vector>

namespace tierlens {

// Puts rows in order; equal ones stay in the order they come in. Names compare as bytes. What is
// not known comes last either way; never expiring comes after all that expires. Returns false, and
// leaves the rows as they are, if `cancelled` was set meanwhile.
bool sortKeys(const KeyTable &table, std::vector<KeyTable::Index> &rows, const KeyOrder &order,
    const std::atomic<bool> &cancelled);

} // namespace tierlens
