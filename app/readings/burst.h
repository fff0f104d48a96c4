// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tierlens {

struct BurstLimits
{
    std::chrono::milliseconds span{3000}; // at most 10 s
    std::size_t lines = 50000;
};

// One command as MONITOR showed it: no answer, no duration.
struct BurstLine
{
    std::chrono::microseconds at{}; // the server's clock, since the first line
    std::uint32_t client = 0; // index into Burst::clients
    std::uint32_t node = 0; // which primary
    std::string command; // lower case
    std::string key; // first argument; empty: none
};

// What a bounded run of MONITOR saw and what it did to the server.
struct Burst
{
    SinceStart at{}; // when it began
    Duration took{};
    SinceStart firstLine{}; // when the server ran the first line's command, by our clock
    bool cutByLines = false; // the limit of lines ended it
    std::vector<std::string> clients;
    std::vector<BurstLine> lines;
    double commandsBefore = 0, commandsDuring = 0; // per second, counted by the server
    std::uint64_t bytes = 0; // that the server had to send for it
    std::string problem; // empty: it worked
};

} // namespace tierlens
