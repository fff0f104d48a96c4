// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "postgres/postgresconnection.h"
#include "readings/failover.h"
#include "readings/ownuse.h"

#include <optional>
#include <string>
#include <utility>

namespace tierlens {

// Tells from which of several hosts the primary went to which. Nobody announces that in Postgres:
// under way means that the primary we knew takes no writes any more and a standby answers. With one
// host there is nothing to tell. One thread.
class PostgresFailover
{
public:
    explicit PostgresFailover(const std::string &connection);

    // This host (as shown) is up. A failover that is over now, if any.
    std::optional<Failover> found(SinceStart at, const std::string &shown, bool isStandby);
    // No host does what was asked for. Connects to any that answers, every few seconds at most and
    // for at most as long as a look; a failover that is under way, if any.
    std::optional<Failover> lost(SinceStart at);
    OwnUse takeUse() { return std::exchange(m_use, {}); } // what that cost; its span is nothing

    static std::string placeIn(const std::string &shown); // host:port of user@host:port/database

private:
    bool standbyAnswers();
    PostgresOptions m_options;
    bool m_hasSeveral = false;
    std::string m_primary; // the last one known; empty: none yet
    std::optional<SinceStart> m_since; // that it is lost
    std::optional<SinceStart> m_asked; // when hosts were asked last
    bool m_isThere = false; // a standby answered then
    OwnUse m_use;
};

} // namespace tierlens
