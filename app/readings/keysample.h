// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tierlens {

// One key as a sample found it. Source: SCAN, TYPE, PTTL, MEMORY USAGE, OBJECT IDLETIME or FREQ.
struct KeySample
{
    std::string key; // bytes, at most 512
    ValueType type = ValueType::None;
    bool expires = false;
    SinceStart expiresAt{}; // if it expires
    std::uint64_t bytes = 0; // 0: not known
    Duration idle{
        -1}; // since it was last touched, before our own look; < 0: not known (LFU policy)
    int frequency = -1; // LFU counter, logarithmic; < 0: not known
};

// Some keys of the whole keyspace, found by going through it bit by bit (SCAN). Every key is met
// about once a round, so shares of a round are shares of the keyspace.
struct KeySampling
{
    SinceStart at{};
    std::uint64_t keysInAll = 0; // DBSIZE, all primaries
    bool roundEnds = false; // the cursor came back to the beginning
    std::vector<KeySample> keys;
};

// One key event the server published (keyspace notifications); only while they are switched on.
struct KeyEvent
{
    enum class Kind : std::uint8_t { Miss, Expired, Evicted };
    SinceStart at{};
    Kind kind = Kind::Miss;
    std::string key;
};

} // namespace tierlens
