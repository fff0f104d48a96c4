// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/findings.h"

#include <QString>

namespace tierlens {

// What one could type into redis-cli or psql to look closer at a finding. It reads and changes
// nothing, whoever types it. Names are quoted for where they stand. Empty: there is nothing to
// type.
QString commandFor(const Finding &finding);

} // namespace tierlens
