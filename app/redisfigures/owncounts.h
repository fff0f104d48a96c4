// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace tierlens {

class RedisReply;

// What we did to one server, counted the way it counts: each command of a pipeline, by its name in
// commandstats ("config|get"). Commands that look a key up count there as hits or misses of the
// keyspace, TYPE and EXISTS as well as GETRANGE or DUMP (each tried: tst_browsedwhilewatched;
// MEMORY USAGE, SCAN, UNLINK and RESTORE do not). An empty answer may come from an empty value as
// well as from no key at all: then it is taken for neither, so that never too much is taken off.
struct OwnCounts
{
    struct Calls
    {
        std::uint64_t calls = 0, failed = 0, rejected = 0;
    };
    std::map<std::string, Calls, std::less<>> calls;
    std::uint64_t commands = 0, hits = 0, misses = 0, errors = 0;
    std::uint64_t connections = 0, bytesIn = 0, bytesOut = 0;
    std::uint64_t rejectedConnections = 0;
    std::uint64_t connected = 0; // of our connections, open now

    // A command that was answered. `code`: the error word of an error reply, else empty.
    void answered(const std::string &name, const RedisReply &reply);
    void refused(const std::string &name, std::string_view code, std::string_view words);
    void lost(const std::string &name); // no answer; it may have been carried out
};

// "config|get" for CONFIG GET …: how commandstats names it.
std::string commandName(std::span<const std::string_view> words);
// Bytes of a command on the wire, and of a reply that came to `name`.
std::uint64_t wireBytes(std::span<const std::string_view> words);
std::uint64_t wireBytes(const RedisReply &reply, std::string_view name);

} // namespace tierlens
