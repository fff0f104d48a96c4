// SPDX-License-Identifier: GPL-3.0-or-later
// By the desktop's own service (GNOME, KDE, Xfce and others have it). The bus is asked on another
// thread, since connecting to it may take a while. The hold ends with its connection.
#include "present/keepawake.h"

#ifdef TIERLENS_DBUS
#include <QDBusConnection>
#include <QDBusMessage>
#include <QThreadPool>
#include <QUuid>

#include <atomic>
#endif

namespace tierlens {

#ifdef TIERLENS_DBUS
namespace {
constexpr int AnswerWithin = 2000; // ms

void ask(const QString &connection, const QString &reason, const std::atomic<bool> &wanted)
{
    auto bus = QDBusConnection::connectToBus(QDBusConnection::SessionBus, connection);
    if (bus.isConnected() && wanted) {
        auto inhibit = QDBusMessage::createMethodCall(QStringLiteral("org.freedesktop.ScreenSaver"),
            QStringLiteral("/org/freedesktop/ScreenSaver"),
            QStringLiteral("org.freedesktop.ScreenSaver"), QStringLiteral("Inhibit"));
        inhibit << QStringLiteral("tierlens") << reason;
        bus.call(inhibit, QDBus::Block, AnswerWithin); // no service: nothing to be done
    }
    if (!wanted)
        QDBusConnection::disconnectFromBus(connection);
}
} // namespace

class KeepAwake::Hold
{
public:
    explicit Hold(const QString &reason)
    {
        QThreadPool::globalInstance()->start(
            [connection = m_connection, reason, wanted = m_wanted] {
                ask(connection, reason, *wanted);
            });
    }
    ~Hold()
    {
        *m_wanted = false;
        QThreadPool::globalInstance()->start(
            [connection = m_connection] { QDBusConnection::disconnectFromBus(connection); });
    }
    Hold(const Hold &) = delete;
    Hold &operator=(const Hold &) = delete;

private:
    const QString m_connection = QUuid::createUuid().toString();
    const std::shared_ptr<std::atomic<bool>> m_wanted = std::make_shared<std::atomic<bool>>(true);
};
#else
class KeepAwake::Hold
{
public:
    explicit Hold(const QString &) { }
};
#endif

KeepAwake::KeepAwake(const QString &reason)
    : m_hold(std::make_unique<Hold>(reason))
{ }

KeepAwake::~KeepAwake() = default;

} // namespace tierlens
