// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyquestions.h"
#include "keyspace/keyscanpace.h"
#include "keyspace/keyscanprogress.h"
#include "keytable/keytable.h"
#include "redis/redisconnection.h"
#include "redis/scanstride.h"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// Searches one primary, a slice at a time, over a connection of its own. One thread. Only commands
// that read, and that leave idle times and counters of use as they are.
class KeyScanServer
{
public:
    // `number` marks this server's rows in the table. `onlyIts`: only the address's database.
    KeyScanServer(RedisAddress address, std::uint8_t number, bool onlyIts);

    const RedisAddress &address() const { return m_address; }
    // Connects, and finds out which databases have keys. Another process than before is searched
    // from its beginning; the same one from where it was.
    Result<Done> open();
    bool isOpen() const { return m_connection.isOpen(); }
    bool hasWorked() const { return m_hasWorked; } // since it was opened
    bool isDone() const { return m_isKnown && m_place >= m_databases.size(); }
    std::int64_t expected() const; // keys in all its databases when it was opened; -1: not known
    std::size_t databases() const { return m_databases.size(); } // that had keys then

    // Describes the next keys found, and searches on. What is new is in the table, and published.
    Result<Done> step(const KeyScanBudget &budget, KeyTable &table, KeyScanProgress &counts);
    // Looks at rows of one database again. True: a key has gone, or is there again.
    Result<bool> look(std::span<const KeyTable::Index> rows, const KeyScanBudget &budget,
        KeyTable &table, KeyScanProgress &counts);
    KeyScanPace &pace() { return m_pace; }

private:
    struct Database
    {
        int number;
        std::int64_t keys; // -1: not known
    };
    Result<Done> findOut(); // who the server is
    void findDatabases();
    void measureWay();
    void measureTrip(ScanStride &stride, double duty);
    Result<Done> select(int database);
    // Asks about the keys, and searches on from the cursor; nothing of it is kept after an error.
    Result<Done> ask(std::span<const std::string_view> keys, const std::string *cursor,
        const KeyScanBudget &budget);
    // Whether we keep to short answers: what is asked in one go holds up everybody else.
    bool isPolite(const KeyScanBudget &budget) const;
    void put(std::string_view key, const KeyAnswers &answers, KeyTable &table,
        KeyScanProgress &counts) const;

    RedisAddress m_address;
    const std::uint8_t m_number;
    const bool m_onlyIts;
    RedisConnection m_connection;
    ToolCounts &m_counts = ToolCounts::at(m_address);
    KeyQuestions m_questions{m_counts};
    KeyScanPace m_pace;
    ScanStride m_searchStride, m_describeStride;
    KeyScanPace::Span m_way{}; // of a round trip, that is not the server's work
    std::string m_process; // run_id
    std::vector<Database> m_databases;
    std::size_t m_place = 0; // in them
    bool m_isKnown = false, m_hasWorked = false;
    int m_selected = 0;
    std::string m_cursor = "0";
    bool m_isAtEnd = false; // of this database: its cursor came back
    std::optional<RedisReply> m_found; // the last answer to SCAN …
    std::size_t m_next = 0; // … and its first key that is not described yet
    std::vector<KeyAnswers> m_answers; // to the last ask()
    std::optional<RedisReply> m_searched;
};

} // namespace tierlens
