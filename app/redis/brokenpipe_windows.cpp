// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/brokenpipe.h"

namespace tierlens {

void surviveBrokenPipes() { } // Windows has no such signal

} // namespace tierlens
