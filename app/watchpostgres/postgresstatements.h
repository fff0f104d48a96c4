// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "postgres/postgresconnection.h"
#include "readings/postgreslook.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace tierlens {

// What pg_stat_statements counted between two readings, our own statements left out. An entry that
// was not there before counts whole. One that shrank was reset or evicted and counts from there;
// what it had counted until then, and what those that are gone had, is lost: `moved` says so.
class StatementDifferences
{
public:
    struct Outcome
    {
        std::vector<StatementCounts> statements; // most time first
        std::uint64_t calls = 0; // of what clients sent; statements inside functions are no more
        Duration time{};
        Duration span{}; // 0: the first reading
        bool moved = false;
    };

    void restart(); // another server process, or another connection; texts stay known
    // The answer to PostgresQuestions::statements. Then, if texts are lacking, the answer to
    // statementTexts for them; and the outcome.
    void take(const Rows &rows, SinceStart at);
    std::string unknownTexts() const; // "{1,2}", most time first, at most 500; empty: none
    void takeTexts(const Rows &rows);
    Outcome outcome();

private:
    struct Entry
    {
        std::int64_t id = 0;
        std::string user;
        bool isTopLevel = true;
        std::uint64_t calls = 0, rows = 0, time = 0, blocksHit = 0, blocksRead = 0;
    };
    struct Key
    {
        std::int64_t id;
        std::string user;
        bool isTopLevel;
        bool operator==(const Key &) const = default;
    };
    struct Hash
    {
        std::size_t operator()(const Key &key) const
        {
            return std::hash<std::int64_t>{}(key.id) ^ std::hash<std::string>{}(key.user)
                ^ std::size_t(key.isTopLevel);
        }
    };
    static constexpr std::size_t MostTexts = 20000;

    std::unordered_map<Key, Entry, Hash> m_before;
    std::vector<Entry> m_grown; // by how much, in the reading taken last
    std::unordered_map<std::int64_t, std::string> m_texts;
    std::unordered_set<std::int64_t> m_own;
    std::string m_evictions, m_resetAt;
    SinceStart m_at{};
    Duration m_span{};
    bool m_isFirst = true, m_moved = false;
};

} // namespace tierlens
