// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "invalidation/deletion.h"
#include "keyspace/keyconnections.h"

#include <QString>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <span>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace tierlens {

struct DeletionOrder
{
    QString redis;
    InvalidationTarget target;
    Deletion::Pace pace;
    std::int64_t expected = -1;
    bool isEstimated = false;
};

// Deletes: run() on a thread of its own, everything else from any thread and at once. The two share
// it: a server that does not answer may hold the thread up longer than its owner waits.
class DeletionWorker
{
public:
    explicit DeletionWorker(DeletionOrder order);
    void run();
    void pause(bool paused);
    void stop() { m_stop.request_stop(); }
    DeletionProgress progress() const;

private:
    using Steady = std::chrono::steady_clock;
    Result<Done> goThroughNode(std::size_t index, const std::stop_token &stop);
    Result<Done> deleteKeys(
        std::size_t node, std::span<const std::string> keys, const std::stop_token &stop);
    Result<Done> unlinkTogether(CountedConnection &connection, std::span<const std::string> keys);
    Result<Done> unlinkOneByOne(CountedConnection *connection, std::span<const std::string> keys);
    void count(std::int64_t deleted, std::int64_t gone, std::int64_t unsure = 0);
    bool mayGoOn(const std::stop_token &stop); // waits while paused
    std::size_t batchSize() const
    {
        return static_cast<std::size_t>(std::clamp(m_order.pace.batch, 1, 10'000));
    }
    void keepPace(std::size_t keys, const std::stop_token &stop);
    void end(DeletionProgress::State state, const Error &error = {});

    const DeletionOrder m_order;
    std::stop_source m_stop;
    KeyConnections m_nodes;
    Steady::time_point m_due{}; // of the next batch
    mutable std::mutex m_mutex; // of what follows
    std::condition_variable_any m_woken;
    DeletionProgress m_progress;
    bool m_paused = false;
    std::deque<std::pair<Steady::time_point, std::int64_t>> m_lately; // deleted in the last second
};

} // namespace tierlens
