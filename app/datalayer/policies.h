// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace tierlens {

// How the data layer caches. Switched by one thread while client threads read it; every request
// goes by what it finds when it gets there. Owned by whoever starts the clients.
struct Policies
{
    std::atomic<bool> cache{true}; // off: every read asks Postgres
    std::atomic<std::int64_t> ttlMs{30'000};
    std::atomic<bool> jitter{false}; // spread expiry times over ± 20 %
    std::atomic<bool> singleFlight{true}; // one query per miss, the others wait for its answer
    std::atomic<bool> invalidateOnWrite{true}; // delete the keys a write concerns
    std::atomic<bool> writeThrough{false}; // write the new value into Redis instead of deleting
    std::atomic<bool> writeBehind{false}; // Redis first, Postgres a little later
    std::atomic<bool> negativeCaching{true}; // remember for a while that there is no such row
    std::atomic<bool> staleWhileRevalidate{false}; // hand out the old answer while it is renewed
    std::atomic<bool> earlyRefresh{false}; // now and then renew before expiry (XFetch)
    std::atomic<bool> notifyInvalidation{false}; // a trigger's NOTIFY deletes keys, whoever wrote
    std::atomic<bool> worldSwitch{false}; // what ScenarioText::worldSwitch says

    // How early earlyRefresh renews: 1 as its authors advise, more is earlier.
    std::atomic<double> earlyBeta{1.0};

    static constexpr int JitterPercent = 20;
    static constexpr int HardFactor = 2; // staleWhileRevalidate: Redis keeps it so many TTLs
    static constexpr int NothingPart = 6; // "no such row" is believed for this part of the TTL …
    static constexpr std::chrono::milliseconds NothingAtLeast{1000}; // … but so long at least
};

} // namespace tierlens
