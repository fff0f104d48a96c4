// SPDX-License-Identifier: GPL-3.0-or-later
#include "programs/installcommand.h"

#include <QLatin1String>
#include <QRegularExpression>
#include <QStringList>
#include <QVersionNumber>

namespace tierlens {

namespace {

struct PackageNames
{
    const char *ids; // of /etc/os-release
    int since; // first major version these hold for; 0: all that have no row above
    const char *tool, *postgres, *redis;
};

// The newest of a system first. Red Hat and SUSE keep pg_stat_statements in a package of its own.
// Fedora 41, Red Hat 10 and Arch have Valkey in Redis' place.
constexpr PackageNames Systems[] = {
    {"debian ubuntu linuxmint raspbian", 0, "sudo apt install", "postgresql", "redis-server"},
    {"fedora", 0, "sudo dnf install", "postgresql-server postgresql-contrib", "valkey"},
    {"rhel centos rocky almalinux ol", 10, "sudo dnf install",
        "postgresql-server postgresql-contrib", "valkey"},
    {"rhel centos rocky almalinux ol", 0, "sudo dnf install",
        "postgresql-server postgresql-contrib", "redis"},
    {"amzn", 0, "sudo dnf install", "postgresql15-server postgresql15-contrib", "redis6"},
    {"arch manjaro endeavouros", 0, "sudo pacman -S", "postgresql", "valkey"},
    {"alpine", 0, "sudo apk add", "postgresql postgresql-contrib", "redis"},
    {"opensuse suse sles opensuse-leap opensuse-tumbleweed", 0, "sudo zypper install",
        "postgresql-server postgresql-contrib", "redis"},
    {"gentoo", 0, "sudo emerge", "dev-db/postgresql", "dev-db/redis"},
    {"void", 0, "sudo xbps-install", "postgresql17 postgresql17-contrib", "redis"},
    {"nixos", 0, "nix-env -iA", "nixos.postgresql", "nixos.redis"},
    {"freebsd", 0, "sudo pkg install", "postgresql17-server postgresql17-contrib", "redis"},
};

QString releaseField(const QString &osRelease, const char *name)
{
    const QRegularExpression line(
        QLatin1String("^") + QLatin1String(name) + QLatin1String("=[\"']?([^\"'\\n]*)[\"']?$"),
        QRegularExpression::MultilineOption);
    return line.match(osRelease).captured(1).trimmed().toLower();
}

// The system itself first, then what it is made after, nearest first.
const PackageNames *systemOf(const QString &osRelease)
{
    const auto self = releaseField(osRelease, "ID");
    const auto ids = (self + QLatin1Char(' ') + releaseField(osRelease, "ID_LIKE"))
                         .split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const int major
        = QVersionNumber::fromString(releaseField(osRelease, "VERSION_ID")).majorVersion();
    for (const auto &id : ids) {
        for (const auto &system : Systems) {
            if (major >= system.since
                && QString::fromLatin1(system.ids).split(QLatin1Char(' ')).contains(id))
                return &system;
        }
    }
    return nullptr;
}

} // namespace

QString installCommand(const QString &osRelease, bool postgres, bool redis)
{
    const auto *system = systemOf(osRelease);
    if (!system)
        return {};
    // Fedora Silverblue and its like have no dnf that installs.
    const auto variant = releaseField(osRelease, "VARIANT_ID");
    const bool isLayered = variant == QLatin1String("silverblue")
        || variant == QLatin1String("kinoite") || variant == QLatin1String("sericea");
    QStringList words{
        isLayered ? QStringLiteral("sudo rpm-ostree install") : QString::fromLatin1(system->tool)};
    if (postgres)
        words << QLatin1String(system->postgres);
    if (redis)
        words << QLatin1String(system->redis);
    return words.join(QLatin1Char(' '));
}

} // namespace tierlens
