// SPDX-License-Identifier: GPL-3.0-or-later
#include "keytable/keytable.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <functional>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace tierlens {

namespace {

constexpr std::size_t BytesInArena = 256 * 1024;
constexpr std::size_t LongName = 32 * 1024; // gets memory of its own

std::uint64_t hashOfKey(std::string_view name, std::uint16_t database)
{
    return std::hash<std::string_view>()(name) + database * 0x9E3779B97F4A7C15ULL;
}

// Which rows have a name, by its hash: 8 bytes a place, at most three quarters of them taken. The
// names themselves are where the rows are; the caller compares. SCAN may give a key twice.
class KeyNameSet
{
public:
    using Index = std::uint32_t;
    static constexpr Index None = ~Index(0);

    template <typename IsSame> Index find(std::uint64_t hash, IsSame isSame) const
    {
        if (m_places.empty())
            return None;
        const auto mark = markOf(hash);
        for (auto at = placeOf(mark);; at = (at + 1) & (m_places.size() - 1)) {
            const auto &place = m_places[at];
            if (place.index == None)
                return None;
            if (place.mark == mark && isSame(place.index))
                return place.index;
        }
    }
    void insert(std::uint64_t hash, Index index) // which is not in it
    {
        if ((m_count + 1) * 4 > m_places.size() * 3)
            grow();
        put({markOf(hash), index});
        ++m_count;
    }
    std::size_t memoryUsed() const { return m_places.capacity() * sizeof(Place); }

private:
    struct Place
    {
        std::uint32_t mark = 0;
        Index index = None;
    };
    static std::uint32_t markOf(std::uint64_t hash)
    {
        return static_cast<std::uint32_t>((hash * 0x9E3779B97F4A7C15ULL) >> 32);
    }
    std::size_t placeOf(std::uint32_t mark) const
    {
        // Spread anew: the mark has to tell apart those that share a place.
        return static_cast<std::size_t>((mark * 0x9E3779B1ULL) >> 7) & (m_places.size() - 1);
    }
    void put(Place place)
    {
        auto at = placeOf(place.mark);
        while (m_places[at].index != None)
            at = (at + 1) & (m_places.size() - 1);
        m_places[at] = place;
    }
    void grow()
    {
        auto old = std::move(m_places);
        m_places.assign(old.empty() ? 1024 : old.size() * 2, Place{});
        for (const auto &place : old) {
            if (place.index != None)
                put(place);
        }
    }
    std::vector<Place> m_places; // a power of two
    std::size_t m_count = 0;
};

} // namespace

class KeyTable::Body
{
public:
    ~Body()
    {
        for (const auto &chunk : chunks)
            ::operator delete(chunk.load());
    }
    KeySlot &slot(Index index) const
    {
        return chunks[index / RowsInChunk].load(std::memory_order_relaxed)[index % RowsInChunk];
    }
    bool has(Index index) const { return index < count.load(std::memory_order_acquire); }
    void note(std::uint16_t database)
    {
        if (std::exchange(lastDatabase, int(database)) == int(database))
            return;
        const std::lock_guard lock(mutex);
        const auto place = std::lower_bound(databases.begin(), databases.end(), database);
        if (place == databases.end() || *place != database)
            databases.insert(place, database);
    }
    void note(std::string_view name)
    {
        const auto end = std::min(name.size(), NameLetters::Places);
        for (std::size_t i = 0; i < end; ++i)
            letters[i][static_cast<unsigned char>(name[i])].store(1, std::memory_order_relaxed);
        if (name.size() < shortest.load(std::memory_order_relaxed))
            shortest.store(name.size(), std::memory_order_relaxed);
    }
    char *room(std::size_t length)
    {
        if (length > LongName) {
            arenas.push_back(std::make_unique_for_overwrite<char[]>(length));
            memory += length;
            return arenas.back().get();
        }
        if (length > arenaLeft) {
            arenas.push_back(std::make_unique_for_overwrite<char[]>(BytesInArena));
            memory += BytesInArena;
            arenaNext = arenas.back().get();
            arenaLeft = BytesInArena;
        }
        char *const at = arenaNext;
        arenaNext += length;
        arenaLeft -= length;
        return at;
    }

    // Pointers to chunks that are there for good: a reader needs no lock.
    std::array<std::atomic<KeySlot *>, MostRows / RowsInChunk> chunks{};
    std::atomic<std::size_t> published{0}, memory{sizeof(Body)};
    std::atomic<std::size_t> count{0}; // rows that are there, published or not
    // Of all names; each is told before its row is published.
    std::array<std::array<std::atomic<std::uint8_t>, 256>, NameLetters::Places> letters{};
    std::atomic<std::size_t> shortest{NameLetters::Places};
    mutable std::mutex mutex;
    std::vector<std::uint16_t> databases; // guarded by the mutex
    // The appending thread's own:
    int lastDatabase = -1;
    std::vector<std::unique_ptr<char[]>> arenas;
    char *arenaNext = nullptr;
    std::size_t arenaLeft = 0;
    KeyNameSet names;
    std::size_t namesCounted = 0; // of memory
};

KeyTable::KeyTable()
    : m_body(std::make_unique<Body>())
    , m_chunks(m_body->chunks.data())
{ }
KeyTable::~KeyTable() = default;

std::size_t KeyTable::size() const { return m_body->published.load(std::memory_order_acquire); }

KeyRow KeyTable::row(Index index) const
{
    const auto &found = slot(index);
    return {found.text(), found.type.load(std::memory_order_relaxed),
        found.expiresAt.load(std::memory_order_relaxed),
        found.bytes.load(std::memory_order_relaxed), found.database};
}

NameLetters KeyTable::letters() const
{
    NameLetters letters;
    for (std::size_t place = 0; place < NameLetters::Places; ++place) {
        std::transform(m_body->letters[place].begin(), m_body->letters[place].end(),
            letters.seen[place].begin(),
            [](const auto &seen) { return seen.load(std::memory_order_relaxed); });
    }
    letters.shortest = m_body->shortest.load(std::memory_order_relaxed);
    return letters;
}

std::size_t KeyTable::memoryUsed() const { return m_body->memory; }

KeyTable::Index KeyTable::append(const KeyRow &row, std::uint8_t server)
{
    auto &body = *m_body;
    const std::size_t count = body.count.load(std::memory_order_relaxed);
    const auto index = static_cast<Index>(count);
    auto &chunk = body.chunks[count / RowsInChunk];
    if (count % RowsInChunk == 0) {
        // Not touched before a row needs it: what is not used is not resident.
        chunk.store(static_cast<KeySlot *>(::operator new(RowsInChunk * sizeof(KeySlot))));
        body.memory += RowsInChunk * sizeof(KeySlot);
    }
    char *const name = body.room(row.name.size());
    if (!row.name.empty())
        std::memcpy(name, row.name.data(), row.name.size());
    new (chunk.load() + count % RowsInChunk)
        KeySlot{name, row.expiresAt, row.bytes, static_cast<std::uint32_t>(row.name.size()),
            row.database, row.type, std::min(server, KeySlot::ServerBits)};
    body.names.insert(hashOfKey(row.name, row.database), index);
    if (const auto now = body.names.memoryUsed(); now != body.namesCounted) {
        body.memory += now - body.namesCounted;
        body.namesCounted = now;
    }
    body.note(row.database);
    body.note(row.name);
    body.count.store(count + 1, std::memory_order_release);
    return index;
}

std::optional<KeyTable::Index> KeyTable::find(std::string_view name, std::uint16_t database) const
{
    const auto found = m_body->names.find(hashOfKey(name, database), [&](Index index) {
        const auto &slot = m_body->slot(index);
        return slot.database == database && std::string_view(slot.name, slot.length) == name;
    });
    return found == KeyNameSet::None ? std::nullopt : std::optional<Index>(found);
}

void KeyTable::publish()
{
    m_body->published.store(
        m_body->count.load(std::memory_order_relaxed), std::memory_order_release);
}

void KeyTable::update(Index index, KeyType type, std::int64_t expiresAt, std::int64_t bytes)
{
    auto &slot = m_body->slot(index);
    slot.type.store(type, std::memory_order_relaxed);
    slot.expiresAt.store(expiresAt, std::memory_order_relaxed);
    slot.bytes.store(bytes, std::memory_order_relaxed);
}

std::vector<std::uint16_t> KeyTable::databases() const
{
    const std::lock_guard lock(m_body->mutex);
    return m_body->databases;
}

void KeyTable::remove(Index index)
{
    if (m_body->has(index))
        m_body->slot(index).state |= KeySlot::Removed;
}

void KeyTable::restore(Index index)
{
    if (m_body->has(index))
        m_body->slot(index).state &= KeySlot::ServerBits;
}

std::uint8_t KeyTable::serverOf(Index index) const
{
    return m_body->slot(index).state.load(std::memory_order_relaxed) & KeySlot::ServerBits;
}

void KeyTable::setServer(Index index, std::uint8_t server)
{
    auto &state = m_body->slot(index).state;
    auto old = state.load();
    while (!state.compare_exchange_weak(old,
        static_cast<std::uint8_t>(
            (old & KeySlot::Removed) | std::min(server, KeySlot::ServerBits)))) { }
}

} // namespace tierlens
