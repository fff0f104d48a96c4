// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace tierlens {

// From now on a fault of this process (a wrong address, abort() …) leaves a crash file in the
// folder: version, system, what it was, the stack of the thread it happened in; no memory, so no
// secrets. Then the process ends as it would have. Call once, on the main thread. False where
// it cannot be done: no folder, or a sanitizer, which catches faults itself.
bool catchCrashes(const QString &folder);

} // namespace tierlens
