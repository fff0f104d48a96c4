// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "restarts/drill.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <thread>

namespace tierlens {

// Does one drill at a time on a thread of its own. Stopping, and destroying this, puts back what
// the drill has changed. Refuses in production by itself, whatever a window offers. GUI thread;
// nothing blocks.
class DrillRun : public QObject
{
    Q_OBJECT
public:
    // Where the journal lies; "": the user's settings folder.
    explicit DrillRun(const QString &settingsFolder = {}, QObject *parent = nullptr);
    ~DrillRun() override;

    QString start(const LiveServers &servers, const DrillOrder &order); // why not; empty: it runs
    void stop();
    bool isRunning() const { return m_shared != nullptr; }

Q_SIGNALS:
    void progressed(double share, const QString &text); // 0 … 1
    void ended(const tierlens::DrillResult &result); // once

private:
    struct Shared;
    void take();

    QString m_folder;
    std::shared_ptr<Shared> m_shared; // null: nothing runs
    std::jthread m_thread;
    QTimer m_tick;
};

} // namespace tierlens
