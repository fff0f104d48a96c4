// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"

#include <algorithm>
#include <chrono>

namespace tierlens {

// What is dear is asked as seldom as makes it a part of the budget.
class SeldomQuestion
{
public:
    explicit SeldomQuestion(std::chrono::milliseconds every)
        : m_every(every)
    { }
    void restart() { m_next = {}; }
    void setEvery(std::chrono::milliseconds every)
    {
        m_every = every;
        restart();
    }
    bool isDue(SinceStart now) const { return now >= m_next; }
    void asked(SinceStart now, Duration cost, double budget)
    {
        const auto thin = budget > 0 ? Duration(Duration::rep(double(cost.count()) / (budget / 3)))
                                     : Duration{};
        // Not to fall just behind a look that comes a moment early.
        m_next = now
            + std::max<Duration>(m_every, std::min<Duration>(thin, std::chrono::minutes(5)))
            - std::chrono::milliseconds(100);
    }

private:
    Duration m_every;
    SinceStart m_next{};
};

} // namespace tierlens
