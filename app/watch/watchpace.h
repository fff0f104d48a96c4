// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clock.h"
#include "readings/ownuse.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <string>

namespace tierlens {

// How often a source looks: as asked (1 s), slower when nobody looks (5 s), when the server is slow
// (pause ≥ 20 × what a look takes), and when our own share passes the budget. Never more seldom
// than once in 10 s, so that a busy server does not leave the window blind: a look is one bounded
// question.
class WatchPace
{
public:
    static constexpr Duration Asked = std::chrono::seconds{1};
    static constexpr Duration Hidden = std::chrono::seconds{5};
    static constexpr Duration Most = std::chrono::seconds{10};

    // Any thread.
    void setHidden(bool hidden) { m_hidden = hidden; }
    void setBudget(double share) { m_budget = share; } // of server time, 0.01 = 1 %
    double budget() const { return m_budget; }

    // The source's thread, after each look: what it took and what it used.
    void looked(Duration took, const OwnUse &own)
    {
        m_took = took;
        m_recent.push_back(own);
        Duration span{};
        for (const auto &use : m_recent)
            span += use.span;
        while (m_recent.size() > 1 && span - m_recent.front().span >= std::chrono::seconds{10}) {
            span -= m_recent.front().span;
            m_recent.pop_front();
        }
    }
    OwnUse recent() const // of the last 10 s
    {
        OwnUse sum;
        for (const auto &use : m_recent)
            sum.add(use);
        return sum;
    }
    Duration pause(std::string *reason = nullptr) const
    {
        Duration pause = Asked;
        const char *why = "";
        if (m_hidden && pause < Hidden) {
            pause = Hidden;
            why = "hidden";
        }
        if (const Duration slow = m_took * 20; slow > pause) {
            pause = slow;
            why = "slow server";
        }
        const auto own = recent();
        const double budget = m_budget;
        if (own.span > Duration::zero() && budget > 0 && own.share() > budget) {
            // What was used, spread so thin that it fits.
            const auto perLook = double(own.serverTime.count())
                / double(std::max<std::size_t>(1, m_recent.size()));
            if (const Duration thin{static_cast<Duration::rep>(perLook / budget)}; thin > pause) {
                pause = thin;
                why = "budget";
            }
        }
        if (reason)
            *reason = why;
        return std::min(pause, Most);
    }

private:
    std::atomic<bool> m_hidden{false};
    std::atomic<double> m_budget{0.01};
    Duration m_took{};
    std::deque<OwnUse> m_recent;
};

} // namespace tierlens
