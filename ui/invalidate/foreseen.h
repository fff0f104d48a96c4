// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <QObject>
#include <QString>

namespace tierlens {

class Session;

// After an invalidation: what came of it beside what had been foreseen, as one sentence, once its
// first second is over. Says it once and is gone; says nothing if that cannot be told any more,
// because another action came first. GUI thread.
class Foreseen : public QObject
{
    Q_OBJECT
public:
    // Belongs to the session. `queries`: more a second at first, as was told before it was done.
    Foreseen(Session &session, double queries, const QString &invalidated);

Q_SIGNALS:
    void told(const QString &text);

private:
    void look();
    Session &m_session;
    double m_queries;
    QString m_invalidated; // "profile:* invalidated"
    SinceStart m_at{};
    std::uint64_t m_impact = 0; // of our action
};

} // namespace tierlens
