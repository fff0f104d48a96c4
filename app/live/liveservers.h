// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"

#include <QString>

namespace tierlens {

// What a tool needs to work on the servers of a connection that is being watched.
struct LiveServers
{
    Connection connection; // name, environment, colour, restart commands
    QString redis, postgres; // whole addresses as they can be reached (tunnels, passwords and all);
                             // never shown or stored; empty: there is none
    bool mayChange = false; // the user has allowed changes on this connection
};

} // namespace tierlens
