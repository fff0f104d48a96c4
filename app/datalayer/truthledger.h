// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tierlens {

// What this process knows of the truth: for each key the newest version seen in Postgres, by our
// own writes and by every SELECT. Recognises stale answers. Also keeps which writes Postgres has
// acknowledged, to look for them after a crash. One for all clients; any thread.
class TruthLedger
{
public:
    // Says that `key` may be in Redis until then. Told before the SELECT whose answer will be
    // cached, so that a write which commits after that SELECT cannot overlook the key.
    void mayBeCached(std::string_view key, SinceStart until);
    std::vector<std::string> cachedKeys(std::string_view prefix, SinceStart now) const;

    // True if something was known of the key and this is newer.
    bool note(std::string_view key, std::uint64_t version, SinceStart at);

    // The key's copies up to that version are being deleted, not replaced: whoever puts an older
    // one there afterwards must delete it again.
    void deleting(std::string_view key, std::uint64_t version);
    std::uint64_t deletedBelow(std::string_view key) const;

    struct Verdict
    {
        std::uint64_t truth = 0; // newest version known
        bool stale = false;
        Duration staleFor{};
        SinceStart changedAt{}; // when the newest version was noticed
    };
    // An answer with that version to a request that began at `began`. What changed while the
    // request was under way does not make its answer stale: it was the truth when it was asked.
    Verdict judge(std::string_view key, std::uint64_t version, SinceStart began, SinceStart now,
        bool nothing = false) const; // nothing: version 0 means that there was no such row

    void acknowledge(std::string_view subject, std::uint64_t version);
    struct Acknowledged
    {
        std::string subject;
        std::uint64_t version = 0; // highest acknowledged
        std::uint64_t writes = 0;
    };
    std::vector<Acknowledged> acknowledged() const;

    void clear(); // the world has been rebuilt

private:
    struct Change
    {
        std::uint64_t version;
        SinceStart at;
    };
    struct Entry
    {
        std::vector<Change> changes; // oldest first, bounded
        SinceStart cachedUntil{};
        std::uint64_t deletedBelow = 0;
    };
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>()(text);
        }
    };
    template <typename T> using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;
    struct alignas(64) Shard
    {
        mutable std::mutex mutex;
        Map<Entry> entries;
    };
    static constexpr std::size_t ShardCount = 32;
    Shard &shard(std::string_view key) { return m_shards[Hash()(key) % ShardCount]; }
    const Shard &shard(std::string_view key) const { return m_shards[Hash()(key) % ShardCount]; }

    std::array<Shard, ShardCount> m_shards;
    mutable std::mutex m_mutex; // guards m_acknowledged
    Map<Acknowledged> m_acknowledged;
};

} // namespace tierlens
