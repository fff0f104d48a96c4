// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchpostgres/postgresreading.h"

#include "watchpostgres/postgressecrets.h"

#include <QCoreApplication>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string_view>
#include <utility>

namespace tierlens {

namespace {

struct PostgresObserverWords
{
    Q_DECLARE_TR_FUNCTIONS(PostgresObserver) // who says the same
};

std::uint64_t count(const Rows &rows, std::size_t row, std::size_t column)
{
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, rows.number(row, column)));
}

// Microseconds; null: -1 ns. Clocks of a server and of what it reports on may differ a little.
Duration duration(const Rows &rows, std::size_t row, std::size_t column)
{
    if (!rows.rows[row][column])
        return Duration{-1};
    return std::chrono::microseconds(std::max<std::int64_t>(0, rows.number(row, column)));
}

bool isTrue(const Rows &rows, std::size_t row, std::size_t column)
{
    return rows.text(row, column) == "true";
}

std::vector<std::int32_t> numbersIn(std::string_view list)
{
    std::vector<std::int32_t> numbers;
    const char *at = list.data();
    const char *const end = at + list.size();
    while (at < end) {
        std::int32_t number = 0;
        at = std::from_chars(at, end, number).ptr;
        if (number != 0) // 0: a prepared transaction, which is no session
            numbers.push_back(number);
        ++at;
    }
    return numbers;
}

SessionRow sessionIn(const Rows &rows, std::size_t row)
{
    const auto text = [&](std::size_t column) { return std::string(rows.text(row, column)); };
    SessionRow session;
    session.pid = static_cast<std::int32_t>(rows.number(row, 1));
    session.user = text(2);
    session.database = text(3);
    session.application = text(4);
    session.client = text(5);
    session.backend = text(6);
    session.state = text(7);
    session.waitType = text(8);
    session.wait = text(9);
    session.query = shownSql(rows.text(row, 10), 500);
    session.transactionAge = duration(rows, row, 11);
    session.queryAge = duration(rows, row, 12);
    session.stateAge = duration(rows, row, 13);
    session.blockedBy = numbersIn(rows.text(row, 14));
    session.lock = text(15);
    return session;
}

void takeFigures(const Rows &rows, std::size_t row, PostgresFigures &figures)
{
    auto &state = figures.state;
    state.version = rows.text(row, 1);
    state.database = rows.text(row, 2);
    state.inRecovery = isTrue(rows, row, 3);
    state.replayLag = duration(rows, row, 5);
    auto &counters = figures.counters;
    counters.wal = count(rows, row, 4);
    counters.commits = count(rows, row, 6);
    counters.rollbacks = count(rows, row, 7);
    counters.blocksHit = count(rows, row, 8);
    counters.blocksRead = count(rows, row, 9);
    counters.rowsReturned = count(rows, row, 10);
    counters.rowsWritten = count(rows, row, 11);
    counters.deadlocks = count(rows, row, 12);
    counters.tempBytes = count(rows, row, 13);
    counters.resetAt = rows.text(row, 14);
    counters.checkpointsTimed = count(rows, row, 15);
    counters.checkpointsForced = count(rows, row, 16);
    state.maxConnections = count(rows, row, 17);
    state.fsync = isTrue(rows, row, 18);
    state.synchronousCommit = isTrue(rows, row, 19);
    figures.seesAll = isTrue(rows, row, 20);
    figures.user = rows.text(row, 21);
    state.sessions = count(rows, row, 22);
    state.active = count(rows, row, 23);
    state.idleInTransaction = count(rows, row, 24);
    state.waitingForLocks = count(rows, row, 25);
    state.sessionsUnseen = count(rows, row, 26);
    state.oldestTransaction = std::max(Duration{}, duration(rows, row, 27));
}

} // namespace

Result<PostgresFigures> PostgresFigures::read(const Rows &rows)
{
    PostgresFigures figures;
    bool isThere = false;
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        const auto kind = rows.text(row, 0);
        if (kind == "f") {
            takeFigures(rows, row, figures);
            isThere = true;
        } else if (kind == "s") {
            figures.sessions.push_back(sessionIn(rows, row));
        } else if (kind == "r") {
            figures.state.replicas.push_back({std::string(rows.text(row, 1)),
                std::string(rows.text(row, 2)), count(rows, row, 3), duration(rows, row, 4)});
        }
    }
    if (!isThere)
        return Error{ErrorKind::Protocol, {},
            PostgresObserverWords::tr("Postgres does not report on the database in use.")
                .toStdString(),
            {}};
    return figures;
}

PostgresQuestions::Extension extensionIn(const Rows &rows)
{
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        if (rows.text(row, 0) == "e")
            return {std::string(rows.text(row, 1)), isTrue(rows, row, 2), isTrue(rows, row, 3),
                isTrue(rows, row, 4), isTrue(rows, row, 5)};
    }
    return {};
}

std::vector<TableRow> tablesIn(const Rows &rows, const std::vector<TableRow> &before)
{
    std::vector<TableRow> tables;
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        if (rows.text(row, 0) != "t")
            continue;
        TableRow table;
        table.name = rows.text(row, 1);
        table.rows = count(rows, row, 2);
        table.deadRows = count(rows, row, 3);
        table.bytes = count(rows, row, 4);
        table.indexBytes = count(rows, row, 5);
        table.sequentialScans = count(rows, row, 6);
        table.indexScans = count(rows, row, 7);
        table.lastVacuum = rows.number(row, 8);
        table.lastAnalyze = rows.number(row, 9);
        if (!isTrue(rows, row, 10)) {
            const auto known = std::find_if(before.begin(), before.end(),
                [&](const TableRow &other) { return other.name == table.name; });
            if (known != before.end()) {
                table.bytes = known->bytes;
                table.indexBytes = known->indexBytes;
            }
        }
        tables.push_back(std::move(table));
    }
    std::stable_sort(tables.begin(), tables.end(), [](const TableRow &a, const TableRow &b) {
        return a.bytes + a.indexBytes > b.bytes + b.indexBytes;
    });
    return tables;
}

PostgresOwnCounts ownIn(const Rows &rows)
{
    PostgresOwnCounts own;
    for (std::size_t row = 0; row < rows.rows.size(); ++row) {
        if (rows.text(row, 0) != "o")
            continue;
        own.rows = count(rows, row, 1);
        own.blocksHit = count(rows, row, 3);
        own.blocksRead = count(rows, row, 2) - std::min(count(rows, row, 2), own.blocksHit);
    }
    return own;
}

PostgresCounts PostgresDifferences::take(PostgresCounters now)
{
    PostgresCounts counts;
    const auto before = std::exchange(m_before, now);
    if (!before) {
        m_owed = {};
        return counts;
    }
    const bool wasReset = now.resetAt != before->resetAt || now.commits < before->commits
        || now.blocksHit < before->blocksHit || now.rowsReturned < before->rowsReturned;
    if (wasReset) {
        m_owed = {};
        return counts;
    }
    const auto growth
        = [](std::uint64_t from, std::uint64_t to) { return to > from ? to - from : 0; };
    const auto others = [&](std::uint64_t from, std::uint64_t to, std::uint64_t ownFrom,
                            std::uint64_t ownTo, std::uint64_t &owed) {
        const auto all = growth(from, to);
        const auto ours = ownTo - ownFrom + owed;
        owed = ours - std::min(ours, all);
        return all - std::min(ours, all);
    };
    const auto &a = before->own;
    const auto &b = now.own;
    counts.span = now.at - before->at;
    counts.commits = others(before->commits, now.commits, a.commits, b.commits, m_owed.commits);
    counts.rollbacks
        = others(before->rollbacks, now.rollbacks, a.rollbacks, b.rollbacks, m_owed.rollbacks);
    counts.blocksHit
        = others(before->blocksHit, now.blocksHit, a.blocksHit, b.blocksHit, m_owed.blocksHit);
    counts.blocksRead
        = others(before->blocksRead, now.blocksRead, a.blocksRead, b.blocksRead, m_owed.blocksRead);
    counts.rowsReturned
        = others(before->rowsReturned, now.rowsReturned, a.rows, b.rows, m_owed.rows);
    counts.rowsWritten = growth(before->rowsWritten, now.rowsWritten);
    counts.deadlocks = growth(before->deadlocks, now.deadlocks);
    counts.tempBytes = growth(before->tempBytes, now.tempBytes);
    counts.walBytes = growth(before->wal, now.wal);
    counts.checkpointsTimed = growth(before->checkpointsTimed, now.checkpointsTimed);
    counts.checkpointsForced = growth(before->checkpointsForced, now.checkpointsForced);
    return counts;
}

} // namespace tierlens
