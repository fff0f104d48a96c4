// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/requestcounts.h"

#include <array>
#include <deque>

namespace tierlens {

// How requests went, over time. Everything is filed under the moment a request ended.
//
//   total()      since the session began, exact
//   window(s)    the last s whole seconds and the running one, exact; s ≤ 60
//   history()    one Slice per half second for the charts, up to 15 minutes
class Timings
{
public:
    // Half a second in one line of a chart. Percentiles are of this slice alone; a slice without
    // such calls has a count of 0 and draws a gap.
    struct Slice
    {
        SinceStart at{}; // its beginning
        std::uint32_t requests = 0, hits = 0, askedRedis = 0, queries = 0, failed = 0, stale = 0;
        std::uint32_t redisReads = 0; // behind redisP50
        std::uint32_t postgresQueries = 0; // behind postgresP50
        Duration redisP50{}, postgresP50{}, answerP50{}, answerP99{};
        double hitRate() const { return askedRedis == 0 ? -1.0 : double(hits) / askedRedis; }
    };
    static constexpr Duration SliceLength = std::chrono::milliseconds{500};
    static constexpr std::size_t MaxSlices = 1800;
    static constexpr int Seconds = 60;

    void add(const Request &request, Duration took, SinceStart end);
    void addOverflow(const RequestCounts &counts, SinceStart now);
    void advance(SinceStart now); // closes slices; call once per tick

    const RequestCounts &total() const { return m_total; }
    RequestCounts window(std::chrono::seconds span) const;
    double perSecond(std::chrono::seconds span) const; // requests; over whole seconds only
    double queriesPerSecond(std::chrono::seconds span) const;
    const std::deque<Slice> &history() const { return m_history; } // closed ones, oldest first
    SinceStart now() const { return m_now; }

private:
    struct Second
    {
        std::int64_t number = -1; // seconds since start
        RequestCounts counts;
    };
    Second &second(SinceStart at);
    void file(SinceStart at);

    RequestCounts m_total;
    std::array<Second, Seconds + 1> m_seconds;
    RequestCounts m_open; // the running slice
    SinceStart m_openAt{};
    std::deque<Slice> m_history;
    SinceStart m_now{};
};

} // namespace tierlens
