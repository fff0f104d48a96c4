// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "core/result.h"
#include "datalayer/cachedvalue.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tierlens {

// Of all who miss the same key at the same time one asks Postgres; the others wait for its answer.
// One for all clients of the process; any thread.
//
// "At the same time" is meant exactly. A flight ends when its answer is in Redis; whoever asked
// Redis before that moment, and found nothing, was part of it and uses its answer, even if it
// comes to say so only afterwards. Finished flights are kept for a while for those.
class SingleFlight
{
public:
    using Loaded = Result<CachedValue>;

    class Flight
    {
    public:
        // The answer, or nothing after that time.
        std::optional<Loaded> wait(Duration atMost) const;

    private:
        friend class SingleFlight;
        static constexpr SinceStart::rep Running = -1;
        mutable std::mutex m_mutex;
        mutable std::condition_variable m_answered;
        std::optional<Loaded> m_answer;
        std::atomic<SinceStart::rep> m_endedAt{Running};
        std::atomic<bool> m_failed{false};
    };

    struct Place
    {
        std::shared_ptr<Flight> flight;
        bool leads = false; // must call publish() and then end(), whatever happens
    };
    // For one who found nothing in Redis, having asked at `asked`.
    Place join(std::string_view key, SinceStart asked);
    // The leader has its answer: those who wait may go on.
    void publish(Flight &flight, Loaded answer);
    // The leader has filled Redis, or given up: who asks Redis from now on begins anew.
    void end(std::string_view key, const std::shared_ptr<Flight> &flight, SinceStart now);
    // The truth has changed: nobody new may use an answer that was asked for before.
    void forget(std::string_view key);

    static constexpr Duration Kept = std::chrono::seconds{2};

private:
    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const
        {
            return std::hash<std::string_view>()(text);
        }
    };
    struct Finished
    {
        SinceStart at;
        std::string key;
        std::shared_ptr<Flight> flight;
    };
    struct Shard
    {
        std::mutex mutex;
        std::unordered_map<std::string, std::shared_ptr<Flight>, Hash, std::equal_to<>> flights;
        std::deque<Finished> finished; // oldest first
    };
    static constexpr std::size_t ShardCount = 16;
    Shard &shard(std::string_view key) { return m_shards[Hash()(key) % ShardCount]; }
    static void dropOld(Shard &shard, SinceStart now);

    std::array<Shard, ShardCount> m_shards;
};

} // namespace tierlens
