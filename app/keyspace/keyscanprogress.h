// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <cstddef>
#include <cstdint>

namespace tierlens {

// What a search may cost the server, and how far it goes.
struct KeyScanBudget
{
    int count = 100; // SCAN COUNT, at most: see ScanStride
    double duty = 0.10; // share of the server's time we may take; 1: as fast as it goes
    bool sizes = true; // MEMORY USAGE too
    std::size_t most = 10'000'000; // keys; the search ends there and says so
};

// How far the search is. Counts are of this browser.
struct KeyScanProgress
{
    enum class State : std::uint8_t { Idle, Running, Paused, Done, Failed };
    State state = State::Idle;
    std::size_t found = 0; // distinct keys
    std::int64_t expected
        = -1; // DBSIZE at the start, all primaries and databases asked for; -1: not known
    std::size_t databases = 0; // that had keys at the start, of those asked for; 0: not known
    std::size_t described = 0; // of them: type and expiry are known
    std::size_t sized = 0; // of them: size is known
    double keysPerSecond = 0; // found, over the last ten seconds; 0: not known yet
    double commandsPerSecond = 0; // ours, over the last second
    double duty = 0; // share of the last second in which the server worked for us
    Error error; // Failed, which can be resumed; Done: why not all keys are there, if so
};

} // namespace tierlens
