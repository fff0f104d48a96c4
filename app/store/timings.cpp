// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/timings.h"

#include <algorithm>

namespace tierlens {

namespace {
std::int64_t secondOf(SinceStart at)
{
    return std::chrono::duration_cast<std::chrono::seconds>(at).count();
}
} // namespace

Timings::Second &Timings::second(SinceStart at)
{
    const auto number = secondOf(at);
    Second &second = m_seconds[static_cast<std::size_t>(number) % m_seconds.size()];
    if (second.number < number) {
        second.number = number;
        second.counts.clear();
    }
    return second; // a straggler more than a minute late is filed with the newest of its place
}

void Timings::file(SinceStart at)
{
    while (at >= m_openAt + SliceLength) {
        const auto &redis = m_open.timing(Series::RedisRead);
        const auto &postgres = m_open.timing(Series::PostgresQuery);
        const auto &answer = m_open.timing(Series::Answer);
        const auto n32 = [](std::uint64_t n) { return static_cast<std::uint32_t>(n); };
        m_history.push_back({m_openAt, n32(m_open.requests()), n32(m_open.of(Outcome::Hit)),
            n32(m_open.askedRedis()), n32(m_open.queries()), n32(m_open.of(Outcome::Failed)),
            n32(m_open.stale()), n32(redis.count()), n32(postgres.count()), redis.quantile(0.5),
            postgres.quantile(0.5), answer.quantile(0.5), answer.quantile(0.99)});
        if (m_history.size() > MaxSlices)
            m_history.pop_front();
        m_open.clear();
        m_openAt += SliceLength;
        // After a long sleep (a suspended laptop) do not file an hour of emptiness one by one.
        if (at - m_openAt > SliceLength * static_cast<int>(MaxSlices))
            m_openAt = at - at % SliceLength;
    }
}

void Timings::add(const Request &request, Duration took, SinceStart end)
{
    file(end);
    m_total.add(request, took);
    m_open.add(request, took);
    second(end).counts.add(request, took);
    m_now = std::max(m_now, end);
}

void Timings::addOverflow(const RequestCounts &counts, SinceStart now)
{
    file(now);
    m_total.merge(counts);
    m_open.merge(counts);
    second(now).counts.merge(counts);
}

void Timings::advance(SinceStart now)
{
    m_now = std::max(m_now, now);
    // The slice that has just ended may still get requests that are in the queue.
    file(m_now - SliceLength / 2 > m_openAt ? m_now - SliceLength / 2 : m_openAt);
}

RequestCounts Timings::window(std::chrono::seconds span) const
{
    RequestCounts sum;
    const auto last = secondOf(m_now);
    for (const Second &second : m_seconds) {
        if (second.number >= 0 && second.number > last - 1 - span.count() && second.number <= last)
            sum.merge(second.counts);
    }
    return sum;
}

double Timings::perSecond(std::chrono::seconds span) const
{
    const auto last = secondOf(m_now);
    const auto whole = std::min<std::int64_t>(span.count(), last);
    std::uint64_t requests = 0;
    for (const Second &second : m_seconds) {
        if (second.number >= last - whole && second.number < last)
            requests += second.counts.requests();
    }
    return whole <= 0 ? 0 : double(requests) / double(whole);
}

double Timings::queriesPerSecond(std::chrono::seconds span) const
{
    const auto last = secondOf(m_now);
    const auto whole = std::min<std::int64_t>(span.count(), last);
    std::uint64_t queries = 0;
    for (const Second &second : m_seconds) {
        if (second.number >= last - whole && second.number < last)
            queries += second.counts.queries();
    }
    return whole <= 0 ? 0 : double(queries) / double(whole);
}

} // namespace tierlens
