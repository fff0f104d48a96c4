// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/nameletters.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace tierlens {

enum class KeyType : std::uint8_t { Unknown, String, List, Set, SortedSet, Hash, Stream, Other };

// One key as last looked at. `name` may hold any bytes; valid as long as the table.
struct KeyRow
{
    std::string_view name;
    KeyType type = KeyType::Unknown;
    std::int64_t expiresAt = -1; // ms since 1970 by this computer's clock; 0: never, -1: not known
    std::int64_t bytes = -1; // MEMORY USAGE; -1: not known
    std::uint16_t database = 0;
};

// A row as it lies in memory: 32 bytes. What can change is replaced at once, by any thread.
struct KeySlot
{
    static constexpr std::uint8_t Removed = 0x80, ServerBits = 0x7f;

    std::string_view text() const { return {name, length}; }
    bool isRemoved() const { return (state.load(std::memory_order_relaxed) & Removed) != 0; }

    const char *name;
    std::atomic<std::int64_t> expiresAt, bytes;
    std::uint32_t length;
    std::uint16_t database;
    std::atomic<KeyType> type;
    std::atomic<std::uint8_t> state; // Removed, and the server's number
};

// Keys in the order they were found, compact: at most 100 bytes a key beside its name. One thread
// appends; any thread reads rows below size(), which never move.
class KeyTable
{
public:
    using Index = std::uint32_t;
    static constexpr std::size_t MostRows = std::size_t(1) << 26; // appending more is not allowed
    static constexpr std::size_t RowsInChunk = std::size_t(1) << 14; // side by side in memory
    KeyTable();
    ~KeyTable();
    KeyTable(const KeyTable &) = delete;
    KeyTable &operator=(const KeyTable &) = delete;

    std::size_t size() const; // rows that may be read
    KeyRow row(Index index) const;
    std::string_view name(Index index) const { return slot(index).text(); }
    // For what goes through all rows; those after it in its chunk follow in memory.
    const KeySlot &slot(Index index) const
    {
        return m_chunks[index / RowsInChunk].load(std::memory_order_relaxed)[index % RowsInChunk];
    }
    NameLetters letters() const; // of all names, and perhaps of some that are on their way
    std::size_t memoryUsed() const; // bytes, names and all
    std::vector<std::uint16_t> databases() const; // of all rows, lowest first

    // The appending thread only. `server`: a number of whoever appends, given back by serverOf().
    Index append(const KeyRow &row, std::uint8_t server = 0); // not yet in size()
    std::optional<Index> find(std::string_view name, std::uint16_t database) const;
    void publish(); // what was appended can be read
    // Any thread; a row's type, expiry and size are each replaced at once. What is no row (of
    // another table, perhaps) is neither removed nor restored.
    void update(Index index, KeyType type, std::int64_t expiresAt, std::int64_t bytes);
    void remove(Index index); // deleted by us; isRemoved() from now on
    void restore(Index index); // it is there again
    bool isRemoved(Index index) const { return slot(index).isRemoved(); }
    std::uint8_t serverOf(Index index) const;
    void setServer(Index index, std::uint8_t server);

private:
    class Body;
    std::unique_ptr<Body> m_body;
    const std::atomic<KeySlot *> *const m_chunks; // of the body
};

} // namespace tierlens
