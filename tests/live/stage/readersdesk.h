// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#ifdef TIERLENS_DBUS
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusReply>
#include <QDBusVariant>
#include <QElapsedTimer>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <vector>

namespace tierlens::test {

// A desktop that nobody sees, for a program and its screen reader: a display (Xvfb), a session bus
// and the accessibility bus that belongs to it (at-spi2-core), all of them its own.
class ReadersDesk
{
public:
    ~ReadersDesk()
    {
        for (auto *process : {&m_program, &m_bus, &m_display}) {
            if (process->state() == QProcess::NotRunning)
                continue;
            process->terminate();
            if (!process->waitForFinished(15'000)) {
                process->kill();
                process->waitForFinished(5000);
            }
        }
        for (const char *name : {"desk-session", "desk-reader"})
            QDBusConnection::disconnectFromBus(QLatin1String(name));
    }

    // What is missing here, in a sentence; empty: all is there and runs.
    QString open()
    {
        for (const char *needed : {"Xvfb", "dbus-daemon"}) {
            if (QStandardPaths::findExecutable(QLatin1String(needed)).isEmpty())
                return QStringLiteral("no %1 here").arg(QLatin1String(needed));
        }
        m_environment = QProcessEnvironment::systemEnvironment();
        m_environment.remove(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"));
        m_environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
        m_environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_folder.path());
        m_environment.insert(QStringLiteral("XDG_CACHE_HOME"), m_folder.path());
        // -noreset: when its last client leaves it would close its door for a moment, and refuse
        // the program that comes just then.
        const auto number = firstLine(m_display, QStringLiteral("Xvfb"),
            {QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-noreset"),
                QStringLiteral("-screen"), QStringLiteral("0"), QStringLiteral("1600x1000x24"),
                QStringLiteral("-nolisten"), QStringLiteral("tcp")});
        if (number.isEmpty())
            return QStringLiteral("Xvfb does not start");
        m_environment.insert(QStringLiteral("DISPLAY"), QLatin1Char(':') + number);
        const auto address = firstLine(m_bus, QStringLiteral("dbus-daemon"),
            {QStringLiteral("--session"), QStringLiteral("--nofork"), QStringLiteral("--nopidfile"),
                QStringLiteral("--print-address=1")});
        if (address.isEmpty())
            return QStringLiteral("no session bus can be started");
        m_environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), address);
        const auto session = QDBusConnection::connectToBus(address, QStringLiteral("desk-session"));
        QDBusInterface accessibility(QStringLiteral("org.a11y.Bus"),
            QStringLiteral("/org/a11y/bus"), QStringLiteral("org.a11y.Bus"), session);
        const QDBusReply<QString> reader = accessibility.call(QStringLiteral("GetAddress"));
        if (!reader.isValid())
            return QStringLiteral("no accessibility bus (at-spi2-core) here: %1")
                .arg(reader.error().message());
        m_reader = QDBusConnection::connectToBus(reader.value(), QStringLiteral("desk-reader"));
        return m_reader.isConnected() ? QString()
                                      : QStringLiteral("the accessibility bus does not answer");
    }

    bool start(const QString &program, const QStringList &arguments)
    {
        auto environment = m_environment;
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
        // As if a screen reader had said on the bus that it is there.
        environment.insert(QStringLiteral("QT_LINUX_ACCESSIBILITY_ALWAYS_ON"), QStringLiteral("1"));
        m_program.setProcessEnvironment(environment);
        m_program.setProcessChannelMode(QProcess::MergedChannels);
        m_program.start(program, arguments);
        return m_program.waitForStarted();
    }
    bool isRunning() const { return m_program.state() == QProcess::Running; }
    QString said() { return QString::fromUtf8(m_program.readAll()); }
    const QDBusConnection &reader() const { return m_reader; }

private:
    QString firstLine(QProcess &process, const QString &program, const QStringList &arguments)
    {
        process.setProcessEnvironment(m_environment);
        process.setStandardErrorFile(QProcess::nullDevice());
        process.start(program, arguments);
        QElapsedTimer clock;
        clock.start();
        while (!process.canReadLine() && clock.elapsed() < 20'000) {
            if (!process.waitForReadyRead(500) && process.state() == QProcess::NotRunning)
                return {};
        }
        return QString::fromUtf8(process.readLine()).trimmed();
    }

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QProcess m_display, m_bus, m_program;
    QDBusConnection m_reader{QString()};
};

// Something on the accessibility bus, as a screen reader asks about it.
class HeardPart
{
public:
    enum State { Enabled = 8, Focusable = 11, Showing = 25 }; // as AT-SPI numbers them

    HeardPart() = default;
    HeardPart(QDBusConnection bus, QString service, QString path)
        : m_bus(std::move(bus))
        , m_service(std::move(service))
        , m_path(std::move(path))
    { }
    static HeardPart desktop(const QDBusConnection &bus)
    {
        return {bus, QStringLiteral("org.a11y.atspi.Registry"),
            QStringLiteral("/org/a11y/atspi/accessible/root")};
    }

    bool isThere() const { return !m_service.isEmpty(); }
    QString name() const { return property("Accessible", "Name").toString(); }
    QString description() const { return property("Accessible", "Description").toString(); }
    int childCount() const { return property("Accessible", "ChildCount").toInt(); }
    QString role() const { return ask("Accessible", "GetRoleName").value(0).toString(); }
    QStringList interfaces() const
    {
        return ask("Accessible", "GetInterfaces").value(0).toStringList();
    }
    bool has(State state) const
    {
        const auto answer = ask("Accessible", "GetState").value(0);
        if (!isPacked(answer))
            return false;
        const auto words = answer.value<QDBusArgument>();
        quint32 low = 0, high = 0;
        words.beginArray();
        words >> low >> high;
        words.endArray();
        return ((low >> int(state)) & 1U) != 0;
    }
    int actionCount() const { return property("Action", "NActions").toInt(); }
    bool act() const { return ask("Action", "DoAction", {0}).value(0).toBool(); }
    HeardPart child(int index) const
    {
        const auto answer = ask("Accessible", "GetChildAtIndex", {index});
        if (answer.isEmpty() || !isPacked(answer.first()))
            return {}; // it has just gone
        const auto reference = answer.first().value<QDBusArgument>();
        QString service;
        QDBusObjectPath path;
        reference.beginStructure();
        reference >> service >> path;
        reference.endStructure();
        if (path.path().endsWith(QLatin1String("/null")))
            return {};
        return {m_bus, service, path.path()};
    }

private:
    static bool isPacked(const QVariant &answer)
    {
        return answer.userType() == qMetaTypeId<QDBusArgument>();
    }
    QVariantList ask(const char *part, const char *what, const QVariantList &with = {}) const
    {
        auto call = QDBusMessage::createMethodCall(m_service, m_path,
            QStringLiteral("org.a11y.atspi.") + QLatin1String(part), QLatin1String(what));
        call.setArguments(with);
        return m_bus.call(call, QDBus::Block, 10'000).arguments();
    }
    QVariant property(const char *part, const char *what) const
    {
        auto call = QDBusMessage::createMethodCall(m_service, m_path,
            QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
        call.setArguments(
            {QStringLiteral("org.a11y.atspi.") + QLatin1String(part), QLatin1String(what)});
        const auto answer = m_bus.call(call, QDBus::Block, 10'000).arguments();
        return answer.isEmpty() ? QVariant() : answer.first().value<QDBusVariant>().variant();
    }

    QDBusConnection m_bus{QString()};
    QString m_service, m_path;
};

} // namespace tierlens::test
#endif
