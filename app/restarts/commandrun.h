// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "restarts/commandend.h"

#include <QObject>
#include <QStringDecoder>
#include <QTimer>

#include <chrono>
#include <memory>
#include <thread>

namespace tierlens {

// Runs the command that restarts a server, one at a time, on a thread of its own; what it says is
// handed out about ten times a second. Stopping asks the command and all it has started to end,
// and ends them three seconds later. When this is destroyed while the command runs, it is stopped
// as well. GUI thread; nothing blocks.
class CommandRun : public QObject
{
    Q_OBJECT
public:
    explicit CommandRun(QObject *parent = nullptr);
    ~CommandRun() override;

    // Once the last one has ended. The way must be one that can be run.
    void start(const RestartWay &way, std::chrono::milliseconds limit);
    void stop();
    // It goes on to its end or its limit, unheard; the program does not end before it has.
    void letFinish();
    bool isRunning() const { return m_shared != nullptr; }

Q_SIGNALS:
    void said(const QString &text); // output and errors, as they come; at most 64 kB at a time
    void ended(const tierlens::CommandEnd &end); // once; after all it said

private:
    struct Shared;
    static void run(const std::stop_token &stop, Shared &shared);
    void take();

    std::shared_ptr<Shared> m_shared; // null: nothing runs
    std::jthread m_thread;
    QStringDecoder m_decoder;
    QTimer m_tick;
};

} // namespace tierlens
