// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing our counts with the servers' own, and acknowledged writes with what is there.
#include "datalayer/datalayer.h"
#include "scenario/scenario.h"
#include "scenario/traffic.h"
#include "session/orderdesk.h"
#include "watch/redisobserver.h"

#include <array>
#include <charconv>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
// The scenario's statements name its schema; those that carry this mark are our own look-ups.
constexpr std::string_view CountCalls = R"(/* tierlens: own look-up */
SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements
 WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND query LIKE $1 AND query NOT LIKE '%tierlens: own look-up%' AND query !~* '^\s*(create|alter|drop|grant|vacuum|analyze|copy)')";

std::uint64_t number(std::string_view text)
{
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}
} // namespace

void OrderDesk::readRedisCounters(bool baseline)
{
    const auto info = m_redis->command({"INFO", "stats"});
    if (!info)
        return;
    CheckReading reading{Tier::Redis, m_redis->epoch(), baseline, 0, 0, 0};
    reading.hits = number(RedisObserver::field(info->text(), "keyspace_hits"));
    reading.misses = number(RedisObserver::field(info->text(), "keyspace_misses"));
    push(reading);
}

void OrderDesk::readPostgresCounters(bool baseline)
{
    if (!m_hasStatementStats)
        return;
    const std::array parameters{"%" + schema() + "%"};
    const auto rows = m_postgres->run(CountCalls, parameters);
    if (!rows || rows->empty())
        return;
    CheckReading reading{Tier::Postgres, m_postgres->epoch(), baseline, 0, 0, 0};
    reading.queries = static_cast<std::uint64_t>(rows->number(0, 0));
    push(reading);
}

bool OrderDesk::readCounters(bool baseline)
{
    // Longer than the celebrity's recount under load, shorter than a presenter's patience.
    const bool quiet = !m_traffic || m_traffic->quiesce(600ms);
    if (!quiet)
        return false;
    readRedisCounters(baseline);
    readPostgresCounters(baseline);
    if (m_traffic)
        m_traffic->resume();
    return true;
}

Result<Done> OrderDesk::takeReading()
{
    if (!m_redis || !m_postgres)
        return Error{
            ErrorKind::NotReady, {}, tr("The servers are not ready yet.").toStdString(), {}};
    if (!readCounters(false))
        return Error{ErrorKind::Timeout, {},
            tr("The requests under way did not end in time, so nothing was compared.")
                .toStdString(),
            {}};
    return Done{};
}

void OrderDesk::checkTruth()
{
    auto check = m_scenario.verifyTruth(*m_postgres, m_shared.ledger);
    if (check)
        push(*check);
    else
        note(Note::Level::Warning,
            tr("Whether acknowledged writes are still there could not be checked.").toStdString(),
            check.error().text);
}

} // namespace tierlens
