// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/brokenpipe.h"

#include <signal.h>

namespace tierlens {

void surviveBrokenPipes()
{
    static const bool once = [] {
        struct sigaction present = {};
        // Somebody else's handler has its reasons, and does not end the process either.
        if (sigaction(SIGPIPE, nullptr, &present) == 0 && present.sa_handler == SIG_DFL)
            signal(SIGPIPE, SIG_IGN);
        return true;
    }();
    static_cast<void>(once);
}

} // namespace tierlens
