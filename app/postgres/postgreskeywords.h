// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <string>
#include <utility>
#include <vector>

namespace tierlens {

// What a connection string itself says, keyword by keyword, as libpq reads it; nothing of the
// environment or a service file. A URI's "ssl=true" and the like come as the keywords they mean.
using PostgresKeywords = std::vector<std::pair<std::string, std::string>>;

Result<PostgresKeywords> readPostgresKeywords(const std::string &connection);

} // namespace tierlens
