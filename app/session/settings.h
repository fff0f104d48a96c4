// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/trafficsettings.h"

#include <QByteArray>
#include <QString>

#include <cstdint>

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
    // A file of a later version, or one that is damaged, is put aside under a name that says so.
    struct Loaded;
    static Loaded load(const QString &file);
    bool save(const QString &file) const;
};

struct Settings::Loaded
{
    enum class Fate : std::uint8_t { Read, Newer, Damaged, Unreadable };
    Settings settings; // as they are at first, where the file says nothing
    Fate fate = Fate::Read;
    QString file, aside; // where it was put; empty: it could not be

    // Otherwise the file has to stay as it is.
    bool maySave() const { return fate == Fate::Read || !aside.isEmpty(); }
    QString told() const; // what happened to it, in the language spoken by now; empty: nothing
};

} // namespace tierlens
