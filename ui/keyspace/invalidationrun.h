// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "invalidation/deletion.h"
#include "invalidation/fillingqueries.h"
#include "live/liveservers.h"
#include "live/watchsession.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>
#include <stop_token>

namespace tierlens {

class BlastDialog;

// One invalidation from the question to what came of it: measures, asks, deletes, and watches what
// the deletion does. Lives as long as its dialog.
class InvalidationRun : public QObject
{
    Q_OBJECT
public:
    InvalidationRun(const LiveServers &servers, WatchSession *session, InvalidationTarget target,
        const QString &what, QWidget *parent);
    ~InvalidationRun() override;

    // Why nothing may be deleted; empty: it may. Stops what is being deleted.
    void setChangeProblem(const QString &reason);
    bool isDeleting() const;
    BlastDialog &dialog() { return *m_dialog; }

Q_SIGNALS:
    // One key: its owner deletes it, since a single one can be brought back.
    void oneConfirmed();
    void ended(); // something may have been deleted

private:
    void measure();
    void begin(double keysPerSecond);
    void watch();

    LiveServers m_servers;
    QPointer<WatchSession> m_session;
    const InvalidationTarget m_target;
    BlastDialog *m_dialog; // its parent's; we go with it
    BlastRadius m_radius;
    std::stop_source m_stop;
    std::unique_ptr<Deletion> m_deletion;
    SinceStart m_began{};
    FillingWatch m_filling;
    QTimer m_watching;
};

} // namespace tierlens
