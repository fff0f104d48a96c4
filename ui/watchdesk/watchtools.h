// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/liveservers.h"
#include "watching/watchtool.h"

#include <QObject>
#include <QPointer>
#include <QWidget>

#include <array>

namespace tierlens {

class WatchSession;

// The windows of the tools over the servers of a session: one of each at most, opened over the
// window of the watch and closed with it. Only a restart whose command runs goes on, in a window of
// its own: ended half-way, it would leave a server down. A drill that runs is stopped, and puts
// back what it has changed. GUI thread.
class WatchTools : public QObject
{
    Q_OBJECT
public:
    // `settingsFolder`: where a drill notes what it has changed; empty: the usual place.
    WatchTools(WatchSession &session, QString settingsFolder, QWidget *window);
    ~WatchTools() override;
    void setRoute(const QString &redis, const QString &postgres); // as they can be reached
    void open(WatchTool tool);
    QWidget *window(WatchTool tool) const { return m_open[std::size_t(tool)]; } // null: not open

Q_SIGNALS:
    void changesRequested(QWidget *over); // to be allowed; from which window

protected:
    bool eventFilter(QObject *watched, QEvent *event) override; // the window is closed

private:
    void changesAllowed(); // or no more
    void letRestartsFinish();
    LiveServers servers() const;
    QWidget *make(WatchTool tool);

    WatchSession &m_session;
    QWidget *m_window;
    QString m_settingsFolder, m_redis, m_postgres;
    std::array<QPointer<QWidget>, 5> m_open;
};

} // namespace tierlens
