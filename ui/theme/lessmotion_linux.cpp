// SPDX-License-Identifier: GPL-3.0-or-later
// By the desktop's portal. The bus is asked on another thread, since it may take a while.
#include "theme/lessmotion.h"

#ifdef TIERLENS_DBUS
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QPromise>
#include <QThreadPool>
#include <QUuid>

#include <memory>
#endif

namespace tierlens {

#ifdef TIERLENS_DBUS
namespace {
constexpr int PortalWithin = 3000; // ms

// a{sa{sv}}: names of groups, and in each names of settings with their values.
QMap<QString, QVariantMap> groupsIn(const QDBusArgument &argument)
{
    QMap<QString, QVariantMap> groups;
    argument.beginMap();
    while (!argument.atEnd()) {
        argument.beginMapEntry();
        QString group;
        argument >> group;
        argument.beginMap();
        while (!argument.atEnd()) {
            QString name;
            QDBusVariant value;
            argument.beginMapEntry();
            argument >> name >> value;
            argument.endMapEntry();
            groups[group].insert(name, value.variant());
        }
        argument.endMap();
        argument.endMapEntry();
    }
    argument.endMap();
    return groups;
}

void askPortal(QPromise<bool> &promise)
{
    const auto name = QUuid::createUuid().toString();
    {
        auto bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, name);
        if (bus.isConnected()) {
            auto ask
                = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.portal.Desktop"),
                    QStringLiteral("/org/freedesktop/portal/desktop"),
                    QStringLiteral("org.freedesktop.portal.Settings"), QStringLiteral("ReadAll"));
            ask << QStringList{QStringLiteral("org.freedesktop.appearance"),
                QStringLiteral("org.gnome.desktop.interface"),
                QStringLiteral("org.kde.kdeglobals.KDE")};
            const auto answer = bus.call(ask, QDBus::Block, PortalWithin);
            if (answer.type() == QDBusMessage::ReplyMessage && !answer.arguments().isEmpty())
                promise.addResult(asksForLessMotion(
                    groupsIn(answer.arguments().constFirst().value<QDBusArgument>())));
        }
    }
    QDBusConnection::disconnectFromBus(name);
}
} // namespace
#endif

QFuture<bool> systemAsksForLessMotion()
{
#ifdef TIERLENS_DBUS
    const auto promise = std::make_shared<QPromise<bool>>();
    const auto future = promise->future();
    promise->start();
    QThreadPool::globalInstance()->start([promise] {
        askPortal(*promise);
        promise->finish();
    });
    return future;
#else
    return {};
#endif
}

} // namespace tierlens
