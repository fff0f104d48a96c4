// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"

#include <QString>

#include <chrono>

namespace tierlens {

// "5s restart redis": something to do at a moment of the run. The same orders the window gives.
struct TimedAction
{
    enum class What { Restart, Crash, Freeze, Invalidate, Write, CacheOn, CacheOff, Ttl };
    std::chrono::milliseconds at{};
    What what = What::Write;
    Tier tier = Tier::Redis; // Restart, Crash, Freeze
    QString pattern; // Invalidate
    std::chrono::milliseconds span{}; // Ttl; Freeze: how long (5 s unless given)

    static Result<TimedAction> parse(const QString &text);
};

// "20s", "1.5m", "250ms", "30" (seconds)
Result<std::chrono::milliseconds> parseSpan(const QString &text);

} // namespace tierlens
