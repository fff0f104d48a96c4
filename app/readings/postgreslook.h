// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "readings/failover.h"
#include "readings/ownuse.h"
#include "readings/redislook.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tierlens {

// What Postgres counted between two looks, our own statements and transactions taken off.
// Source: pg_stat_database of the database looked at; pg_stat_statements of the same; WAL and
// checkpoints are of the whole server. span 0: nothing is known (first look, restart, reset).
struct PostgresCounts
{
    Duration span{};
    std::uint64_t commits = 0, rollbacks = 0;
    std::uint64_t blocksHit = 0, blocksRead = 0; // of 8 kB
    std::uint64_t rowsReturned = 0, rowsWritten = 0;
    std::uint64_t deadlocks = 0, tempBytes = 0;
    std::uint64_t walBytes = 0, checkpointsTimed = 0, checkpointsForced = 0;
    bool countsStatements = false; // pg_stat_statements is there
    // Calls of statements and their time. They are read more seldom: all that came in `queriesSpan`
    // is in the look that read them, and the looks between have none (queriesSpan 0).
    std::uint64_t queries = 0;
    Duration queryTime{}, queriesSpan{};

    double queriesPerSecond() const // < 0: not known
    {
        return queriesSpan > Duration::zero() ? double(queries) * 1e9 / double(queriesSpan.count())
                                              : -1.0;
    }

    double perSecond(std::uint64_t count) const
    {
        return span > Duration::zero() ? double(count) * 1e9 / double(span.count()) : 0;
    }
    double bufferHitRate() const // < 0: nothing was read
    {
        return blocksHit + blocksRead == 0 ? -1.0
                                           : double(blocksHit) / double(blocksHit + blocksRead);
    }
    void add(const PostgresCounts &other);
};

// One statement between two looks. Source: pg_stat_statements.
struct StatementCounts
{
    std::int64_t id = 0; // queryid
    std::string text; // normalised by the server, at most 2 000 bytes; passwords covered
    std::string user;
    std::uint64_t calls = 0, rows = 0;
    Duration time{}; // all calls together
    std::uint64_t blocksHit = 0, blocksRead = 0;
    Duration mean() const { return calls == 0 ? Duration{} : time / std::int64_t(calls); }
};

// A session of pg_stat_activity, not one of ours.
struct SessionRow
{
    std::int32_t pid = 0;
    std::string user, database, application, client, backend;
    std::string state; // "active", "idle in transaction" …
    std::string waitType, wait; // "Lock", "transactionid"; empty: not waiting
    std::string query; // at most 500 bytes; passwords covered
    Duration transactionAge{-1}, queryAge{-1}, stateAge{-1}; // < 0: none
    std::vector<std::int32_t> blockedBy; // pids
    std::string lock; // what it waits for: "orders, RowExclusiveLock"
};

struct TableRow
{
    std::string name; // schema.table
    std::uint64_t rows = 0, deadRows = 0; // estimates of the server
    std::uint64_t bytes = 0, indexBytes = 0; // with TOAST; of its indexes
    std::uint64_t sequentialScans = 0, indexScans = 0; // since its statistics began
    std::int64_t lastVacuum = 0, lastAnalyze = 0; // Unix seconds, by hand or autovacuum; 0: never
};

struct PostgresState
{
    std::string version, address, database;
    bool inRecovery = false; // a standby
    Duration replayLag{-1}; // of a standby; < 0: not known
    std::uint64_t sessions = 0, active = 0, idleInTransaction = 0, waitingForLocks = 0;
    std::uint64_t maxConnections = 0; // less those reserved for superusers
    std::uint64_t sessionsUnseen = 0; // whose details the rights of our user hide
    std::uint64_t databaseBytes = 0;
    Duration oldestTransaction{}; // of sessions other than ours
    bool fsync = true, synchronousCommit = true;
    std::vector<ReplicaLag> replicas;
    bool hasStatements = false;
    std::string statementsHint; // how to get pg_stat_statements, if it is missing
};

// One look at Postgres. Lists that are read more seldom are empty in between and `has…` is false.
struct PostgresLook
{
    SinceStart at{}; // when it ended
    Duration took{};
    ServerChange::State health = ServerChange::State::Unknown;
    std::string problem, detail;
    PostgresCounts counts;
    std::vector<StatementCounts> statements; // that were called since the last reading of them
    Duration statementsSpan{}; // that they cover; 0: not read in this look
    SinceStart statementsAt{}; // when they were counted: the end of that span
    bool statementsMoved = false; // entries were evicted or reset: some calls are not in it
    static constexpr std::size_t MostSessions = 500; // LIMIT of the question
    std::vector<SessionRow> sessions; // active, waiting, blocking or in a transaction
    std::uint64_t sessionsInAll = 0; // of which `sessions` are some
    PostgresState state; // as last known
    std::vector<TableRow> tables; // largest first, at most 200
    bool hasTables = false;
    OwnUse own;
    Duration pace{};
    std::string paceReason;
    std::vector<std::string> missing; // rights that are lacking, a sentence each with the GRANT
    std::optional<Failover> failover; // under way, or over since the look before
};

} // namespace tierlens
