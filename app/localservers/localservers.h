// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "localservers/localserver.h"

#include <QFuture>

#include <chrono>
#include <functional>
#include <vector>

namespace tierlens {

using PlacesCall = std::function<std::vector<ServerPlace>()>; // called on the worker

constexpr std::chrono::milliseconds ProbePatience{300};

// Asks all these places at once, on a worker thread, so that it takes about as long as one that
// does not answer. Found are those that answered as a Redis or a Postgres does: Redis first, and of
// each the likeliest first (named by the user's own environment, letting one in, on a port).
QFuture<std::vector<LocalServer>> findLocalServers(
    PlacesCall places, std::chrono::milliseconds patience = ProbePatience);

} // namespace tierlens
