// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdesk/watchtools.h"

#include "audit/auditwindow.h"
#include "keyspace/keyswindow.h"
#include "live/watchsession.h"
#include "restarts/drillsdialog.h"
#include "restarts/restartdialog.h"
#include "watchdesk/leftdrills.h"

#include <QCoreApplication>
#include <QEvent>

namespace tierlens {

WatchTools::WatchTools(WatchSession &session, QString settingsFolder, QWidget *window)
    : QObject(window)
    , m_session(session)
    , m_window(window)
    , m_settingsFolder(std::move(settingsFolder))
{
    connect(&session, &WatchSession::mayChangeChanged, this, &WatchTools::changesAllowed);
    window->installEventFilter(this);
}

WatchTools::~WatchTools()
{
    letRestartsFinish();
    for (auto &open : m_open)
        delete open;
}

void WatchTools::changesAllowed()
{
    for (std::size_t i = 0; i < m_open.size(); ++i) {
        auto *window = m_open[i].data();
        if (!window)
            continue;
        if (auto *keys = qobject_cast<KeysWindow *>(window)) {
            keys->setMayChange(m_session.mayChange());
            continue;
        }
        if (auto *drills = qobject_cast<DrillsDialog *>(window)) {
            drills->setMayChange(m_session.mayChange());
            continue;
        }
        // The order was given while it was allowed, and a server may be down half-way through it;
        // afterwards it shows what it has cost.
        const auto *restart = qobject_cast<RestartDialog *>(window);
        if (restart && restart->isOrdered())
            continue;
        // The others know from their beginning whether they may change anything: one that was
        // opened before the user decided is of no use any more.
        delete window;
        open(WatchTool(i));
    }
}

// As windows of their own they also keep the program from ending with the last other window.
void WatchTools::letRestartsFinish()
{
    for (auto &open : m_open) {
        auto *restart = qobject_cast<RestartDialog *>(open.data());
        if (!restart || !restart->isRunning())
            continue;
        const auto place = restart->geometry();
        restart->setParent(nullptr, Qt::Window);
        restart->setGeometry(place);
        restart->show();
        connect(qApp, &QCoreApplication::aboutToQuit, restart, &QObject::deleteLater);
        open = nullptr;
    }
}

bool WatchTools::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_window && event->type() == QEvent::Close)
        letRestartsFinish();
    return QObject::eventFilter(watched, event);
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
        connect(keys, &KeysWindow::changesRequested, this,
            [this, keys] { Q_EMIT changesRequested(keys); });
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
