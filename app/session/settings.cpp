// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/settings.h"

#include "session/trafficnames.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int Format = 1;

// Kept as text, as the command line would have it.
constexpr std::pair<const char *, const char *> NamedFields[] = {
    {"traffic/write_through", "write-through"},
    {"traffic/write_behind", "write-behind"},
    {"traffic/negative_caching", "negative-caching"},
    {"traffic/stale_while_revalidate", "stale-while-revalidate"},
    {"traffic/early_refresh", "early-refresh"},
    {"traffic/notify", "notify"},
    {"traffic/max_memory", "max-memory"},
    {"traffic/eviction", "eviction"},
    {"traffic/world_switch", "world-switch"},
    {"traffic/price", "price"},
};
} // namespace

QString Settings::file(const QString &folder)
{
    const auto base = folder.isEmpty()
        ? QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation)
            + QStringLiteral("/tierlens")
        : folder;
    return base + QStringLiteral("/tierlens.ini");
}

Settings Settings::load(const QString &file)
{
    Settings settings;
    QSettings ini(file, QSettings::IniFormat);
    // Written by a later version: its values may mean something else. Kept aside, not lost.
    if (ini.value(QStringLiteral("format"), Format).toInt() > Format
        || ini.status() != QSettings::NoError) {
        QFile::remove(file + QStringLiteral(".aside"));
        QFile::rename(file, file + QStringLiteral(".aside"));
        return settings;
    }
    auto &traffic = settings.traffic;
    traffic.clients
        = std::clamp(ini.value(QStringLiteral("traffic/clients"), traffic.clients).toInt(), 1, 64);
    traffic.rate
        = std::clamp(ini.value(QStringLiteral("traffic/rate"), traffic.rate).toDouble(), 0.0, 1e6);
    const auto ttl
        = ini.value(QStringLiteral("traffic/ttl_ms"), qint64(traffic.ttl.count())).toLongLong();
    traffic.ttl = std::chrono::milliseconds(std::clamp<qlonglong>(ttl, 100, 86'400'000));
    traffic.cache = ini.value(QStringLiteral("traffic/cache"), traffic.cache).toBool();
    traffic.jitter = ini.value(QStringLiteral("traffic/jitter"), traffic.jitter).toBool();
    traffic.singleFlight
        = ini.value(QStringLiteral("traffic/single_flight"), traffic.singleFlight).toBool();
    traffic.invalidateOnWrite
        = ini.value(QStringLiteral("traffic/invalidate_on_write"), traffic.invalidateOnWrite)
              .toBool();
    for (const auto &[key, name] : NamedFields) {
        // What cannot be read leaves the usual.
        const auto saved = ini.value(QLatin1String(key)).toString();
        if (!saved.isEmpty())
            (void)setTrafficField(traffic, QLatin1String(name), saved);
    }
    const auto theme = ini.value(QStringLiteral("window/theme"), settings.theme).toString();
    if (theme == QLatin1String("dark") || theme == QLatin1String("light"))
        settings.theme = theme;
    settings.language = ini.value(QStringLiteral("window/language")).toString().left(5);
    settings.motionChosen = ini.contains(QStringLiteral("window/less_motion"));
    settings.reducedMotion = ini.value(QStringLiteral("window/less_motion"), false).toBool();
    settings.chartWindow
        = std::clamp(ini.value(QStringLiteral("window/chart_seconds"), 60).toInt(), 60, 900);
    settings.keyOrder = ini.value(QStringLiteral("window/key_order")).toString();
    settings.geometry = ini.value(QStringLiteral("window/geometry")).toByteArray();
    return settings;
}

bool Settings::save(const QString &file) const
{
    QDir().mkpath(QFileInfo(file).absolutePath());
    QSettings ini(file, QSettings::IniFormat);
    ini.setValue(QStringLiteral("format"), Format);
    ini.setValue(QStringLiteral("traffic/clients"), traffic.clients);
    ini.setValue(QStringLiteral("traffic/rate"), traffic.rate);
    ini.setValue(QStringLiteral("traffic/ttl_ms"), qint64(traffic.ttl.count()));
    ini.setValue(QStringLiteral("traffic/cache"), traffic.cache);
    ini.setValue(QStringLiteral("traffic/jitter"), traffic.jitter);
    ini.setValue(QStringLiteral("traffic/single_flight"), traffic.singleFlight);
    ini.setValue(QStringLiteral("traffic/invalidate_on_write"), traffic.invalidateOnWrite);
    for (const auto &[key, name] : NamedFields)
        ini.setValue(QLatin1String(key), trafficFieldText(traffic, QLatin1String(name)));
    ini.setValue(QStringLiteral("window/theme"), theme);
    ini.setValue(QStringLiteral("window/language"), language);
    if (motionChosen)
        ini.setValue(QStringLiteral("window/less_motion"), reducedMotion);
    ini.setValue(QStringLiteral("window/chart_seconds"), chartWindow);
    ini.setValue(QStringLiteral("window/key_order"), keyOrder);
    ini.setValue(QStringLiteral("window/geometry"), geometry);
    ini.sync();
    return ini.status() == QSettings::NoError;
}

} // namespace tierlens
