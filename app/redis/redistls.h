// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "redis/redisaddress.h"

#include <optional>

struct redisContext;

namespace tierlens {

// Whether this build can do TLS for Redis (hiredis from 1.0 on).
Result<Done> checkRedisTls(const RedisAddress &address);
// Encrypts a connection that was just made, and checks that the certificate is the host's.
Result<Done> startRedisTls(redisContext *context, const RedisAddress &address);
// What the server said before it hung up: with TLS 1.3 it judges a client's certificate only after
// the handshake. Asked on the thread on which the connection failed.
std::optional<Error> redisTlsAlert(const RedisAddress &address);

} // namespace tierlens
