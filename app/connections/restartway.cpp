// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/restartway.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <utility>

namespace tierlens {

namespace {
using WayKind = RestartWay::Kind;

struct RestartWayWords
{
    Q_DECLARE_TR_FUNCTIONS(RestartWay)
};

constexpr std::pair<const char *, WayKind> WayPrefixes[] = {
    {"systemd:", WayKind::Systemd},
    {"systemd-user:", WayKind::SystemdUser},
    {"docker:", WayKind::Docker},
    {"podman:", WayKind::Podman},
    {"command:", WayKind::Command},
};

const char *prefixOf(const QString &kept)
{
    for (const auto &[prefix, kind] : WayPrefixes) {
        if (kept.startsWith(QLatin1String(prefix)))
            return prefix;
    }
    return nullptr;
}
} // namespace

RestartWay RestartWay::read(const QString &kept)
{
    const auto text = kept.trimmed();
    if (text.isEmpty())
        return {};
    for (const auto &[prefix, kind] : WayPrefixes) {
        if (text.startsWith(QLatin1String(prefix)))
            return {kind, text.mid(QLatin1String(prefix).size()).trimmed()};
    }
    return {Kind::Command, text};
}

QString RestartWay::kept() const
{
    const auto text = name.trimmed();
    if (kind == Kind::None || (text.isEmpty() && kind == Kind::Command))
        return {};
    // A plain command stays what it was in older files.
    if (kind == Kind::Command && !prefixOf(text))
        return text;
    for (const auto &[prefix, of] : WayPrefixes) {
        if (of == kind)
            return QLatin1String(prefix) + text;
    }
    return {};
}

QString RestartWay::problem() const
{
    // What systemd and Docker themselves allow. A name that began with "-" would be an option.
    static const QRegularExpression unit(
        QStringLiteral("\\A[A-Za-z0-9_][A-Za-z0-9:_.\\\\@-]{0,254}\\z"));
    static const QRegularExpression container(
        QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9_.-]{0,254}\\z"));
    switch (kind) {
    case Kind::None:
        return {};
    case Kind::Systemd:
    case Kind::SystemdUser:
        if (name.isEmpty())
            return RestartWayWords::tr("Name the unit, for example redis-server.");
        return unit.match(name).hasMatch() ? QString()
                                           : RestartWayWords::tr("No unit can have such a name.");
    case Kind::Docker:
    case Kind::Podman:
        if (name.isEmpty())
            return RestartWayWords::tr("Name the container, for example shop-redis.");
        return container.match(name).hasMatch()
            ? QString()
            : RestartWayWords::tr("No container can have such a name.");
    case Kind::Command:
        break;
    }
    return name.isEmpty() ? RestartWayWords::tr("Type the command.") : QString();
}

QString RestartWay::program() const
{
    switch (kind) {
    case Kind::None:
        break;
    case Kind::Systemd:
    case Kind::SystemdUser:
        return QStringLiteral("systemctl");
    case Kind::Docker:
        return QStringLiteral("docker");
    case Kind::Podman:
        return QStringLiteral("podman");
    case Kind::Command:
#ifdef Q_OS_WIN
        return QStringLiteral("cmd");
#else
        return QStringLiteral("/bin/sh");
#endif
    }
    return {};
}

QStringList RestartWay::arguments() const
{
    switch (kind) {
    case Kind::None:
        break;
    case Kind::SystemdUser:
        return {QStringLiteral("--user"), QStringLiteral("restart"), name};
    case Kind::Systemd:
    case Kind::Docker:
    case Kind::Podman:
        return {QStringLiteral("restart"), name};
    case Kind::Command:
#ifdef Q_OS_WIN
        return {QStringLiteral("/c"), name};
#else
        return {QStringLiteral("-c"), name};
#endif
    }
    return {};
}

QString RestartWay::shown() const
{
    if (kind == Kind::None || kind == Kind::Command)
        return name;
    return program() + QLatin1Char(' ') + arguments().join(QLatin1Char(' '));
}

} // namespace tierlens
