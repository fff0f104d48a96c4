// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/trafficsettings.h"

#include <QString>

namespace tierlens {

// What a session is opened on.
struct SessionOptions
{
    bool sandbox = true; // private servers; otherwise the two addresses
    QString redis; // URI
    QString postgres; // URI, keywords, service=…; may be empty (PG* environment)
    QString scenario = QStringLiteral("profile");
    QString sandboxFolder; // empty: the user's cache folder
    bool freshSandbox = false;
    TrafficSettings traffic;
};

} // namespace tierlens
