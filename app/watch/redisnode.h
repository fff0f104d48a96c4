// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "redisfigures/redisreading.h"
#include "redisfigures/serverlists.h"
#include "watch/readinggate.h"
#include "watch/redisrights.h"
#include "watch/watchedserver.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tierlens {

// Looks at one server over one connection. One thread.
class RedisNode
{
public:
    RedisNode(std::shared_ptr<WatchedServer> server, const Clock &clock);

    struct Seen
    {
        ServerChange::State health = ServerChange::State::Lost;
        Error problem; // if not Up
        Duration took{}; // asking, without connecting or waiting for it to come back
        std::optional<RedisGrowth> growth; // none: first reading of this process
        std::vector<SlowEntry> slow;
        std::vector<LatencySpike> spikes;
        std::vector<ClientGroup> clients;
        bool hasClients = false;
        bool isNew = false; // another process than at the look before
    };
    // `lists`: also what is read more seldom. `patience`: for a server that owes an answer.
    Seen look(bool lists, std::chrono::milliseconds patience);
    // Counts from here on, without telling what was before.
    void startAnew();

    const RedisReading *reading() const { return m_reading ? &*m_reading : nullptr; }
    const std::shared_ptr<WatchedServer> &server() const { return m_server; }
    ReadingGate &gate() { return m_gate; }
    RedisRights &rights() { return m_rights; }
    Result<Done> select(int database); // for looking at keys
    // A failed command: its right is missing, or the connection is gone.
    void failed(const std::string &command, const Error &error);

private:
    Result<Done> open();
    Result<Done> readLists(Seen &seen, bool lists);
    Result<Done> readCounters(Seen &seen);
    bool isNewSlow(const RedisReply &newest) const;
    void takeSpikes(Seen &seen, const RedisReply &reply);
    void takeHistogram(const RedisReply &reply);
    Seen without(const Error &error);

    std::shared_ptr<WatchedServer> m_server;
    const Clock &m_clock;
    ReadingGate m_gate;
    RedisRights m_rights;
    std::optional<RedisReading> m_reading;
    std::vector<std::string> m_busiest; // commands whose durations are asked for
    std::map<std::string, BucketTotals, std::less<>> m_buckets;
    std::map<std::string, Latencies, std::less<>> m_latencies; // since the last look
    std::map<std::string, std::int64_t> m_spikes; // event, when it was last told
    std::int64_t m_newestSlow = -1;
    std::vector<SlowEntry> m_untoldSlow; // read by looks that failed later
    std::vector<LatencySpike> m_untoldSpikes;
    bool m_saves = false; // save points, from CONFIG GET
    std::string m_keyEvents;
    bool m_isUntouching = false; // NO-TOUCH was asked for
    int m_database = 0; // selected on this connection
    SinceStart m_silentSince{};
};

} // namespace tierlens
