// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/redistls.h"

namespace tierlens {

Result<Done> startRedisTls(redisContext *, const RedisAddress &address)
{
    return Error{ErrorKind::Usage, {},
        "Redis at " + address.shown()
            + " was asked for by rediss://, and this build has no TLS for Redis; use redis:// "
              "or a tunnel.",
        {}};
}

} // namespace tierlens
