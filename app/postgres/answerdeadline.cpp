// SPDX-License-Identifier: GPL-3.0-or-later
#include "postgres/answerdeadline.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace tierlens {

namespace {

using namespace std::chrono_literals;
using Steady = std::chrono::steady_clock;

constexpr std::int64_t Idle = 0, Passed = -1; // instead of a time

} // namespace

struct AnswerDeadline::Slot
{
    SocketNumber socket = NoSocket;
    std::atomic<std::int64_t> end{Idle}; // steady clock; set and cleared without a lock
};

class AnswerDeadline::Watch
{
public:
    static std::shared_ptr<Watch> shared()
    {
        static std::mutex mutex;
        static std::weak_ptr<Watch> present;
        const std::lock_guard lock(mutex);
        auto watch = present.lock();
        if (!watch)
            present = watch = std::make_shared<Watch>();
        return watch;
    }

    Watch()
        : m_thread([this] { run(); })
    { }

    ~Watch()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_isEnding = true;
        }
        m_wake.notify_one();
        m_thread.join();
    }

    void add(Slot *slot)
    {
        const std::lock_guard lock(m_mutex);
        m_slots.push_back(slot);
    }

    // After this, the slot is not touched any more.
    void remove(Slot *slot)
    {
        const std::lock_guard lock(m_mutex);
        std::erase(m_slots, slot);
    }

private:
    void run()
    {
        std::unique_lock lock(m_mutex);
        while (!m_isEnding) {
            const auto now = Steady::now().time_since_epoch().count();
            for (Slot *slot : m_slots) {
                auto end = slot->end.load(std::memory_order_relaxed);
                // The exchange fails if the answer came just now, or another call has begun.
                if (end > 0 && now >= end && slot->end.compare_exchange_strong(end, Passed))
                    shutDownSocket(slot->socket);
            }
            m_wake.wait_for(lock, 50ms);
        }
    }

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Slot *> m_slots;
    bool m_isEnding = false;
    std::thread m_thread; // last: it uses the others
};

AnswerDeadline::AnswerDeadline(SocketNumber socket)
    : m_watch(Watch::shared())
    , m_slot(std::make_unique<Slot>())
{
    // libpq closes its number as soon as it sees the connection break, and the system may give the
    // same number to somebody else at once. A duplicate is ours until we close it.
    m_slot->socket = duplicateSocket(socket);
    m_watch->add(m_slot.get());
}

AnswerDeadline::~AnswerDeadline()
{
    m_watch->remove(m_slot.get());
    if (m_slot->socket != NoSocket)
        closeSocket(m_slot->socket);
}

void AnswerDeadline::start(std::chrono::milliseconds time)
{
    m_slot->end.store((Steady::now() + time).time_since_epoch().count(), std::memory_order_relaxed);
}

bool AnswerDeadline::stop() { return m_slot->end.exchange(Idle) == Passed; }

} // namespace tierlens
