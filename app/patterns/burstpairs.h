// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "patterns/keypatterns.h"
#include "readings/burst.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tierlens {

// What a burst of MONITOR lets us infer for one pattern. A read followed by a write of the same key
// by the same client within a second, without another read of it by that client between, is taken
// for a miss and its fill; all other reads for hits. Inferred, and shown as such. MGET, scripts and
// what else hides its keys are not counted as reads, nor is a read whose fill would come after the
// end.
struct PatternTraffic
{
    std::string pattern;
    std::uint64_t reads = 0, misses = 0, fills = 0, writes = 0, drops = 0; // in the burst
    Duration fillAfter{}; // median time from the read to the fill: what a miss costs the caller
    Duration span{}; // of the burst
    std::vector<std::string> hottest; // keys, most reads first, at most 5
    std::vector<std::uint64_t> hottestReads;
    // Different keys read in an eighth of the burst, all eighths added up; in its quarters, its
    // halves, and in all of it: how much the reads keep to few keys. Empty: not known.
    std::vector<std::uint64_t> keysRead;
    std::vector<std::uint64_t> keysHit; // the same of reads that hit
    // Of reads that hit, how often two were of the same key: pairs. Few for so many reads: no key
    // is read much more than the others.
    std::uint64_t hitPairs = 0;
    std::vector<std::chrono::microseconds> fillTimes; // since the burst's first line, for links

    // GET, then SET, each time: counters made by hand and the like. Its writes are no fills, and
    // there is no hit rate.
    bool readModifyWrite = false;
    // Its keys are neither in Redis, as far as they were sampled, nor written: whether reading them
    // hits cannot be told from a burst.
    bool neverThere = false;

    bool hasHitRate() const { return reads > 0 && !readModifyWrite && !neverThere; }
    double hitRate() const { return hasHitRate() ? 1.0 - double(misses) / double(reads) : -1.0; }
    double perSecond(std::uint64_t count) const
    {
        return span > Duration::zero() ? double(count) * 1e9 / double(span.count()) : 0;
    }
};

std::vector<PatternTraffic> inferTraffic(
    const Burst &burst, const KeyPatterns &patterns); // most reads first

} // namespace tierlens
