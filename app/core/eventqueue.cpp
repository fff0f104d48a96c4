// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eventqueue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tierlens {

void EventQueue::Lane::push(Event event)
{
    const std::lock_guard lock(m_mutex);
    if (m_events.size() >= m_capacity) {
        if (const auto *request = std::get_if<Request>(&event.what)) {
            m_overflow.add(*request, event.took);
            ++m_dropped;
            return;
        }
    }
    m_events.push_back(std::move(event));
}

std::shared_ptr<EventQueue::Lane> EventQueue::addLane()
{
    auto lane = std::make_shared<Lane>(m_laneCapacity);
    const std::lock_guard lock(m_mutex);
    m_lanes.push_back(lane);
    return lane;
}

void EventQueue::take(Lane &lane, Batch &batch)
{
    RequestCounts overflow;
    m_spare.clear();
    {
        const std::lock_guard lock(lane.m_mutex);
        m_spare.swap(lane.m_events);
        if (lane.m_dropped > 0) {
            std::swap(overflow, lane.m_overflow);
            batch.dropped += std::exchange(lane.m_dropped, 0);
        }
    }
    batch.overflow.merge(overflow);
    batch.events.insert(batch.events.end(), std::make_move_iterator(m_spare.begin()),
        std::make_move_iterator(m_spare.end()));
}

EventQueue::Batch EventQueue::drain()
{
    Batch batch;
    take(m_control, batch);
    std::vector<std::shared_ptr<Lane>> lanes;
    {
        const std::lock_guard lock(m_mutex);
        lanes = m_lanes;
    }
    for (const auto &lane : lanes)
        take(*lane, batch);
    {
        // Held by the list and by `lanes` only: its source is gone, and it has just been emptied.
        const std::lock_guard lock(m_mutex);
        lanes.clear();
        std::erase_if(m_lanes, [](const auto &lane) {
            return lane.use_count() == 1 && lane->m_events.empty() && lane->m_dropped == 0;
        });
    }
    std::stable_sort(batch.events.begin(), batch.events.end(),
        [](const Event &a, const Event &b) { return a.end() < b.end(); });
    return batch;
}

} // namespace tierlens
