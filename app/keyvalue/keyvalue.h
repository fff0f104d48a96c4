// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "keytable/keytable.h"

#include <QFuture>
#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace tierlens {

// A part of a key's value, read within limits. Only reading commands (GETRANGE, STRLEN, HSCAN,
// LRANGE, SSCAN, ZRANGE, XRANGE, OBJECT…), never the whole of something big.
struct KeyValue
{
    KeyType type = KeyType::Unknown;
    bool exists = true;
    std::int64_t length = 0; // bytes of a string; elements of others
    std::int64_t bytes = -1; // MEMORY USAGE
    std::int64_t expiresAt = 0; // as in KeyRow
    std::string encoding; // "listpack", …
    std::int64_t idleSeconds = -1; // -1: not known (an LFU policy)
    struct Part
    {
        std::string
            field; // of hashes, the index in lists, the score in sorted sets, the ID in streams
        std::string value; // at most Limits::bytesEach
        std::int64_t length = 0; // of the whole value
    };
    std::vector<Part> parts; // a string: one part
    bool isWhole = true; // nothing was left out
};

struct KeyValueLimits
{
    std::int64_t bytesEach = 32 * 1024; // of a string, or of one element; a window shows it at once
    int elements = 200;
    std::int64_t offset = 0; // into a string (bytes) or list/sorted set/stream (elements)
};

// Any thread; on a connection and a worker of its own, with a time limit. The error is a sentence.
QFuture<Result<KeyValue>> readKeyValue(
    const QString &redis, int database, const std::string &key, const KeyValueLimits &limits = {});

} // namespace tierlens
