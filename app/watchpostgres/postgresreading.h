// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "postgres/postgresconnection.h"
#include "readings/postgreslook.h"
#include "watchpostgres/postgresquestions.h"
#include "watchpostgres/postgressession.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tierlens {

// Counters as the server has them; only differences mean anything.
struct PostgresCounters
{
    SinceStart at{}; // when they were read
    std::uint64_t commits = 0, rollbacks = 0, blocksHit = 0, blocksRead = 0, rowsReturned = 0;
    std::uint64_t rowsWritten = 0, deadlocks = 0, tempBytes = 0;
    std::uint64_t wal = 0, checkpointsTimed = 0, checkpointsForced = 0;
    std::string resetAt; // when somebody reset them last
    PostgresOwnCounts own; // of ours in them
};

// Makes differences of readings. What is ours and is not in the counters yet, against what was
// expected, is taken off the next time: nothing becomes negative, and nothing is lost.
class PostgresDifferences
{
public:
    void restart() { m_before.reset(); } // another server process, or another connection
    PostgresCounts take(PostgresCounters now); // span 0: the first, or the counters were reset

private:
    std::optional<PostgresCounters> m_before;
    PostgresOwnCounts m_owed;
};

// The answer to PostgresQuestions::look.
struct PostgresFigures
{
    PostgresState state; // sessions, recovery, settings, replicas
    PostgresCounters counters;
    std::vector<SessionRow> sessions;
    bool seesAll = false; // pg_read_all_stats
    std::string user; // quoted for SQL

    static Result<PostgresFigures> read(const Rows &rows);
};

PostgresQuestions::Extension extensionIn(const Rows &rows);
// Sizes of a table that somebody had locked are those of `before`, if it is in there.
std::vector<TableRow> tablesIn(const Rows &rows, const std::vector<TableRow> &before);
PostgresOwnCounts ownIn(const Rows &rows); // the row of kind o

} // namespace tierlens
