// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdesk/watchdesk.h"

#include "connections/connectionlist.h"
#include "connections/route.h"
#include "core/onworker.h"
#include "core/whendone.h"
#include "live/watchsession.h"
#include "watchdesk/watchtools.h"
#include "watching/watchwindow.h"

#include <QDateTime>
#include <QFileDialog>
#include <QMessageBox>
#include <QThreadPool>

namespace tierlens {

WatchDesk::WatchDesk(Order order, WatchRun::Wishes wishes, bool withWindow, QObject *parent)
    : QObject(parent)
    , m_order(std::move(order))
    , m_wishes(std::move(wishes))
    , m_withWindow(withWindow)
{ }

WatchDesk::~WatchDesk()
{
    m_window.reset();
    m_run.reset();
    m_session.reset();
}

Result<Done> WatchDesk::open(std::unique_ptr<WatchSession> snapshot)
{
    if (snapshot) {
        m_session = std::move(snapshot);
    } else if (m_order.snapshot.isEmpty()) {
        m_session = std::make_unique<WatchSession>(WatchOptions{
            m_order.connection, m_order.redis, m_order.postgres, m_order.budget, true});
    } else {
        auto opened = WatchSession::openSnapshot(m_order.snapshot);
        if (!opened)
            return opened.error();
        m_session = std::move(*opened);
    }
    m_run = std::make_unique<WatchRun>(*m_session, m_wishes);
    connect(m_run.get(), &WatchRun::finished, this, &WatchDesk::finished);
    connect(m_session.get(), &WatchSession::linksChanged, this, &WatchDesk::keepLinks);
    if (m_withWindow)
        buildWindow();
    // Connections begin after the first frame, never before.
    QTimer::singleShot(0, this, &WatchDesk::setOut);
    return Done{};
}

void WatchDesk::setOut()
{
    m_run->begin();
    if (m_session->isSnapshot())
        return;
    m_route = std::make_unique<Route>(m_order.connection, m_order.redis, m_order.postgres);
    connect(m_route.get(), &Route::opened, m_session.get(),
        [this](const QString &redis, const QString &postgres) {
            m_session->setRoute(redis, postgres);
            if (m_tools)
                m_tools->setRoute(redis, postgres);
            m_session->start();
        });
    connect(m_route.get(), &Route::failed, m_session.get(), &WatchSession::fail);
    m_route->open();
}

QWidget *WatchDesk::window() const { return m_window.get(); }

void WatchDesk::setReducedMotion(bool reduced)
{
    if (m_window)
        m_window->setReducedMotion(reduced);
}

void WatchDesk::buildWindow()
{
    m_window = std::make_unique<WatchWindow>(*m_session);
    m_window->setReducedMotion(m_order.reducedMotion);
    if (!m_session->isSnapshot()) {
        m_tools = new WatchTools(*m_session, m_order.settingsFolder, m_window.get());
        connect(m_window.get(), &WatchWindow::toolRequested, m_tools, &WatchTools::open);
        connect(m_tools, &WatchTools::changesRequested, m_window.get(),
            [this](QWidget *over) { m_window->askChanges(true, over); });
    }
    connect(m_window.get(), &WatchWindow::lessMotionChosen, this, &WatchDesk::lessMotionChosen);
    connect(m_window.get(), &WatchWindow::demoRequested, this, &WatchDesk::demoRequested);
    connect(m_window.get(), &WatchWindow::otherServersRequested, this,
        &WatchDesk::otherServersRequested);
    connect(m_window.get(), &WatchWindow::snapshotSaveRequested, this, &WatchDesk::saveSnapshot);
    connect(m_window.get(), &WatchWindow::snapshotOpenRequested, this, &WatchDesk::chooseSnapshot);
}

void WatchDesk::saveSnapshot()
{
    auto *dialog = new QFileDialog(
        m_window.get(), tr("Save what was seen"), QString(), tr("Snapshots (*.tierlens)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("tierlens"));
    dialog->selectFile(
        m_session->connection().name.simplified().replace(QLatin1Char('/'), QLatin1Char('-'))
        + QDateTime::currentDateTime().toString(QStringLiteral("-yyyyMMdd-HHmm")));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        // A disk may be slow, and the window must not be.
        whenDone(onWorker([file, bytes = m_session->snapshot()] {
            return WatchSession::writeSnapshot(file, bytes);
        }),
            this, [this](const Result<Done> &written) {
                if (written || !m_window)
                    return;
                auto *box = new QMessageBox(QMessageBox::Warning, QStringLiteral("Tierlens"),
                    QString::fromStdString(written.error().text), QMessageBox::Ok, m_window.get());
                box->setTextFormat(Qt::PlainText);
                box->setAttribute(Qt::WA_DeleteOnClose);
                box->open();
            });
    });
    dialog->open();
}

void WatchDesk::chooseSnapshot()
{
    auto *dialog = new QFileDialog(
        m_window.get(), tr("Open what was saved"), QString(), tr("Snapshots (*.tierlens)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &WatchDesk::snapshotChosen);
    dialog->open();
}

// What the user said about patterns and statements stays with a connection they keep.
void WatchDesk::keepLinks()
{
    if (m_order.connectionsFile.isEmpty() || m_order.connection.id.isEmpty())
        return;
    QThreadPool::globalInstance()->start(
        [file = m_order.connectionsFile, id = m_order.connection.id,
            links = m_session->connection().links] {
            auto list = ConnectionList::load(file);
            const auto *kept = list.find(id);
            if (!kept)
                return;
            auto changed = *kept;
            changed.links = links;
            list.keep(changed);
            (void)list.save();
        });
}

} // namespace tierlens
