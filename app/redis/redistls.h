// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"
#include "redis/redisaddress.h"

struct redisContext;

namespace tierlens {

// Encrypts a connection that was just made, and checks that the certificate is the host's.
// Fails in a build without TLS for Redis (hiredis before 1.0).
Result<Done> startRedisTls(redisContext *context, const RedisAddress &address);

} // namespace tierlens
