// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline/run.h"
#include "connect/opening.h"
#include "connect/welcomepage.h"
#include "connections/addresssecrets.h"
#include "connections/connectionlist.h"
#include "connections/secrets.h"
#include "core/whendone.h"
#include "live/watchsession.h"
#include "parts/insidescreen.h"
#include "session/session.h"
#include "theme/systemtheme.h"
#include "tour/tourrun.h"
#include "window/mainwindow.h"
#include "window/shell.h"

#include <QApplication>
#include <QFuture>
#include <QPixmap>
#include <QTimer>
#include <QWidget>

#include <cstdio>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
// Servers given by address have no name of their own.
QString nameOf(const QString &redis, const QString &postgres)
{
    return redis.isEmpty() ? shownAddress(Tier::Postgres, postgres)
                           : shownAddress(Tier::Redis, redis);
}
} // namespace

void Shell::startWatch()
{
    const auto &wish = m_line.watch;
    if (m_withWindow)
        themeCalled(m_settings.theme).applyTo(*qApp);
    if (!wish.snapshot.isEmpty()) {
        WatchDesk::Order order;
        order.snapshot = wish.snapshot;
        return watch(std::move(order));
    }
    if (!wish.connection.isEmpty()) {
        const auto list = ConnectionList::load(ConnectionList::file(m_line.configFolder));
        for (const auto &connection : list.all()) {
            if (connection.name == wish.connection)
                return watchSaved(connection);
        }
        QStringList names;
        for (const auto &connection : list.all())
            names.append(connection.name);
        return leave(complain({ErrorKind::Usage, {},
            QStringLiteral("--connection %1: there is no such saved connection%2.")
                .arg(wish.connection,
                    names.isEmpty()
                        ? QString()
                        : QStringLiteral("; known are ") + names.join(QStringLiteral(", ")))
                .toStdString(),
            {}}));
    }
    if (m_line.session.sandbox) // somebody must drive it: the demo
        return open(m_line.session);
    WatchDesk::Order order;
    order.redis = m_line.session.redis;
    order.postgres = m_line.session.postgres;
    order.connection.name = nameOf(order.redis, order.postgres);
    order.connection.environment = wish.environment.value_or(Environment::Production);
    watch(std::move(order));
}

Secrets &Shell::secrets()
{
    if (!m_secrets)
        m_secrets = std::make_unique<Secrets>();
    return *m_secrets;
}

void Shell::watchSaved(const Connection &connection)
{
    if (!isUnattended()) {
        // Asks for what the keychain does not know.
        auto *opening = new Opening(connection, secrets(), nullptr);
        opening->setParent(this);
        connect(opening, &Opening::ready, this,
            [this, opening](
                const Connection &found, const QString &redis, const QString &postgres) {
                opening->deleteLater();
                watch({found, redis, postgres, 0.01, {}, false,
                    ConnectionList::file(m_line.configFolder)});
            });
        connect(opening, &Opening::failed, this, [this, opening](const QString &why) {
            opening->deleteLater();
            if (!why.isEmpty())
                std::fprintf(stderr, "tierlens: %s\n", qPrintable(why));
            welcome();
        });
        return opening->start();
    }
    const auto whole = [](Tier tier, const QString &address, const QString &secret) {
        if (address.isEmpty() || secret.isEmpty())
            return address;
        const auto with = withSecrets(tier, address, AddressSecrets::unpacked(secret));
        return with ? *with : address;
    };
    // The keychain answers when it likes, but in bounded time.
    whenDone(secrets().read(secretName(connection.id, true)), this,
        [this, connection, whole](const QString &redisSecret) {
            whenDone(m_secrets->read(secretName(connection.id, false)), this,
                [this, connection, whole, redisSecret](const QString &secret) {
                    WatchDesk::Order order;
                    order.connection = connection;
                    order.redis = whole(Tier::Redis, connection.redis, redisSecret);
                    order.postgres = whole(Tier::Postgres, connection.postgres, secret);
                    order.connectionsFile = ConnectionList::file(m_line.configFolder);
                    watch(std::move(order));
                });
        });
}

void Shell::watchDemo()
{
    if (!m_session)
        return;
    whenDone(m_session->addresses(), this, [this](const Result<ServerAddresses> &addresses) {
        if (!addresses || !m_session)
            return;
        WatchDesk::Order order;
        order.redis = addresses->redis;
        order.postgres = addresses->postgres;
        order.connection.name = m_session->connectionTitle();
        order.connection.environment
            = m_session->isSandbox() ? Environment::Sandbox : Environment::Development;
        watch(std::move(order));
    });
}

void Shell::watch(WatchDesk::Order order, std::unique_ptr<WatchSession> snapshot)
{
    if (m_line.watch.isAudit)
        return audit(order);
    WatchRun::Wishes wishes;
    order.settingsFolder = m_line.configFolder;
    order.reducedMotion = m_window ? m_window->settings().reducedMotion : m_settings.reducedMotion;
    if (m_line.watch.wanted) {
        order.budget = m_line.watch.budget;
        wishes.prints = m_line.headless;
        wishes.duration = m_line.duration;
        wishes.burst = m_line.watch.burst;
        wishes.report = m_line.report;
        wishes.snapshot = m_line.watch.saveSnapshot;
    }
    const bool sees = order.snapshot.isEmpty() && !snapshot;
    auto desk = std::make_unique<WatchDesk>(std::move(order), std::move(wishes), m_withWindow);
    if (const auto opened = desk->open(std::move(snapshot)); !opened) {
        const auto code = complain(opened.error());
        if (!m_watch)
            leave(code);
        return;
    }
    connect(desk.get(), &WatchDesk::finished, this, &Shell::watchEnded);
    connect(desk.get(), &WatchDesk::demoRequested, this,
        [this] { QTimer::singleShot(0, this, &Shell::returnToDemo); });
    connect(desk.get(), &WatchDesk::otherServersRequested, this, &Shell::leaveForOthers);
    connect(desk.get(), &WatchDesk::lessMotionChosen, this,
        [this](bool less) { setReducedMotion(less, true); });
    connect(desk.get(), &WatchDesk::snapshotChosen, this, &Shell::openRecording);
    auto *window = desk->window();
    if (window) {
        QWidget *before = m_watch ? m_watch->window() : m_window.get();
        if (before && !isUnattended())
            window->setGeometry(before->geometry());
        else
            window->resize(m_line.size);
        if (!m_line.sizeGiven && !isUnattended())
            keepInsideScreen(window);
        window->show();
        tellSettings(window);
        if (m_window)
            m_window->hide(); // the demo goes on behind it
    }
    m_watch = std::move(desk);
    m_watchSees = sees;
    m_welcome.reset();
}

void Shell::returnToDemo()
{
    if (!m_watch) // asked for twice
        return;
    if (m_session && m_window) {
        m_window->setGeometry(m_watch->window()->geometry());
        m_window->show();
        m_watch.reset();
        return;
    }
    auto options = m_line.session;
    options.sandbox = true;
    options.redis.clear();
    options.postgres.clear();
    m_line.watch.wanted = false; // they have had it
    open(options);
}

void Shell::watchEnded()
{
    if (const auto &error = m_watch->error())
        m_exitCode = complain(*error);
    m_reported = true; // the watch has written its own
    if (!m_line.grab.isEmpty() && m_watch->window()
        && !m_watch->window()->grab().save(m_line.grab, "PNG"))
        m_exitCode = complain({ErrorKind::Refused, {},
            "The picture " + m_line.grab.toStdString() + " could not be written.", {}});
    leave(m_exitCode);
}

} // namespace tierlens
