// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <cstdint>

namespace tierlens {

// From where on an audit says something. Each is named in the sentence it decides about.
struct AuditLimits
{
    // "A simple tool runs fine on a database alone": all four must be known and hold.
    double plentyQueries = 200; // per second, hits of the cache included
    Duration cheapQuery = std::chrono::milliseconds{5}; // mean
    double busyShare = 0.2; // of one processor, hits of the cache included
    // (the fourth: the whole database fits into shared_buffers)

    double fullMemory = 0.9; // share of maxmemory
    double hardlyHit = 0.1; // hit rate
    std::uint64_t readsToJudge = 20; // of a pattern in the burst
    double mostlyIdle = 0.9; // share of keys nobody touched for an hour
    double idleBytes = 1'000'000; // a pattern smaller than that is not worth a word
    Duration standbyLag = std::chrono::seconds{60};
    double slotBytes = 1e9; // WAL kept for a slot nobody reads
    std::uint64_t vacuumRows = 10'000; // a table smaller than that needs none
    double deadShare = 0.5; // dead rows per live row
};

} // namespace tierlens
