// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventqueue.h"
#include "core/requestcounts.h"
#include "experiment/experiment.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace tierlens {

// What one run of one side measured. Counts are exact (RequestCounts).
struct RunFigures
{
    static constexpr std::chrono::milliseconds SliceLength{250};
    struct Slice // requests that ended in it, queries that began in it
    {
        std::uint64_t asked = 0, hits = 0; // look-ups in Redis
        std::uint64_t reads = 0, queries = 0;
        double hitRate() const; // < 0: nothing was asked
    };

    RequestCounts counts; // of the clients
    std::uint64_t turnsPlanned = 0, turnsPlayed = 0;
    Duration lasted{};
    // Queries at once for one key that got the same answer: all but one were for nothing. (After a
    // write the same words are another question.)
    std::uint64_t worstStampede = 0;
    std::string stampedeKey;
    Duration oldestStale{};
    std::uint64_t fingerprint = 0; // of all keys and operations asked for, in whatever order
    std::uint64_t withoutDetail = 0; // counted, but not in slices, stampede and fingerprint
    std::uint64_t evicted = 0; // keys Redis threw away for lack of room
    std::vector<Slice> slices;

    // All statements and look-ups of the run, also of warming up and of what disturbed it, as we
    // counted them and as the servers did.
    struct Counted
    {
        std::uint64_t hits = 0, misses = 0, queries = 0;
        bool operator==(const Counted &) const = default;
    };
    Counted ours, servers;
    std::uint64_t unanswered = 0; // calls the servers may have counted or not
    bool postgresCounts = false; // whether pg_stat_statements is there
    bool serversAgree() const;

    double value(Measure measure) const;
    double peakQueries() const; // a second, in the worst slice
};

// Makes figures of a run's events while they come. One thread.
class RunFold
{
public:
    RunFold(SinceStart from, Duration length);

    void add(const EventQueue::Batch &batch);
    const std::string &hottest() const { return m_hottest; } // the key asked for most so far
    RunFigures finish(); // once

private:
    struct KeyCount
    {
        std::uint32_t number = 0;
        std::uint64_t asked = 0;
    };
    struct Query
    {
        std::uint64_t of, version; // key and statement; of the answer
        SinceStart from, to;
    };
    void add(const Request &request, SinceStart at, Duration took);
    void findStampede();
    RunFigures::Slice &slice(SinceStart at);

    SinceStart m_from;
    RunFigures m_figures;
    std::unordered_map<std::string, KeyCount> m_keys;
    std::vector<std::string> m_names; // by KeyCount::number
    std::string m_hottest;
    std::uint64_t m_hottestAsked = 0;
    std::vector<Query> m_queries;
};

} // namespace tierlens
