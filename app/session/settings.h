// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/trafficsettings.h"

#include <QByteArray>
#include <QString>

namespace tierlens {

// What survives a restart of Tierlens. Loaded once, passed on, saved at the end; never a password.
struct Settings
{
    TrafficSettings traffic;
    QString theme = QStringLiteral("system"); // system, dark, light
    QString language; // "de"; empty: as the system
    bool reducedMotion = false; // as it is now; kept only if the user chose it
    bool motionChosen = false; // false: as the system
    int chartWindow = 60; // seconds
    QString keyOrder; // of the list of keys, as the panel calls it; empty: its own
    QByteArray geometry;

    static QString file(const QString &folder); // empty folder: the user's
    static Settings load(const QString &file);
    bool save(const QString &file) const;
};

} // namespace tierlens
