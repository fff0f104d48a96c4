// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/event.h"

#include <QString>

#include <chrono>
#include <memory>
#include <optional>
#include <thread>

namespace tierlens {

// What was seen of a server from the moment a restart was ordered.
struct ProbeReading
{
    bool isReady = false; // it is known which process it was before
    std::optional<Duration> awayAfter; // the first time it did not answer
    // It answered again and was ready to serve: another process than before or, if that is not
    // known, after it had been away. An answer of the same process is none.
    std::optional<Duration> backAfter;
    bool isNewProcess = false; // the one that answered is known to be another than before
    bool isAwayNow = false; // at the last look
    bool isOver = false; // nobody looks any more
    QString problem; // why it cannot be asked at all; empty: it can
};

// How often it is looked, and for how long.
struct ProbePace
{
    Duration waiting = std::chrono::seconds{5}; // between two looks before the order
    Duration often = std::chrono::milliseconds{100}; // after the order, at first
    Duration seldom = std::chrono::seconds{1}; // from then on
    Duration oftenFor = std::chrono::minutes{1};
    Duration longest = std::chrono::minutes{5}; // after the order
    Duration afterFailure = std::chrono::seconds{5}; // of the command, if nothing was seen
};

// Asks one server whether it answers and whether it is still the same process (Redis: run_id;
// Postgres: pg_postmaster_start_time), from begin() until another one has answered, and no longer
// than the pace says. One connection, called tierlens-restart. Any thread; nothing blocks.
class RestartProbe
{
public:
    RestartProbe(Tier tier, const QString &address, const ProbePace &pace = {});
    ~RestartProbe(); // does not wait

    void begin(); // the restart is being ordered: times count from here
    void commandEnded(bool wasGood);
    void stop(); // looks no more
    ProbeReading reading() const;

private:
    struct Shared;
    static void run(const std::stop_token &stop, Shared &shared);
    std::shared_ptr<Shared> m_shared;
    std::jthread m_thread;
};

} // namespace tierlens
