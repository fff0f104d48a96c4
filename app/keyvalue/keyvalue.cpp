// SPDX-License-Identifier: GPL-3.0-or-later
#include "keyvalue/keyvalue.h"

#include "keyspace/keyconnections.h"
#include "keyspace/keyworker.h"
#include "keyvalue/valuereader.h"

#include <chrono>

namespace tierlens {

namespace {

using namespace std::chrono_literals;

constexpr auto ValueTimeLimit = 5s; // of one command

} // namespace

QFuture<Result<KeyValue>> readKeyValue(
    const QString &redis, int database, const std::string &key, const KeyValueLimits &limits)
{
    return onKeyWorker<KeyValue>([redis, database, key, limits]() -> Result<KeyValue> {
        KeyConnections nodes(redis, database, ValueTimeLimit);
        if (auto done = nodes.open(); !done)
            return done.error();
        auto value = ValueReader(nodes, key, limits).read();
        // Somebody has put a value of another type there between two commands.
        if (!value && value.error().code == "WRONGTYPE") {
            if (auto done = nodes.open(); !done) // no answers left to come
                return done.error();
            value = ValueReader(nodes, key, limits).read();
        }
        return value;
    });
}

} // namespace tierlens
