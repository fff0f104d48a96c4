// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "live/watchrun.h"

#include <QObject>
#include <QPixmap>

#include <memory>
#include <optional>

class QWidget;

namespace tierlens {

class Route;
class WatchSession;
class WatchTools;
class WatchWindow;

// From the wish to watch a connection (or to look at a snapshot) to its session, run and window,
// and what the window asks of the world around it: files to save and open. GUI thread.
class WatchDesk : public QObject
{
    Q_OBJECT
public:
    struct Order
    {
        Connection connection;
        QString redis, postgres; // whole addresses, passwords and all
        double budget = 0.01;
        QString snapshot; // a file to look at, instead
        bool reducedMotion = false;
        QString connectionsFile{}; // where the user's say about links is kept; empty: nowhere
        QString settingsFolder{}; // empty: the usual place
    };
    WatchDesk(Order order, WatchRun::Wishes wishes, bool withWindow, QObject *parent = nullptr);
    ~WatchDesk() override;
    // Fails only for a snapshot that cannot be read, unless it has been read already.
    Result<Done> open(std::unique_ptr<WatchSession> snapshot = nullptr);

    QWidget *window() const;
    void setReducedMotion(bool reduced);
    const std::optional<Error> &error() const { return m_run->error(); } // after finished()

Q_SIGNALS:
    void finished(); // the run's time is over
    void demoRequested();
    void otherServersRequested();
    void snapshotChosen(const QString &file); // to be looked at, in place of this
    void lessMotionChosen(bool less);

private:
    void setOut(); // on the way to the servers
    void buildWindow();
    void saveSnapshot();
    void chooseSnapshot();
    void keepLinks();

    Order m_order;
    WatchRun::Wishes m_wishes;
    bool m_withWindow;
    std::unique_ptr<Route> m_route; // lives longer than the session that uses it
    std::unique_ptr<WatchSession> m_session;
    std::unique_ptr<WatchRun> m_run;
    std::unique_ptr<WatchWindow> m_window;
    WatchTools *m_tools = nullptr; // of the window
};

} // namespace tierlens
