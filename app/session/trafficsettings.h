// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace tierlens {

// How the demo asks, and by which policy it caches. Changed while it runs.
struct TrafficSettings
{
    bool running = true;
    int clients = 16; // 1 … 64
    double rate = 400; // requests per second over all clients; 0: as fast as it goes
    bool cache = true; // off: every read asks Postgres
    std::chrono::milliseconds ttl{30'000}; // 1 s … 1 h
    bool jitter = false; // spread expiry times over ± 20 %
    bool singleFlight = true; // one query per miss, the others wait for its answer
    bool invalidateOnWrite = true; // delete the keys a write concerns

    bool operator==(const TrafficSettings &) const = default;
};

} // namespace tierlens
