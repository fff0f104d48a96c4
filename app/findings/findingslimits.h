// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <cstdint>

namespace tierlens {

// Every threshold of the rules. They are meant to be passed only by what an operator would want to
// be told; tests shorten the times.
struct FindingsLimits
{
    // --- when a figure counts as changed -----------------------------------------------------
    // Time is cut into steps (longer ones when looks come more seldom). A figure changed when the
    // newest `recentSteps` together passed the threshold and none of them is less than half way to
    // it; before is the median of the steps of `before` ahead of them. So neither a spike nor a
    // slow drift (a day's wave) speaks.
    Duration step = std::chrono::seconds{4};
    std::size_t recentSteps = 5;
    std::size_t leastSteps = 3; // of the recent ones, with enough traffic to mean something
    Duration before = std::chrono::minutes{10};
    std::size_t leastBefore = 15; // steps that must be known before anything is called a change
    double spreads = 5; // a change must be as many median deviations of what it was before
    std::size_t looks = 2; // a rule must hold in so many looks one after the other
    Duration over = std::chrono::seconds{30}; // and is over when it did not hold for so long

    // --- Redis -------------------------------------------------------------------------------
    double asksPerSecond = 5; // fewer hits and misses than this say nothing about a rate
    std::uint64_t asksLeast = 100; // of fewer the rate of a stretch is chance
    double hitRateFall = 0.05; // 97 % to 92 %: with it, misses more than double
    double evictedPerSecond = 1;
    double rises = 3; // evictions, spilling: worth a word again when they are so many times as many
    double memoryNearlyFull = 0.95; // with a policy that evicts nothing
    double slowReadsTimes = 4; // two buckets of powers of two up
    Duration slowReads = std::chrono::milliseconds{1}; // below that nobody notices
    Duration slowMean = std::chrono::microseconds{250}; // where only a mean is known
    double readsPerSecond = 20;
    Duration slowCommand = std::chrono::milliseconds{100}; // everybody else waited so long
    Duration slowCommandProblem = std::chrono::seconds{1};
    double clientsNearlyAll = 0.9; // of maxclients
    double keysLost = 0.8; // share that vanished without expiring or being evicted
    std::uint64_t keysLostLeast = 100; // of fewer keys nobody asks
    Duration lossWindow = std::chrono::seconds{60}; // between having them and not
    Duration coldAtMost = std::chrono::minutes{30}; // after that a cache is what it is
    Duration away = std::chrono::seconds{2};

    // --- both --------------------------------------------------------------------------------
    Duration replicaLag = std::chrono::seconds{10};
    Duration replicaLagProblem = std::chrono::minutes{5};
    std::uint64_t replicaLagBytes = 256'000'000; // or, where the time is not known, a quarter of it

    // --- Postgres ----------------------------------------------------------------------------
    double connectionsNearlyAll = 0.9;
    double connectionsProblem = 0.97;
    std::uint64_t lockWaiters = 2; // that wait `lockWait` already
    Duration lockWait = std::chrono::seconds{3};
    Duration lockWaitOfOne = std::chrono::seconds{10};
    Duration idleInTransaction = std::chrono::seconds{60};
    std::size_t idleSingly = 3; // sessions told one by one; of more, only how many
    Duration idleProblem = std::chrono::minutes{15};
    double statementSlower = 2.5; // times its mean of before
    Duration statementSlowerBy = std::chrono::milliseconds{1};
    std::uint64_t statementCalls = 10; // in the recent steps and in those before
    double statementLoad = 0.02; // seconds per second it must cost now, else it hurts nobody
    double statementMore = 3; // times its calls of before
    double statementMoreBy = 20; // calls per second
    double bufferFall = 0.05;
    double blocksPerSecond = 200; // of 8 kB; fewer say nothing about a rate
    std::uint64_t forcedCheckpoints = 3;
    Duration checkpointWindow = std::chrono::minutes{10};
    double tempBytesPerSecond = 1e6;

    // --- key patterns ------------------------------------------------------------------------
    double withoutExpiry = 0.9; // share of a pattern's keys
    Duration growthWindow = std::chrono::minutes{10};
    double growth = 0.1; // in that time
    double growthKeys = 1000; // in that time
    Duration fullSoon = std::chrono::hours{24}; // when memory will be full at this pace
    Duration cliffAhead = std::chrono::minutes{2};
    std::size_t cliffSeconds = 2; // all within so many
    double cliffKeys = 500;
    double cliffTimes = 10; // times what expires in an ordinary second of that time
    double cliffShare = 0.1; // of the pattern's keys
    double cliffSamples = 20; // sampled keys it must rest on
    double hardlyHit = 0.2; // hit rate
    std::uint64_t hardlyReads = 100; // in a burst
    std::uint64_t hardlyFills = 50;
};

} // namespace tierlens
