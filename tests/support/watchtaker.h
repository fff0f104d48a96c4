// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "watch/lookqueue.h"

#include <deque>
#include <vector>

namespace tierlens::test {

// Takes in what a source pushes, as a session does, and keeps all of it. One thread.
class WatchTaker
{
public:
    explicit WatchTaker(LookQueue &queue)
        : m_queue(queue)
    { }
    template <typename Kind> std::deque<Kind> &all()
    {
        take();
        return std::get<std::deque<Kind>>(m_taken);
    }
    template <typename Kind> void forget() { all<Kind>().clear(); }

private:
    void take()
    {
        for (auto &item : m_queue.take())
            std::visit(
                [this](auto &one) {
                    using Kind = std::decay_t<decltype(one)>;
                    std::get<std::deque<Kind>>(m_taken).push_back(std::move(one));
                },
                item);
    }
    LookQueue &m_queue;
    // A deque, so that a reference to an element stays good while more come.
    std::tuple<std::deque<RedisLook>, std::deque<PostgresLook>, std::deque<KeySampling>,
        std::deque<KeyEventBatch>, std::deque<KeyEventsChange>, std::deque<BurstProgress>,
        std::deque<Burst>>
        m_taken;
};

} // namespace tierlens::test
