// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectionimport.h"
#include "localservers/localserver.h"

#include <QStringList>

#include <vector>

namespace tierlens {

// What the user's own environment and files name comes first, if it is on this computer; then the
// usual ports and sockets. Each place once, at most MostPlaces. Reads small files: for a worker.
std::vector<ServerPlace> localPlaces(const ImportSources &sources);
std::vector<ServerPlace> usualPlaces();

constexpr std::size_t MostPlaces = 40;

// Where distributions put sockets (localplaces_unix.cpp …).
QStringList usualRedisSockets(); // paths
QStringList usualPostgresFolders(); // of sockets called .s.PGSQL.PORT

} // namespace tierlens
