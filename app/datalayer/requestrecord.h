// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <string_view>

namespace tierlens {

// One request while it is under way: collects its steps and becomes the event that tells of it.
// Used on the stack of a client thread.
class RequestRecord
{
public:
    RequestRecord(const Clock &clock, RequestId id, std::string_view key, ValueType type,
        std::uint8_t operation)
        : m_clock(clock)
        , m_request(m_event.what.emplace<Request>())
    {
        m_request.id = id;
        m_request.key = key;
        m_request.type = type;
        m_request.operation = operation;
        m_event.at = clock.now();
    }
    RequestRecord(const RequestRecord &) = delete;
    RequestRecord &operator=(const RequestRecord &) = delete;

    SinceStart began() const { return m_event.at; }
    SinceStart now() const { return m_clock.now(); }
    Request &request() { return m_request; }

    struct Call
    {
        StepKind kind;
        StatementId statement;
        SinceStart from;
    };
    void add(const Call &call, StepResult result, Epoch epoch, std::size_t size, SinceStart to);
    Step *last()
    {
        return m_request.stepCount == 0 ? nullptr : &m_request.steps[m_request.stepCount - 1u];
    }
    bool hasRoom() const { return m_request.stepCount < Request::MaxSteps; }
    Event finish(SinceStart end)
    {
        m_event.took = end - m_event.at;
        return std::move(m_event);
    }

private:
    const Clock &m_clock;
    Event m_event;
    Request &m_request;
};

} // namespace tierlens
