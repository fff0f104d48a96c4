// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace tierlens {

// Growing, jittered pauses between tries: 10 ms, doubling up to 500 ms, each ± 25 %, so that many
// clients do not come back in step.
class Backoff
{
public:
    bool isDue() const { return std::chrono::steady_clock::now() >= m_next; }
    void failed();
    void succeeded();
    std::chrono::milliseconds pause() const { return m_pause; } // the one being waited for

private:
    std::chrono::steady_clock::time_point m_next{};
    std::chrono::milliseconds m_pause{0};
};

} // namespace tierlens
