// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <QString>

namespace tierlens {

// Where the server programs are, and their versions ("15.20", "7.0.15").
struct Programs
{
    QString initdb, postgres, redis;
    QString postgresVersion, redisVersion;
};

} // namespace tierlens
