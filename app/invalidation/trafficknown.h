// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "invalidation/blastradius.h"

namespace tierlens {

class WatchSession;

// What a watch has seen of the traffic, as far as it helps to tell what an invalidation does: hits
// of the last 10 s by the server's own count, less those that were our own tools'; the last burst's
// patterns, scaled by how much more is read now; and what the linked query of each
// takes. GUI thread.
TrafficKnown trafficKnown(const WatchSession &session);

} // namespace tierlens
