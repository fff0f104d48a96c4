// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/settings.h"

#include "core/asidefile.h"
#include "session/trafficnames.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace tierlens {

namespace {
constexpr int Format = 1;

struct SettingsWords
{
    Q_DECLARE_TR_FUNCTIONS(Settings)
};

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

QString Settings::Loaded::told() const
{
    if (fate == Fate::Read)
        return {};
    if (fate == Fate::Unreadable)
        return SettingsWords::tr("The settings in %1 cannot be read. They stay as they are, and "
                                 "nothing will be saved.")
            .arg(file);
    return (fate == Fate::Newer
                   ? SettingsWords::tr("The settings are of a later version of Tierlens.")
                   : SettingsWords::tr("The file of settings is damaged."))
        + QLatin1Char(' ')
        + (aside.isEmpty()
                ? SettingsWords::tr("It could not be put aside, so nothing will be saved.")
                : SettingsWords::tr(
                    "It was put aside as %1; Tierlens begins with its own settings.")
                      .arg(aside));
}

Settings::Loaded Settings::load(const QString &file)
{
    Loaded loaded;
    loaded.file = file;
    QSettings ini(file, QSettings::IniFormat);
    (void)ini.allKeys(); // reads all of it: otherwise a section is looked at when it is asked for
    if (ini.status() == QSettings::AccessError) {
        loaded.fate = Loaded::Fate::Unreadable;
        return loaded;
    }
    bool isNumber = true;
    const int format = ini.value(QStringLiteral("format"), Format).toInt(&isNumber);
    if (isNumber && format > Format) // its values may mean something else
        loaded.fate = Loaded::Fate::Newer;
    else if (!isNumber || ini.status() != QSettings::NoError)
        loaded.fate = Loaded::Fate::Damaged;
    if (loaded.fate != Loaded::Fate::Read) {
        loaded.aside = putAside(
            file, loaded.fate == Loaded::Fate::Newer ? AsideReason::Newer : AsideReason::Damaged);
        return loaded;
    }
    auto &settings = loaded.settings;
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
    // Earlier versions wrote window/reduced_motion always; only "true" was somebody's choice.
    const bool chosenBefore = ini.value(QStringLiteral("window/reduced_motion"), false).toBool();
    settings.motionChosen = chosenBefore || ini.contains(QStringLiteral("window/less_motion"));
    settings.reducedMotion = ini.value(QStringLiteral("window/less_motion"), chosenBefore).toBool();
    settings.chartWindow
        = std::clamp(ini.value(QStringLiteral("window/chart_seconds"), 60).toInt(), 60, 900);
    settings.keyOrder = ini.value(QStringLiteral("window/key_order")).toString();
    settings.geometry = ini.value(QStringLiteral("window/geometry")).toByteArray();
    return loaded;
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
