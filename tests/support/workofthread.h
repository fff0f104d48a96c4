// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ctime>

namespace tierlens::test {

// Milliseconds of a processor that this thread has had.
inline double workOfThread()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

} // namespace tierlens::test
