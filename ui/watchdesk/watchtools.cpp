// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdesk/watchtools.h"

#include "audit/auditwindow.h"
#include "keyspace/keyswindow.h"
#include "live/watchsession.h"
#include "restarts/drillsdialog.h"
#include "restarts/restartdialog.h"
#include "watchdesk/leftdrills.h"

namespace tierlens {

WatchTools::WatchTools(WatchSession &session, QString settingsFolder, QWidget *window)
    : QObject(window)
    , m_session(session)
    , m_window(window)
    , m_settingsFolder(std::move(settingsFolder))
{
    // The others know from their beginning whether they may change anything: one that was opened
    // before the user decided is of no use any more.
    connect(&session, &WatchSession::mayChangeChanged, this, [this] {
        for (std::size_t i = 0; i < m_open.size(); ++i) {
            if (!m_open[i])
                continue;
            if (auto *keys = qobject_cast<KeysWindow *>(m_open[i].data())) {
                keys->setMayChange(m_session.mayChange());
                continue;
            }
            delete m_open[i];
            open(WatchTool(i));
        }
    });
}

WatchTools::~WatchTools()
{
    for (auto &open : m_open)
        delete open;
}

void WatchTools::setRoute(const QString &redis, const QString &postgres)
{
    m_redis = redis;
    m_postgres = postgres;
    tellLeftDrills(servers(), m_settingsFolder, m_window, [this] { open(WatchTool::Drills); });
}

LiveServers WatchTools::servers() const
{
    return {m_session.connection(), m_redis, m_postgres, m_session.mayChange()};
}

QWidget *WatchTools::make(WatchTool tool)
{
    switch (tool) {
    case WatchTool::Keys: {
        auto *keys = new KeysWindow(servers(), &m_session, m_window);
        connect(keys, &KeysWindow::changesRequested, this, &WatchTools::changesRequested);
        return keys;
    }
    case WatchTool::Audit:
        return new AuditWindow(servers(), &m_session, m_window);
    case WatchTool::RestartRedis:
        return new RestartDialog(servers(), &m_session, Tier::Redis, m_window);
    case WatchTool::RestartPostgres:
        return new RestartDialog(servers(), &m_session, Tier::Postgres, m_window);
    case WatchTool::Drills:
        break;
    }
    auto *drills = new DrillsDialog(servers(), &m_session, m_window);
    if (!m_settingsFolder.isEmpty())
        drills->setSettingsFolder(m_settingsFolder);
    return drills;
}

void WatchTools::open(WatchTool tool)
{
    auto &window = m_open[std::size_t(tool)];
    if (!window) {
        window = make(tool);
        window->setAttribute(Qt::WA_DeleteOnClose);
        window->setWindowFlag(Qt::Window);
    }
    window->show();
    window->raise();
    window->activateWindow();
}

} // namespace tierlens
