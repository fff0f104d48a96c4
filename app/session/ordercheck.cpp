// SPDX-License-Identifier: GPL-3.0-or-later
// Comparing our counts with the servers' own, and acknowledged writes with what is there.
#include "datalayer/datalayer.h"
#include "scenario/scenario.h"
#include "scenario/servercounts.h"
#include "scenario/traffic.h"
#include "session/orderdesk.h"

namespace tierlens {

using namespace std::chrono_literals;

void OrderDesk::readRedisCounters(bool baseline)
{
    if (const auto counts = keyspaceCounts(*m_redis))
        push(
            CheckReading{Tier::Redis, m_redis->epoch(), baseline, counts->hits, counts->misses, 0});
}

void OrderDesk::readPostgresCounters(bool baseline)
{
    if (!m_hasStatementStats)
        return;
    if (const auto calls = postgresCalls(*m_postgres, schema()))
        push(CheckReading{Tier::Postgres, m_postgres->epoch(), baseline, 0, 0, *calls});
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
    // What waited in Redis is known to be gone as soon as the one who carries it out has looked.
    const auto lostBefore = m_lostSeen;
    if (m_shared.writes.waiting() > 0)
        m_shared.writes.awaitEmptyList(3s);
    m_lostSeen = m_shared.writes.lost();
    auto check = m_scenario.verifyTruth(*m_postgres, m_shared.ledger);
    if (check) {
        check->acknowledged += m_lostSeen - lostBefore;
        check->lost += m_lostSeen - lostBefore;
        push(*check);
    } else {
        note(Note::Level::Warning,
            tr("Whether acknowledged writes are still there could not be checked.").toStdString(),
            check.error().text);
    }
}

} // namespace tierlens
