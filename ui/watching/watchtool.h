// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace tierlens {

// What opens in a window of its own over the servers being watched.
enum class WatchTool : std::uint8_t { Keys, Audit, RestartRedis, RestartPostgres, Drills };

} // namespace tierlens
