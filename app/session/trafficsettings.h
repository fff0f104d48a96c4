// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

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
    bool writeThrough = false; // write the new value into Redis instead of deleting the old
    bool writeBehind = false; // Redis first, Postgres a little later; wins over writeThrough
    bool negativeCaching = true; // remember for a while that there is no such row
    bool staleWhileRevalidate = false; // hand out the old answer while it is renewed
    bool earlyRefresh = false; // now and then renew before expiry (XFetch)
    bool notifyInvalidation = false; // a trigger's NOTIFY deletes keys, whoever wrote
    std::int64_t maxMemory = 64'000'000; // bytes Redis may use; sandbox only
    std::string evictionPolicy = "allkeys-lru"; // maxmemory-policy; sandbox only
    bool worldSwitch = false; // what ScenarioText::worldSwitch says
    double price = 0.02; // of one expensive answer (ScenarioText::priceLabel), in money

    bool operator==(const TrafficSettings &) const = default;
};

} // namespace tierlens
