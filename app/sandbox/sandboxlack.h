// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "programs/programs.h"

#include <QFuture>

namespace tierlens {

// What keeps a sandbox from being started on this computer; `what` empty: nothing does. Looked for
// on a worker thread, since it runs programs to ask their versions. Where no sandbox can run at
// all, `what` is a whole sentence, and there is nothing to install.
QFuture<ProgramLack> findSandboxLack(const ProgramSearch &search);

} // namespace tierlens
