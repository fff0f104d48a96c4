// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection.h"
#include "core/event.h"

#include <QFuture>
#include <QString>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tierlens {

// One thing that a restart will do, as a sentence.
struct ForecastLine
{
    QString text;
    bool isLoss = false; // something ends or is gone, rather than merely waits
};

// What restarting a server will do to it and to those who use it, read from the server just now.
struct RestartForecast
{
    std::vector<ForecastLine> lines;
    QString problem; // why it could not be read; empty: it was
};

// Looks with reading commands and statements only, on a worker thread, bounded to some seconds.
// The address is whole and leads to the server.
QFuture<RestartForecast> forecastRestart(Tier tier, const QString &address);
// The two halves. Blocking; any thread.
RestartForecast forecastRedis(const QString &address);
RestartForecast forecastPostgres(const QString &address);

// What becomes of the keys of a Redis, from its INFO and its settings appendfsync (empty: not
// known) and save (nothing: we may not read it).
ForecastLine forecastKeys(
    std::string_view info, const std::string &fsync, const std::optional<std::string> &save);

// A unit, a container or a command is this computer's: a sentence if the server is on another one;
// empty: it is here, or a command may well lead there.
QString restartPlaceNote(const Connection &connection, Tier tier);

} // namespace tierlens
