// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "experiment/policyset.h"

#include <QString>

#include <array>
#include <chrono>
#include <cstdint>
#include <vector>

namespace tierlens {

// What is compared. All are figures of the clients' requests alone.
enum class Measure : std::uint8_t {
    HitRate, // share of look-ups Redis answered, 0 … 1
    AnswerP50, // seconds; half of the answers come sooner
    AnswerP99, // seconds; one in a hundred takes longer
    Queries, // statements in Postgres, a second
    PeakQueries, // the same, in the worst quarter of a second
    Stale, // answers older than the truth
    OldestStale, // seconds the truth had changed before the oldest of them
    Stampede, // most identical queries running at the same time for one key
    Answered, // requests answered, a second
    Failed // requests without an answer
};
constexpr std::size_t MeasureCount = 10;

struct ExperimentSide
{
    QString name; // "with the cache", as it is said in a sentence
    PolicySet policies;
};

// Something done to both sides at the same moments of their runs.
struct Disturbance
{
    enum class Kind : std::uint8_t {
        DropHottest, // the key asked for most is deleted
        Write, // the truth changes: what the world's write button does
        Scan // somebody reads everything once, key after key
    };
    Kind kind = Kind::Write;
    std::chrono::milliseconds from{}; // since the run began
    std::chrono::milliseconds every{1000};
};

// A question to the real servers: the same requests played by two policies, in turns.
struct Experiment
{
    enum class Warmth : std::uint8_t {
        Cold, // Redis is empty
        Played, // requests of the same kind have been played before
        Filled // … and then all keys have been filled at once: they expire together
    };
    QString id, title;
    QString question; // "Do you need the cache?"
    QString explanation; // what is done and what to watch
    std::array<ExperimentSide, 2> sides;
    int clients = 16; // 1 … 64
    double rate = 400; // turns a second; 0: as fast as it goes
    std::chrono::milliseconds length{8000}; // of one run
    int repeats = 3; // runs of each side, 1 … 20
    std::uint64_t seed = 1; // of the sequence of requests
    Warmth warmth = Warmth::Played;
    std::uint64_t warmTurns = 2000;
    std::vector<Disturbance> disturbances;
    std::vector<Measure> measures; // those that matter here; the first decides

    bool changesRedis() const
    {
        return sides[0].policies.changesRedis() || sides[1].policies.changesRedis();
    }
};

} // namespace tierlens
