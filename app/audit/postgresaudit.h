// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditfacts.h"

#include <string>

namespace tierlens {

// Reads the catalogues and statistics of one database over a session that may only read, with
// statement_timeout 1.5 s and lock_timeout 0.1 s. Tables of at most CountedBytes are counted, the
// others told by the server's estimate. Blocks for some seconds at most; for a worker. Never fails:
// `problem` says why nothing was read, `unseen` what was left out.
AuditPostgresFacts readPostgresFacts(const std::string &connection);

constexpr std::uint64_t CountedBytes = 1'000'000; // counting it takes a millisecond or two
constexpr std::size_t MostCounted = 100, MostAuditedTables = 1000;

} // namespace tierlens
