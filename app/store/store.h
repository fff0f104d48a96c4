// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventqueue.h"
#include "sightings/sightings.h"
#include "store/check.h"
#include "store/impact.h"
#include "store/heldkeys.h"
#include "store/ring.h"
#include "store/servers.h"
#include "store/statementstats.h"
#include "store/timings.h"

#include <optional>

namespace tierlens {

// Everything the screen shows: bounded history and the folds over all events. Lives on the GUI
// thread; only Session appends, everybody else reads.
class Store
{
public:
    struct RecentRequest
    {
        Request request;
        SinceStart at{};
        Duration took{};
    };
    struct Marker // what the charts draw a line for
    {
        SinceStart at{};
        Action::Kind kind{};
        Tier tier{};
        std::string text;
    };

    Store();
    void append(EventQueue::Batch batch, SinceStart now);

    const Timings &timings() const { return m_timings; }
    const HeldKeys &keys() const { return m_keys; }
    const StatementStats &statements() const { return m_statements; }
    const Servers &servers() const { return m_servers; }
    const Impacts &impacts() const { return m_impacts; }
    // The rare things that were recognised by themselves.
    const std::vector<Sighting> &sightings() const { return m_sightings.all(); } // oldest first
    std::uint64_t sightingsRevision() const { return m_sightings.revision(); }
    const Check &check() const { return m_check; }
    const Ring<RecentRequest> &requests() const { return m_requests; }
    const Ring<Event> &log() const { return m_log; } // all that is not a request or a sample
    const std::vector<Marker> &markers() const { return m_markers; } // of the last 15 minutes
    const std::optional<RecentRequest> &latestMiss() const { return m_latestMiss; }
    const std::optional<Progress> &progress() const { return m_progress; }
    const std::optional<Board> &board() const
    {
        return m_board;
    } // newest; none: the world has none
    // Per operation of the scenario: one GET, and one SELECT after a miss, since the session began.
    struct OperationTimings
    {
        Histogram redis, postgres;
    };
    const OperationTimings &operation(std::uint8_t index) const { return m_operations[index]; }
    std::uint64_t droppedDetails() const { return m_dropped; } // counted, but not kept one by one
    // The requests of the last append(), for those who animate: numbers in requests().
    std::uint64_t appendedFrom() const { return m_appendedFrom; }
    std::uint64_t appendedDropped() const { return m_appendedDropped; }

private:
    void apply(Event &event, bool exact);

    Timings m_timings;
    HeldKeys m_keys;
    StatementStats m_statements;
    Servers m_servers;
    Impacts m_impacts;
    Sightings m_sightings;
    Expiries m_expiries; // kept for its memory
    Check m_check;
    Ring<RecentRequest> m_requests{10'000};
    Ring<Event> m_log{5'000};
    std::vector<Marker> m_markers;
    std::optional<RecentRequest> m_latestMiss;
    std::optional<Progress> m_progress;
    std::optional<Board> m_board;
    std::array<OperationTimings, 256> m_operations;
    std::uint64_t m_dropped = 0, m_appendedFrom = 0, m_appendedDropped = 0;
};

} // namespace tierlens
