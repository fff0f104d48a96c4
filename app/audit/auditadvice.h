// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditfacts.h"
#include "audit/auditlimits.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace tierlens {

// What a statement rests on: what was asked, what the answer was, when (ms since 1970).
struct AuditEvidence
{
    QString asked; // "SHOW fsync"
    QString figure; // "off"
    std::int64_t at = 0;
};

enum class AuditLevel : std::uint8_t { Danger, Risk, Improve, Habit }; // worst first

// The rules by which an audit advises. The comment says when one applies.
enum class AuditRule : std::uint8_t {
    NotReached, // a server of the connection could not be asked
    OnlyInRedis, // keys without expiry, no counterpart in Postgres, or no Postgres at all
    FsyncOff, // fsync = off
    FullPageWritesOff, // full_page_writes = off
    UnloggedTable, // an unlogged table with rows
    ArchiveFailing, // the last attempt to archive failed
    NoCopy, // rows, but no archiving that works, no standby, no base backup under way
    RedisRefusesWrites, // noeviction (or volatile-* and hardly a key with expiry) and full
    RedisSaveFailed, // the last RDB or AOF write failed
    EvictsPermanent, // allkeys-* with a limit, and OnlyInRedis
    SynchronousCommitOff, // synchronous_commit = off
    NoStandby, // rows and no standby connected
    StandbyBehind, // lag beyond the limit
    SlotKeepsWal, // a slot that nobody reads keeps WAL beyond the limit
    VolatileWithoutExpiry, // volatile-* with a limit, and keys without expiry are the most
    NoMemoryLimit, // maxmemory = 0
    NeverExpires, // keys without expiry that have a counterpart: a copy that can grow old
    NotVacuumed, // many dead rows, or written to and never vacuumed or analyzed
    NoChecksums, // data_checksums = off
    HardlyHit, // a pattern whose reads nearly all miss
    HardlyUsed, // a large pattern nobody has touched for an hour
    CacheNotNeeded, // all criteria for a database alone hold
    MeasureMore, // what is needed to tell what the cache is worth was not measured
    TryExport // there are rows: dump them and try the dump
};

struct AuditAdvice
{
    AuditRule rule = AuditRule::TryExport;
    AuditLevel level = AuditLevel::Improve;
    QString subject; // table, pattern, setting; empty: the whole
    QString what; // what to do, one sentence
    QString why; // one or two sentences
    std::vector<AuditEvidence> evidence;
};

} // namespace tierlens
