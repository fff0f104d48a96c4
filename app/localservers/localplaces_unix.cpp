// SPDX-License-Identifier: GPL-3.0-or-later
#include "localservers/localplaces.h"

namespace tierlens {

// Debian; Red Hat and Arch; Redis' own example; by hand. /var/run leads to /run where there is one.
QStringList usualRedisSockets()
{
    return {QStringLiteral("/var/run/redis/redis-server.sock"),
        QStringLiteral("/var/run/redis/redis.sock"), QStringLiteral("/var/run/redis.sock"),
        QStringLiteral("/var/run/valkey/valkey-server.sock"),
        QStringLiteral("/var/run/valkey/valkey.sock"), QStringLiteral("/tmp/redis.sock")};
}

QStringList usualPostgresFolders()
{
    return {QStringLiteral("/var/run/postgresql"), QStringLiteral("/tmp")};
}

} // namespace tierlens
