// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/keytable.h"

#include <atomic>
#include <vector>

namespace tierlens {

// Puts rows, lowest first as they come, in order of their names, which compare as bytes; rows of
// one name stay as they come. False, and the rows in any order, if `cancelled` was set meanwhile.
bool sortByName(const KeyTable &table, std::vector<KeyTable::Index> &rows, bool descending,
    const std::atomic<bool> &cancelled);

} // namespace tierlens
