// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "keyspace/countedconnection.h"
#include "redis/scanstride.h"

#include <chrono>
#include <stop_token>

namespace tierlens {

// Keeps what we ask of a server to a share of its time, and to short answers. How long it works for
// us is taken from how long an answer takes, less what the way there and back takes.
class DutyPace
{
public:
    explicit DutyPace(double duty);
    void calibrate(CountedConnection &connection); // a few PINGs; of another server: anew
    // An answer took so long: rests until our share is kept, or until a stop.
    void worked(std::chrono::steady_clock::duration took, const std::stop_token &stop);
    // For what can be asked for in parts: how many at a time (it may PING to find out), and that
    // an answer to so many came.
    std::size_t stride(CountedConnection &connection, std::size_t most);
    void searched(
        std::chrono::steady_clock::duration took, std::size_t asked, const std::stop_token &stop);

private:
    ScanStride m_stride;
    double m_duty;
    std::chrono::steady_clock::duration m_way{};
    std::chrono::steady_clock::duration m_owed{}; // rest; short ones are put together
};

// False: stopped meanwhile.
bool restFor(std::chrono::steady_clock::duration time, const std::stop_token &stop);

} // namespace tierlens
