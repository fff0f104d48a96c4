// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backoff.h"

#include <algorithm>
#include <random>

namespace tierlens {

using namespace std::chrono_literals;

void Backoff::failed()
{
    m_pause = std::clamp<std::chrono::milliseconds>(m_pause * 2, 10ms, 500ms);
    thread_local std::minstd_rand random{std::random_device{}()};
    const auto percent = std::uniform_int_distribution(75, 125)(random);
    m_next = std::chrono::steady_clock::now() + m_pause * percent / 100;
}

void Backoff::succeeded()
{
    m_pause = 0ms;
    m_next = {};
}

} // namespace tierlens
