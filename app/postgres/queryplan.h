// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "postgres/postgresconnection.h"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tierlens {

// How Postgres carried out one statement: what EXPLAIN (ANALYZE, BUFFERS) says, and the few figures
// of it that people can say aloud.
struct QueryPlan
{
    std::string text; // as Postgres wrote it
    std::chrono::nanoseconds took{}; // "Execution Time"
    std::uint64_t rowsRead = 0; // by all scans together, those thrown away by a filter included
    std::uint64_t fromMemory = 0,
                  fromDisk = 0; // looks at pages of 8 kB; disk may be the system's cache of it

    static QueryPlan read(std::string text); // figures that are not in it stay 0
};

// Runs the statement once more, on a connection of its own that may only read, and tells its plan.
// It carries the mark of our own look-ups, and counts as another statement than the one it
// explains, so that pg_stat_statements keeps the two apart.
Result<QueryPlan> explainQuery(
    PostgresOptions options, std::string_view sql, std::span<const std::string> parameters);

// The statement in lines, for reading.
std::string inLines(std::string sql);

} // namespace tierlens
