// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchpostgres/postgresfailover.h"

#include "postgres/postgresaddress.h"
#include "watchpostgres/postgressession.h"

#include <chrono>

namespace tierlens {

PostgresFailover::PostgresFailover(const std::string &connection)
    : m_options(PostgresSession::optionsFor(connection))
{
    m_options.anyServer = true;
    m_options.readOnly = true;
    const auto address = PostgresAddress::parse(connection);
    m_hasSeveral = address && address->hasSeveralHosts();
}

std::string PostgresFailover::placeIn(const std::string &shown)
{
    const auto port = shown.rfind(':');
    const auto user = shown.rfind('@', port);
    const auto begin = user == shown.npos ? 0 : user + 1;
    return shown.substr(begin, shown.find('/', port) - begin);
}

std::optional<Failover> PostgresFailover::found(
    SinceStart at, const std::string &shown, bool isStandby)
{
    if (!m_hasSeveral)
        return {};
    if (isStandby) { // the address takes any host
        if (!m_since)
            m_since = at;
        return {};
    }
    const auto place = placeIn(shown);
    std::optional<Failover> over;
    // Another host without the old one lost is a pooler or a proxy that was chosen next.
    if (!m_primary.empty() && place != m_primary && m_since)
        over = Failover{Failover::By::Hosts, *m_since, at, m_primary, place};
    m_primary = place;
    m_since.reset();
    m_asked.reset();
    return over;
}

std::optional<Failover> PostgresFailover::lost(SinceStart at)
{
    if (!m_hasSeveral || m_primary.empty())
        return {};
    if (!m_since)
        m_since = at;
    // One that is just becoming primary has better things to do than to answer us each second.
    if (!m_asked || at - *m_asked >= std::chrono::seconds{5}) {
        m_asked = at;
        m_isThere = standbyAnswers();
    }
    if (!m_isThere)
        return {};
    return Failover{Failover::By::Hosts, *m_since, SinceStart{-1}, m_primary, {}};
}

bool PostgresFailover::standbyAnswers()
{
    PostgresConnection any(m_options);
    if (!any.open())
        return false;
    const auto begin = std::chrono::steady_clock::now();
    const auto rows
        = any.run("SELECT /* " + std::string(PostgresSession::Mark) + " */ pg_is_in_recovery()");
    ++m_use.commands;
    m_use.serverTime += std::chrono::steady_clock::now() - begin;
    return rows && !rows->empty() && rows->text(0, 0) == "t";
}

} // namespace tierlens
