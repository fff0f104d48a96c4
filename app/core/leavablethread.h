// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>

namespace tierlens {

// A thread whose owner does not wait long for it: one that is held up by a server that does not
// answer ends by itself later. What it works on must be its own then: `run` keeps it.
class LeavableThread
{
public:
    explicit LeavableThread(std::function<void(const std::stop_token &)> run)
        : m_end(std::make_shared<End>())
        , m_thread([end = m_end, run = std::move(run)](const std::stop_token &stop) mutable {
            run(stop);
            run = nullptr; // what it kept goes before anybody goes on
            const std::lock_guard lock(end->mutex);
            end->isOver = true;
            end->over.notify_all();
        })
    { }
    ~LeavableThread()
    {
        m_thread.request_stop();
        std::unique_lock lock(m_end->mutex);
        if (!m_end->over.wait_for(lock, Patience, [this] { return m_end->isOver; }))
            m_thread.detach();
    }
    LeavableThread(const LeavableThread &) = delete;
    LeavableThread &operator=(const LeavableThread &) = delete;

private:
    static constexpr std::chrono::milliseconds Patience{30};
    struct End
    {
        std::mutex mutex;
        std::condition_variable over;
        bool isOver = false;
    };
    std::shared_ptr<End> m_end;
    std::jthread m_thread;
};

} // namespace tierlens
