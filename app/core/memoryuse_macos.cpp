// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/memoryuse.h"

#include <mach/mach.h>

namespace tierlens {

double residentMegabytes()
{
    mach_task_basic_info info{};
    mach_msg_type_number_t count = MACH_TASK_BASIC_INFO_COUNT;
    const auto status = task_info(
        mach_task_self(), MACH_TASK_BASIC_INFO, reinterpret_cast<task_info_t>(&info), &count);
    return status == KERN_SUCCESS ? double(info.resident_size) / 1e6 : 0;
}

} // namespace tierlens
