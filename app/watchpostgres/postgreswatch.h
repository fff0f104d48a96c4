// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "postgres/postgresconnection.h"
#include "watch/lookqueue.h"
#include "watchpostgres/statementpace.h"

#include <chrono>
#include <memory>
#include <string>

namespace tierlens {

struct PostgresWatchOptions
{
    std::string connection; // anything libpq takes, several hosts too
    double budget = 0.01; // share of one backend's time
    // At least; longer when it would cost more than a part of the budget.
    std::chrono::milliseconds statementsEvery{10000}, tablesEvery{60000};
};

// Looks at a Postgres that somebody else drives, on a thread and a connection of its own, in
// sessions that are read-only with short statement and lock timeouts. Pushes a PostgresLook each
// second or more seldom. Orders return at once.
class PostgresWatch
{
public:
    PostgresWatch(PostgresWatchOptions options, const Clock &clock, LookQueue &queue);
    ~PostgresWatch(); // bounded

    void setHidden(bool hidden);
    void setPaused(bool paused);
    void setBudget(double share);
    void setStatementPace(StatementPace pace); // Burst: for 15 s at most, unless ordered again

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
};

} // namespace tierlens
