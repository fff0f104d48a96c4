// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keytable/keybranches.h"
#include "keytable/keyfilter.h"
#include "keytable/keytable.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

namespace tierlens {

// Makes the lists of rows that are shown, and the branches of the tree: run() on a thread of its
// own, everything else from any thread and at once.
class KeyViewMaker
{
public:
    using Rows = std::shared_ptr<const std::vector<KeyTable::Index>>;
    struct Told // on the thread of run()
    {
        // As of this wish; the databases of its rows, lowest first.
        std::function<void(Rows rows, std::vector<std::uint16_t> databases, std::uint64_t wish)>
            view;
        std::function<void(std::string prefix, KeyBranches branches)> branches;
    };
    KeyViewMaker(std::shared_ptr<const KeyTable> table, Told told);

    void run(const std::stop_token &stop);
    // A view at once; gives up the one that is being made. The wish's number.
    std::uint64_t wish(const KeyFilter &filter, const KeyOrder &order);
    void refresh(); // there are more keys: a view within about a second
    void askBranches(std::string prefix, char separator, std::size_t most); // of the newest view

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Question
    {
        std::string prefix;
        char separator;
        std::size_t most;
    };
    void makeView(std::unique_lock<std::mutex> &lock);
    void answer(std::unique_lock<std::mutex> &lock);

    const std::shared_ptr<const KeyTable> m_table;
    const Told m_told;
    std::atomic<bool> m_isCancelled{false};
    std::mutex m_mutex;
    std::condition_variable_any m_wake;
    // Guarded by the mutex:
    KeyFilter m_filter;
    KeyOrder m_order;
    std::uint64_t m_wished = 1, m_made = 0;
    bool m_isStale = false; // keys came since the last view
    std::deque<Question> m_questions;
    Rows m_rows;
    Time m_due{}; // when stale rows may be made anew
};

} // namespace tierlens
