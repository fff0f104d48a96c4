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
    bool isReady = false; // which process it is was known before
    std::optional<Duration> awayAfter; // the first time it did not answer
    std::optional<Duration> backAfter; // it answered again and was ready to serve
    bool isNewProcess = false; // the one that answered is another than before
    QString problem; // why it cannot be asked at all; empty: it can
};

// Asks one server about ten times a second whether it answers and whether it is still the same
// process (Redis: run_id; Postgres: pg_postmaster_start_time), from begin() until another one has
// answered. Its connection is called tierlens-restart. Any thread; nothing blocks.
class RestartProbe
{
public:
    RestartProbe(Tier tier, const QString &address); // learns which process it is
    ~RestartProbe(); // does not wait

    void begin(); // the restart is being ordered: times count from here
    ProbeReading reading() const;

private:
    struct Shared;
    static void run(const std::stop_token &stop, Shared &shared);
    std::shared_ptr<Shared> m_shared;
    std::jthread m_thread;
};

} // namespace tierlens
