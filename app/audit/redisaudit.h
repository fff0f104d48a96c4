// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditfacts.h"

#include <string>
#include <string_view>

namespace tierlens {

// Asks every primary of an address INFO and CONFIG GET, through the gate that lets only reading
// commands out. Blocks for at most some seconds; for a worker. Never fails: `problem` says why not.
AuditRedisFacts readRedisFacts(const std::string &address);

// What INFO says; the rest stays as it is.
void takeRedisInfo(std::string_view info, AuditRedisServer &server);

} // namespace tierlens
