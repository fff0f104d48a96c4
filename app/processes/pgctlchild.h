// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processes/child.h"
#include "processes/childguard.h"

#include <QTimer>

#include <optional>

namespace tierlens {

// A Postgres that pg_ctl starts and ends: the way on Windows, where the server itself refuses
// administrators and knows no signals. Its settings are the data folder's own file. It is no child
// of ours then, so its end is seen by looking, some times a second.
class PgCtlChild : public Child
{
    Q_OBJECT
public:
    struct Place
    {
        QString pgCtl, data, log;
    };
    PgCtlChild(Place place, ChildGuard &guard);

    // Returns when the server answers, or has ended instead; then pid() is 0.
    bool start() override;
    QString errorText() const override { return m_error; }
    qint64 pid() const override { return m_pid; }
    bool isRunning(std::chrono::milliseconds wait) override;
    void stop(); // asks it to; does not wait until it has ended

private:
    std::optional<int> run(const QStringList &arguments); // its exit code; nothing: m_error
    void look();

    Place m_place;
    ChildGuard &m_guard;
    QTimer m_lookout;
    QString m_error;
    qint64 m_pid = 0;
};

} // namespace tierlens
