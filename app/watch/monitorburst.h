// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "readings/burst.h"
#include "watch/lookqueue.h"
#include "watch/watchedserver.h"

#include <functional>
#include <stop_token>

namespace tierlens {

// A bounded run of MONITOR on all primaries, each over a connection of its own that is closed at
// the end, so that the server forgets what it has not sent yet. Blocks as long as it runs. Ends
// early when the server holds back more for us than 8 MB, since we cannot follow then.
Burst runBurst(const WatchedServers &servers, BurstLimits limits, const Clock &clock,
    const std::stop_token &stop, const std::function<void(const BurstProgress &)> &progress);

} // namespace tierlens
