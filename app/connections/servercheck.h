// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connectioncheck.h"
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"

namespace tierlens {

// The two halves of checkConnection(). Blocking; any thread.
RedisOptions redisCheckOptions(const RedisAddress &address);
PostgresOptions postgresCheckOptions(const QString &address);
ConnectionCheck checkRedis(const QString &address);
ConnectionCheck checkPostgres(const QString &address);

} // namespace tierlens
