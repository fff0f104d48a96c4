// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memoryuse.h"

#include <windows.h>

#include <psapi.h>

namespace tierlens {

double residentMegabytes()
{
    PROCESS_MEMORY_COUNTERS counters{};
    if (!GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters))
        return 0;
    return double(counters.WorkingSetSize) / 1e6;
}

} // namespace tierlens
