// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyvalue/keyvalue.h"
#include "watchtables/rowsmodel.h"

#include <memory>
#include <vector>

namespace tierlens {

// The elements of a hash, list, set, sorted set or stream, as far as they were read. Keys of the
// rows are their places among `parts`.
std::unique_ptr<RowSource> valueRows(
    std::shared_ptr<const std::vector<KeyValue::Part>> parts, KeyType type);
std::vector<Column> valueColumns();

} // namespace tierlens
