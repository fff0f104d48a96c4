// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"

#include <QString>

#include <chrono>
#include <optional>

namespace tierlens {

// What the command line says about watching servers that somebody else drives.
struct WatchLine
{
    bool wanted = false; // --watch, --connection or --snapshot
    QString connection; // name of a saved one
    std::optional<Environment> environment; // of servers given by address; not given: production
    QString snapshot; // file to open instead of servers
    QString saveSnapshot; // file to write at the end
    double budget = 0.01; // share of server time
    bool isAudit = false; // --audit: a document about them, then the end
    std::chrono::milliseconds auditSpan{30'000}; // to watch before it
    std::optional<std::chrono::milliseconds> burst; // one run of MONITOR, in the middle of the run
};

} // namespace tierlens
