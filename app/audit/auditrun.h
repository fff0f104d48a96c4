// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditdocument.h"
#include "core/result.h"
#include "live/liveservers.h"
#include "live/watchsession.h"

#include <QObject>
#include <QPointer>
#include <QString>

#include <chrono>
#include <memory>
#include <optional>

namespace tierlens {

class Route;

struct AuditWishes
{
    std::chrono::milliseconds span{30'000}; // to watch before the servers are asked
    std::optional<std::chrono::milliseconds> burst; // MONITOR once, in the middle of it
    double budget = 0.01; // share of the servers' time the watching may take
};

// Makes an audit: watches for a while, then asks the servers on a worker, then judges. Nothing
// blocks the GUI thread, which it lives on.
class AuditRun : public QObject
{
    Q_OBJECT
public:
    // With a watch that is going on: what it has seen until now counts, and only the servers are
    // asked. The addresses can be reached as they are.
    AuditRun(LiveServers servers, WatchSession *session, QObject *parent = nullptr);
    // On its own: goes its own way to the servers (tunnels), and watches for the span.
    AuditRun(LiveServers servers, const AuditWishes &wishes, QObject *parent = nullptr);
    ~AuditRun() override;
    void start(); // again: a newer audit
    bool isRunning() const { return m_isRunning; }

    // After finished(). No server at all could be asked: an error; one of two: a document that
    // says so, and an error too.
    const std::optional<AuditDocument> &document() const { return m_document; }
    const AuditFacts &facts() const { return m_facts; }
    const std::optional<Error> &error() const { return m_error; }

Q_SIGNALS:
    void finished();

private:
    void watch();
    void ask();
    void take(AuditPostgresFacts postgres, AuditRedisFacts redis);

    LiveServers m_servers;
    AuditWishes m_wishes;
    bool m_isRunning = false, m_isOwn = false;
    std::unique_ptr<Route> m_route; // lives longer than the session that uses it
    std::unique_ptr<WatchSession> m_own;
    QPointer<WatchSession> m_session;
    AuditFacts m_facts;
    std::optional<AuditDocument> m_document;
    std::optional<Error> m_error;
};

} // namespace tierlens
