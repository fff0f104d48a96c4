// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "keytable/keytable.h"

#include <QFuture>
#include <QString>

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace tierlens {

// What is to be invalidated: keys of one database, by pattern or by name.
struct InvalidationTarget
{
    int database = 0;
    std::string pattern; // as of SCAN MATCH; empty: `keys`
    std::vector<std::string> keys;
};

// What is known of the traffic on these servers, from watching; nothing set: not known.
struct TrafficKnown
{
    std::optional<double> hitsPerSecond; // all keys, over the last 10 s (INFO)
    std::optional<double> queriesPerSecond; // Postgres, over the same time
    struct Pattern
    {
        std::string pattern;
        double readsPerSecond = 0, hitsPerSecond = 0; // from the last burst, scaled to now
        double keysReadPerSecond = 0; // distinct keys read in a second; 0: not known
        std::optional<double> queryMilliseconds; // of the query linked with it: one fill
        std::optional<double> queriesPerMiss; // 1 unless known better
        double keys = 0; // that Redis holds of it, as sampled; 0: not known
        // How many different keys are read in so many seconds, at now's rate; shortest first.
        struct KeysRead
        {
            double seconds = 0, keys = 0;
            double hit = -1; // different ones that were found in Redis; < 0: not known
        };
        std::vector<KeysRead> keysRead;
        // In the longest of these times: pairs of hits of the same key.
        std::optional<double> hitPairs;
        std::optional<double> fillMilliseconds; // from a miss to its fill, median
        std::vector<std::pair<std::string, double>> hottest; // keys and their reads/s; a few
        bool writtenUnmissed = false; // never after a miss: Redis may be its only home
    };
    std::vector<Pattern> patterns;
    bool isInferred = true; // from sampled commands
};

// What an invalidation would do. Counted: from the server now. Expected: reasoned from traffic, as
// `reasons` says, and to be shown as such.
struct BlastRadius
{
    std::int64_t keys = 0; // counted, or scaled from a part when `isSampled`
    std::int64_t bytes = 0; // from MEMORY USAGE of a sample, scaled
    bool isSampled = false;
    double sampledShare = 1; // of the keyspace gone through
    std::int64_t withoutExpiry = 0; // of keys: would not have gone by themselves
    bool isWeighedInPart = false; // bytes and withoutExpiry: from some of the keys, for all
    std::optional<double> hitsPerSecond; // on these keys now
    std::optional<double> extraQueries; // queries in the first second after, beyond now's
    bool isUpperBound = false; // extraQueries: not more than that; how much is not known
    std::optional<double> seconds; // until nine tenths of the reads that hit now do so again
    std::optional<double> queriesPerSecond; // Postgres now
    std::vector<std::string> examples; // up to 5 names
    std::vector<QString> reasons; // how each expectation came about, a sentence each
    QString
    text() const; // "8 214 keys, 31 MB, 640 hits/s now → about +640 queries/s for about 90 s; …"
};

// On a worker with a connection of its own; goes through the keyspace within `duty` of the server's
// time and at most `patience` (then it is a sample and says so). Reads only.
QFuture<Result<BlastRadius>> measureBlastRadius(const QString &redis,
    const InvalidationTarget &target, const TrafficKnown &traffic, std::stop_token stop,
    double duty = 0.1, std::chrono::milliseconds patience = std::chrono::seconds{20});

} // namespace tierlens
