// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tierlens {

// One line of MONITOR: 1700000000.123456 [0 127.0.0.1:5000] "get" "profile:1"
struct MonitorLine
{
    std::chrono::microseconds at{}; // Unix time, the server's clock
    int database = 0;
    std::string_view client; // address; "lua": by a script; "unix:/path" for all on a socket
    std::string command; // lower case, at most 64 bytes
    std::string first; // its first argument, at most 256 bytes
    std::string key; // the first key, at most 256 bytes; empty: it has none
};

// Nothing if it is no such line ("OK").
std::optional<MonitorLine> parseMonitorLine(std::string_view line);

} // namespace tierlens
