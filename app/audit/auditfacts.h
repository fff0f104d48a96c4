// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "core/clock.h"
#include "core/event.h"

#include <QString>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tierlens {

// What an audit found, before anybody judges it. Times: ms since 1970 for when something was
// asked, Unix seconds for what a server says; 0: never. Sizes in bytes.

struct AuditTableFacts
{
    std::string schema, name;
    std::uint64_t rows = 0;
    bool isCounted = false; // rows: by count(*); else the server's own estimate
    std::uint64_t bytes = 0; // with TOAST, without indexes
    std::uint64_t toastBytes = 0, indexBytes = 0;
    bool isSizeEstimated = false; // somebody held the table: pages the catalogue remembers
    bool isUnlogged = false; // emptied by the server after a crash
    std::int64_t lastVacuum = 0, lastAnalyze = 0; // by hand or by autovacuum
    std::uint64_t inserted = 0, updated = 0, deleted = 0, deadRows = 0; // since statistics began
    std::uint64_t writes() const { return inserted + updated + deleted; }
    std::string fullName() const { return schema + '.' + name; }
};

struct AuditStandby
{
    std::string name, state, sync; // "streaming"; "async", "sync", "quorum"
    std::int64_t lagBytes = -1; // < 0: not known
    std::int64_t lagMicros = -1;
};

struct AuditSlot
{
    std::string name, type; // "physical", "logical"
    bool isActive = false;
    std::int64_t keptBytes = -1; // of WAL the server keeps for it; < 0: not known
};

struct AuditPostgresFacts
{
    bool isWanted = false; // there is such a server in the connection
    bool isReached = false;
    std::string problem; // one sentence, if not reached
    std::int64_t at = 0;
    std::string version, address, database;
    std::uint64_t databaseBytes = 0;
    std::vector<std::string> otherDatabases; // of the same server; not looked into
    std::map<std::string, std::string> settings; // those our user may see, in the unit given by
                                                 // pg_settings
    std::uint64_t sharedBuffers = 0; // bytes
    bool isStandby = false;
    bool seesReplication = false; // our user may see states of standbys
    std::vector<AuditStandby> standbys;
    std::vector<AuditSlot> slots;
    std::uint64_t archived = 0, archiveFailed = 0; // files, since archiver statistics began
    std::int64_t lastArchived = 0, lastArchiveFailed = 0;
    std::int64_t baseBackups = -1; // running now; < 0: not known (before 13)
    std::int64_t statisticsSince = 0; // of the database; 0: since it was made
    std::int64_t startedAt = 0; // the server
    bool hasStatements = false; // pg_stat_statements is installed in this database
    std::vector<AuditTableFacts> tables; // largest first
    bool tablesUnknown = false; // they could not be asked
    std::uint64_t tablesLeftOut = 0; // smaller ones, beyond what is listed
    std::vector<std::string> unseen; // what could not be asked, a sentence each

    std::string setting(const std::string &name) const // empty: not known
    {
        const auto found = settings.find(name);
        return found == settings.end() ? std::string() : found->second;
    }
    bool isOff(const std::string &name) const { return setting(name) == "off"; }
    std::uint64_t rows() const;
    // Some row is known, or there may be one: an estimate of 0 says little about a table with
    // pages.
    bool mayHoldData() const;
};

// One primary (or the replica the address names).
struct AuditRedisServer
{
    std::string address, version;
    bool isReplica = false;
    std::int64_t replicas = 0; // connected
    std::int64_t uptime = 0; // s
    bool hasAof = false;
    std::optional<std::string> savePoints; // "3600 1 300 100"; none: CONFIG GET is refused
    std::string appendFsync; // "everysec"; empty: not known
    std::int64_t lastSave = 0; // RDB; the start of the server counts as one
    std::uint64_t changesSinceSave = 0;
    bool lastSaveFailed = false, lastAofWriteFailed = false;
    std::uint64_t usedMemory = 0, maxMemory = 0; // maxMemory 0: no limit
    std::string policy; // "noeviction", "allkeys-lru" …
    std::uint64_t keys = 0, keysWithExpiry = 0;
    std::uint64_t hits = 0, misses = 0, evicted = 0; // since its start
    // RDB save points, or none known but it has saved by itself before.
    bool hasSavePoints() const { return savePoints ? !savePoints->empty() : false; }
    bool keepsNothing() const { return !hasAof && savePoints && savePoints->empty(); }
};

struct AuditRedisFacts
{
    bool isWanted = false, isReached = false;
    std::string problem;
    std::int64_t at = 0;
    std::string mode; // "standalone", "sentinel", "cluster"
    std::vector<AuditRedisServer> servers;
    std::vector<std::string> unseen;

    std::uint64_t keys() const;
    std::uint64_t keysWithExpiry() const;
    std::uint64_t usedMemory() const;
};

struct AuditPatternFacts
{
    std::string pattern;
    ValueType type = ValueType::None; // of most
    double keys = 0, keysError = 0; // ± at 95 %; 0: counted
    double bytes = 0; // 0: not known
    double withoutExpiry = 0; // share of its keys
    Duration ttlLeast{}, ttlMedian{}, ttlMost{}; // left, of those that expire
    double idleShare = -1; // not touched for an hour; < 0: not known
    std::uint64_t reads = 0; // seen in the burst
    double hitRate = -1; // inferred from the burst; < 0: not measured
    double hitsPerSecond = -1; // in the burst; < 0: not measured
    std::string statement; // that fills it; empty: not known
    double confidence = 0; // 0 … 1
    bool isConfirmed = false; // the user said so
    Duration missCost{}; // mean of the statement
    std::string table; // its counterpart in Postgres by name or by statement; empty: none found
    bool isTableByName = false; // guessed from the names alike
    double keysWithoutExpiry() const { return keys * withoutExpiry; }
};

// What was seen of the traffic while it was watched.
struct AuditTrafficFacts
{
    Duration watched{}; // 0: not at all
    Duration redisSpan{}, postgresSpan{}; // for which counts are known
    double commandsPerSecond = -1, hitsPerSecond = -1, missesPerSecond = -1; // < 0: not known
    double hitRate = -1;
    double transactionsPerSecond = -1;
    double queriesPerSecond = -1; // by pg_stat_statements
    Duration meanQuery{-1}; // < 0: not known
    Duration meanRead{-1}; // the server's time for one read of Redis; < 0: not known
    Duration burst{}; // of MONITOR, of which the figures of patterns are; 0: there was none
    bool toolsAllowed = false; // the user let Tierlens change something on these servers meanwhile
    std::uint64_t keysLooked = 0, keysInAll = 0;
    bool isWhole = false; // the figures of patterns are counted, not estimated
};

struct AuditFacts
{
    QString name; // of the connection
    Environment environment = Environment::Production;
    std::int64_t takenAt = 0;
    AuditPostgresFacts postgres;
    AuditRedisFacts redis;
    AuditTrafficFacts traffic;
    std::vector<AuditPatternFacts> patterns; // most memory first
};

} // namespace tierlens
