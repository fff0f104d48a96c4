// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "processes/child.h"
#include "processes/childguard.h"

#include <QProcess>

namespace tierlens {

// A server that we start ourselves.
class DirectChild : public Child
{
    Q_OBJECT
public:
    DirectChild(const Order &order, ChildGuard &guard);

    bool start() override;
    QString errorText() const override { return m_process.errorString(); }
    qint64 pid() const override { return m_process.processId(); }
    bool isRunning(std::chrono::milliseconds wait) override;

private:
    ChildGuard &m_guard;
    QProcess m_process;
};

// The environment for servers and their tools: English messages, nothing of the user's own
// Postgres settings, and no libraries of a bundle that Tierlens itself may run from.
QProcessEnvironment serverEnvironment();

} // namespace tierlens
