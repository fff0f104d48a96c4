// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/requestcounts.h"

#include <memory>
#include <mutex>
#include <vector>

namespace tierlens {

// The only way data crosses threads. Each source pushes into a lane of its own, so that sources
// never wait for each other; the GUI thread drains all lanes once per tick.
//
// A lane is bounded. When it is full, further requests are folded into exact counters and only
// their detail is dropped. Everything that is not a Request is always kept.
class EventQueue
{
public:
    class Lane
    {
    public:
        explicit Lane(std::size_t capacity)
            : m_capacity(capacity)
        { }
        void push(Event event);

    private:
        friend class EventQueue;
        std::mutex m_mutex;
        std::size_t m_capacity;
        std::vector<Event> m_events;
        RequestCounts m_overflow;
        std::uint64_t m_dropped = 0;
    };

    struct Batch
    {
        std::vector<Event> events; // in the order in which they ended
        RequestCounts overflow; // requests counted, without detail
        std::uint64_t dropped = 0; // how many those are
    };

    explicit EventQueue(std::size_t laneCapacity = 4096)
        : m_laneCapacity(laneCapacity)
    { }

    // For servers, actions and readings. Drained first, so that a batch which holds a CheckReading
    // also holds every request that had ended before it.
    Lane &control() { return m_control; }
    // A lane lives as long as the source or the queue holds it; what a dead source left is kept.
    std::shared_ptr<Lane> addLane();
    Batch drain(); // GUI thread

private:
    void take(Lane &lane, Batch &batch);

    std::size_t m_laneCapacity;
    Lane m_control{SIZE_MAX};
    std::mutex m_mutex; // guards m_lanes
    std::vector<std::shared_ptr<Lane>> m_lanes;
    std::vector<Event> m_spare; // swapped with a lane, so that neither allocates again
};

} // namespace tierlens
