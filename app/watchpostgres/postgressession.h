// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "postgres/postgresconnection.h"
#include "readings/ownuse.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace tierlens {

// What the server's counters of our database hold that is ours.
struct PostgresOwnCounts
{
    std::uint64_t commits = 0, rollbacks = 0, rows = 0, blocksHit = 0, blocksRead = 0;

    void add(const PostgresOwnCounts &other)
    {
        commits += other.commits;
        rollbacks += other.rollbacks;
        rows += other.rows;
        blocksHit += other.blocksHit;
        blocksRead += other.blocksRead;
    }
};

ServerChange::State postgresHealth(const Error &error); // of a server that gave this answer

// A session's transactions do not enter the counters when they end but when the session reports
// them: from 15 on after each statement that asks for it, before at most every 500 ms. So that
// exactly what is in the counters can be taken off, this remembers how far our reports have got.
class OwnReports
{
public:
    using Time = std::chrono::steady_clock::time_point;
    void ended(const PostgresOwnCounts &counts, bool askedForReport, Time at);
    const PostgresOwnCounts &reported() const { return m_reported; }

private:
    PostgresOwnCounts m_reported, m_waiting;
    Time m_last{};
};

// The one connection of a watch: read-only, with short timeouts, never replaced behind the back of
// whoever uses it. Counts what it does to the server.
class PostgresSession
{
public:
    static constexpr std::string_view Mark = "tierlens: own look-up"; // in each of our statements
    static constexpr std::string_view Name = "tierlens-watch";

    explicit PostgresSession(const std::string &connection);

    Result<Done> open(); // bounded by its timeouts
    void close() { m_connection->close(); }
    bool isOpen() const { return m_connection->isOpen(); }
    int version() const { return m_connection->serverVersion(); } // 150018
    std::string shown() const { return m_connection->shown(); }
    bool canAskForReports() const { return version() >= 150000; }

    // Fail, and connect to nothing, when the connection is not open.
    Result<Rows> ask(const std::string &sql, std::span<const std::string> parameters = {});
    Result<Rows> askOften(const std::string &sql); // planned once in a connection
    void used(const PostgresOwnCounts &counts); // rows and blocks, by the statement asked last

    // What a statement asked now would find of us in the counters.
    const PostgresOwnCounts &reported() const { return m_reports.reported(); }
    OwnUse takeUse(); // since the last time; span is left to the caller

    static PostgresOptions optionsFor(const std::string &connection);

private:
    template <typename Call> Result<Rows> timed(Call call, std::uint64_t transactions);
    std::unique_ptr<PostgresConnection> m_connection;
    OwnReports m_reports;
    OwnUse m_use;
    Error m_lost; // what broke the connection
    std::set<std::string, std::less<>> m_planned; // on this connection
};

} // namespace tierlens
