// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline/commandline.h"
#include "core/result.h"

#include <QDateTime>
#include <QObject>
#include <QTimer>

namespace tierlens {

class Session;

// A run with an end: gives the timed orders, prints a status line a second when there is no window
// to look at, and at the end compares counters with the servers once more. Its time begins with the
// first request answered. GUI thread.
class Run : public QObject
{
    Q_OBJECT
public:
    Run(Session &session, const CommandLine &line, QObject *parent = nullptr);

    QDateTime started() const { return m_started; }
    Duration ran() const; // since the first answer
    bool everythingWorked() const { return m_worked; }
    void end(); // now; what has been ordered is waited for

Q_SIGNALS:
    void finished(); // everything asked for is done and counted

private:
    void begin();
    void give(const TimedAction &action);
    void printProgress();
    void printStatus();
    void compare();
    void failed(const QString &what, const Error &error);

    Session &m_session;
    const CommandLine &m_line;
    QTimer m_status;
    QDateTime m_started;
    SinceStart m_begin{};
    QString m_lastProgress;
    int m_running = 0; // orders under way
    bool m_ending = false;
    bool m_worked = true;
};

} // namespace tierlens
