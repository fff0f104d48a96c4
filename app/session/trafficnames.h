// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "session/trafficsettings.h"

#include <QString>

#include <span>

namespace tierlens {

// One field of TrafficSettings as it is called outside of the program: on the command line, in
// settings files, in tours and comparisons.
struct TrafficField
{
    const char *name; // "single-flight"
    const char *value; // what its text looks like: "on|off", "TIME", "N|max"
    const char *help;
};

std::span<const TrafficField> trafficFields(); // all of them
const TrafficField *trafficField(const QString &name); // null: there is none

// "ttl" and "30s", "cache" and "off", "rate" and "max", "eviction" and "allkeys-lfu" …
// Leaves `traffic` as it is if name or text are wrong; the error begins with the name.
Result<Done> setTrafficField(TrafficSettings &traffic, const QString &name, const QString &text);
// The field as setTrafficField() reads it.
QString trafficFieldText(const TrafficSettings &traffic, const QString &name);

std::span<const char *const> evictionPolicies(); // Redis' own names, noeviction first

} // namespace tierlens
