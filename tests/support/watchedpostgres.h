// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "postgres/postgresconnection.h"
#include "watchpostgres/postgreswatch.h"

#include <QTest>

#include <string>
#include <variant>
#include <vector>

namespace tierlens::test {

// A watch and all it has seen. Statements and tables are read more often than by default.
class WatchedPostgres
{
public:
    explicit WatchedPostgres(const std::string &connection)
        : m_watch(options(connection), m_clock, m_queue)
    { }

    const std::vector<PostgresLook> &looks()
    {
        for (auto &looked : m_queue.take()) {
            if (auto *look = std::get_if<PostgresLook>(&looked))
                m_looks.push_back(std::move(*look));
        }
        return m_looks;
    }
    std::size_t count() { return looks().size(); }
    PostgresLook last() { return looks().empty() ? PostgresLook() : m_looks.back(); }
    bool isUp() { return last().health == ServerChange::State::Up; }

    // Whether one of the looks from `from` on is so.
    template <typename IsSo> bool has(IsSo isSo, std::size_t from = 0)
    {
        for (auto i = from; i < looks().size(); ++i) {
            if (isSo(m_looks[i]))
                return true;
        }
        return false;
    }
    // The counts of all looks from `from` on, together.
    PostgresCounts sum(std::size_t from)
    {
        PostgresCounts all;
        for (auto i = from; i < looks().size(); ++i)
            all.add(m_looks[i].counts);
        return all;
    }
    // One statement in all looks from `from` on; `words` are in its text.
    StatementCounts statement(const std::string &words, std::size_t from)
    {
        StatementCounts all;
        for (auto i = from; i < looks().size(); ++i) {
            for (const auto &counts : m_looks[i].statements) {
                if (counts.text.find(words) == counts.text.npos)
                    continue;
                all.text = counts.text;
                all.calls += counts.calls;
                all.rows += counts.rows;
                all.time += counts.time;
            }
        }
        return all;
    }
    PostgresWatch &watch() { return m_watch; }

private:
    static PostgresWatchOptions options(const std::string &connection)
    {
        PostgresWatchOptions options;
        options.connection = connection;
        options.statementsEvery = std::chrono::milliseconds(1000);
        options.tablesEvery = std::chrono::milliseconds(2000);
        options.budget = 0.5; // what a look costs on a machine that is busy with other tests
        return options;
    }
    SteadyClock m_clock;
    LookQueue m_queue;
    std::vector<PostgresLook> m_looks;
    PostgresWatch m_watch; // last: ends first
};

// A client of the application that is looked at. Waits for as long as it takes.
inline PostgresOptions client(const std::string &connection)
{
    PostgresOptions options;
    options.connection = connection;
    options.name = "shop";
    options.statementTimeout = std::chrono::milliseconds(60000);
    options.answerTimeout = std::chrono::milliseconds(61000);
    return options;
}

} // namespace tierlens::test
