// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/event.h"
#include "core/result.h"

#include <QString>

namespace tierlens {

// Whether an address can be read at all, without connecting; cheap enough for every key pressed.
Result<Done> checkAddress(Tier tier, const QString &address);
QString postgresShown(const QString &connection); // user@host:port/database, without the password

} // namespace tierlens
