// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <chrono>
#include <cstdint>
#include <vector>

namespace tierlens {

struct Policies;

// One way to cache, as plain values: a side of an experiment. The fields mean what those of
// Policies mean.
struct PolicySet
{
    bool cache = true;
    std::chrono::milliseconds ttl{30'000};
    bool jitter = false;
    bool singleFlight = true;
    bool invalidateOnWrite = true;
    bool writeThrough = false;
    bool writeBehind = false;
    bool negativeCaching = true;
    bool staleWhileRevalidate = false;
    bool earlyRefresh = false;
    bool notifyInvalidation = false;
    bool worldSwitch = false;
    // Bytes Redis may use for keys, on top of what it uses without any; 0: as it is set. And
    // maxmemory-policy; empty: as it is set. For the sandbox's Redis alone.
    std::int64_t roomForKeys = 0;
    QString evictionPolicy;

    void applyTo(Policies &policies) const;
    bool changesRedis() const { return roomForKeys > 0 || !evictionPolicy.isEmpty(); }
    bool operator==(const PolicySet &) const = default;

    struct Switch
    {
        const char *id; // as on the command line: "single-flight"
        QString label, help;
        bool PolicySet::*field;
    };
    static std::vector<Switch> switches(); // all that can be on or off
    QString differences(const PolicySet &other) const; // "cache on, TTL 2 s": what is not as there
};

} // namespace tierlens
