// SPDX-License-Identifier: GPL-3.0-or-later
#include "invalidate/foreseen.h"

#include "core/durationtext.h"
#include "invalidation/demoradius.h"
#include "session/session.h"

namespace tierlens {

using namespace std::chrono_literals;

Foreseen::Foreseen(Session &session, double queries, const QString &invalidated)
    : QObject(&session)
    , m_session(session)
    , m_queries(queries)
    , m_invalidated(invalidated)
    , m_at(session.now())
{
    connect(&session, &Session::ticked, this, &Foreseen::look);
}

void Foreseen::look()
{
    const auto *latest = m_session.store().impacts().latest();
    const auto isInvalidation = [](Action::Kind kind) {
        return kind == Action::Kind::InvalidatePattern || kind == Action::Kind::InvalidateAll;
    };
    if (latest && m_impact == 0 && isInvalidation(latest->action.kind) && latest->at + 1s > m_at) {
        m_impact = latest->id;
        m_at = latest->at; // when it was really done
    }
    const bool isOurs = m_impact != 0 && latest && latest->id == m_impact;
    const auto first = isOurs ? queriesAtFirst(m_session.store().timings(), m_at) : std::nullopt;
    if (first)
        Q_EMIT told(tr("%1. In the first second Postgres ran %2 queries more; about %3 were "
                       "foreseen.")
                        .arg(m_invalidated, countText(static_cast<std::uint64_t>(*first + 0.5)),
                            countText(static_cast<std::uint64_t>(m_queries + 0.5))));
    if (first || (m_impact != 0 && !isOurs) || m_session.now() - m_at > 10s) {
        disconnect(&m_session, nullptr, this, nullptr);
        deleteLater();
    }
}

} // namespace tierlens
