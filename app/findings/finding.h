// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace tierlens {

enum class FindingKind : std::uint8_t {
    HitRateFell, // and stays well below what it was
    EvictionsBegan, // memory reached its limit
    MemoryFull, // noeviction at the limit: writes are refused
    NoExpiryGrowth, // a pattern without expiry grows
    ReadsSlower, // p99 of reading commands rose
    SlowCommand, // one entry of the slow log held the server up
    ClientsBlocked, // rejected, or nearly so: Redis' maxclients
    CacheLost, // Redis was restarted or emptied
    RedisAway,
    PostgresAway,
    ReplicaLags, // of either server
    ConnectionsRunOut, // Postgres
    LockQueue, // sessions wait behind one
    IdleInTransaction, // for long
    StatementSlower, // one statement's mean rose
    StatementMore, // one statement's calls rose: a miss storm, or a new caller
    BufferHitFell, // Postgres reads from disk
    Checkpoints, // forced ones: WAL fills up
    Deadlocks,
    TempFiles, // sorts and hashes spill to disk
    ExpiryCliff, // many keys of one pattern expire within seconds
    HardlyEverHit, // a pattern that is filled but not read again
    Failover // of either server: another one takes over, or has
};
constexpr std::size_t FindingKinds = std::size_t(FindingKind::Failover) + 1;

// One thing that changed, with the figures it rests on. Reproducible: the same samples give the
// same finding. Times are since the session began. While it goes on, each look() makes its texts
// anew, so that "13 min ago" stays true; when it is over they say how long it lasted instead. As
// soon as it does not hold any more they are in the past, and there is no "next".
struct Finding
{
    enum class Level : std::uint8_t { Notice, Warning, Problem };
    struct Figure // evidence
    {
        QString what; // "Before"
        QString value; // "97.1 %"
        bool operator==(const Figure &) const = default;
    };
    FindingKind kind{};
    Level level = Level::Notice;
    SinceStart since{}; // when it began, as the samples show
    SinceStart until{-1}; // when it ended; < 0: it goes on
    SinceStart seen{-1}; // not over yet, but not so any more since then; < 0: it holds now
    std::string subject; // pattern, statement's text, table; empty: the server
    QString sentence; // one to three sentences with figures and times
    QString next; // what to look at or do next, one sentence; may be empty
    std::vector<Figure> evidence;

    bool isOver() const { return until >= SinceStart::zero(); }
    // It may come back in a moment, so it is not over; but nothing of it may be told as of now.
    bool isWaning() const { return !isOver() && seen >= SinceStart::zero(); }
    SinceStart lastSeen() const { return isOver() ? until : seen; } // < 0: it holds now
    bool operator==(const Finding &) const = default;
};

} // namespace tierlens
