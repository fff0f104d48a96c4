// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/watchsession.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <optional>
#include <set>

namespace tierlens {

// A watch that somebody asked for on the command line: ends after its time, tells what it sees
// while nobody looks at a window, writes what was ordered.
class WatchRun : public QObject
{
    Q_OBJECT
public:
    struct Wishes
    {
        bool prints = false; // a status line each second, and findings as they come
        std::optional<std::chrono::milliseconds> duration;
        std::optional<std::chrono::milliseconds> burst;
        QString report, snapshot; // files; empty: none
    };
    WatchRun(WatchSession &session, Wishes wishes, QObject *parent = nullptr);
    void begin();

    // After finished(): what went wrong. No server ever answered: Unreachable; a file: Refused.
    const std::optional<Error> &error() const { return m_error; }

Q_SIGNALS:
    void finished();

private:
    void printStatus();
    void printFindings();
    void end();

    WatchSession &m_session;
    Wishes m_wishes;
    QTimer m_status;
    std::set<std::pair<int, std::string>> m_told; // findings going on
    bool m_redisSeen = false, m_postgresSeen = false;
    std::optional<Error> m_error;
};

} // namespace tierlens
