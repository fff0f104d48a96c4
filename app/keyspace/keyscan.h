// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/keyscanprogress.h"
#include "keyspace/keyscanrate.h"
#include "keyspace/keyscanserver.h"
#include "keytable/keytable.h"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace tierlens {

// Fills a table with the keys of all primaries an address leads to: run() on a thread of its own,
// everything else from any thread and at once.
class KeyScan
{
public:
    struct Told // on the thread of run()
    {
        std::function<void()> stateChanged;
        std::function<void(bool rows)> looked; // rows: some went, or are there again
    };
    KeyScan(
        std::string redis, const KeyScanBudget &budget, std::shared_ptr<KeyTable> table, Told told);

    void run(const std::stop_token &stop);
    void pause();
    void resume(); // after a failure, too
    void setBudget(const KeyScanBudget &budget);
    void look(std::vector<KeyTable::Index> rows); // instead of rows not yet looked at
    KeyScanProgress progress() const;

private:
    using State = KeyScanProgress::State;
    enum class Work : std::uint8_t { Stop, Prepare, Search, Look };
    Work next(const std::stop_token &stop, std::vector<KeyTable::Index> &rows);
    Result<Done> prepare();
    void search();
    void lookAt(std::vector<KeyTable::Index> rows);
    void end(State state, const Error &error);
    void note(); // counts and pace
    KeyScanServer *nextServer(); // to be asked; nullptr: all is found
    bool isFull() const { return m_counts.found >= budget().most; }
    KeyScanBudget budget() const;

    const std::string m_redis;
    const std::shared_ptr<KeyTable> m_table;
    const Told m_told;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_wake;
    // Guarded by the mutex:
    KeyScanBudget m_budget;
    KeyScanProgress m_progress;
    std::vector<KeyTable::Index> m_toLook;
    bool m_isPaused = false, m_isPrepared = false, m_isWoken = false, m_isBudgetNew = false;

    // The running thread's own. Servers stay in their places: rows name them by number.
    struct Member
    {
        std::unique_ptr<KeyScanServer> server;
        bool isThere = true; // still one of the primaries
    };
    std::vector<Member> m_servers;
    KeyScanProgress m_counts;
    KeyScanRate m_rate;
};

} // namespace tierlens
