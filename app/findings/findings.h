// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/finding.h"
#include "history/watchhistory.h"
#include "patterns/burstpairs.h"
#include "patterns/keypatterns.h"
#include "patterns/links.h"

#include <deque>
#include <map>
#include <vector>

namespace tierlens {

// Everything a rule may look at, as of `now`.
struct FindingInput
{
    SinceStart now{};
    const WatchHistory &history;
    const RedisLook *redis = nullptr; // the newest; null: not watched
    const PostgresLook *postgres = nullptr;
    const std::vector<PatternFigures> &patterns;
    const std::vector<PatternTraffic> &traffic; // of the newest burst
    const std::vector<PatternLink> &links;
};

// Recognises by itself what seems to be going on. Stays silent rather than guess: a rule speaks
// when its threshold was passed in several looks, and again only after it was over.
class Findings
{
public:
    // Once a second at most. True if something began, changed or ended.
    bool look(const FindingInput &input);
    // For what comes in single entries (slow log, statements): at each look, before look().
    void take(const RedisLook &look);
    void take(const PostgresLook &look);

    // Going on first, then the newest; at most 200 are kept.
    const std::deque<Finding> &all() const { return m_all; }
    // Those of now in the order in which one led to the other: causes first.
    std::vector<Finding> story() const;
    void restore(std::deque<Finding> all) { m_all = std::move(all); } // from a snapshot

private:
    std::deque<Finding> m_all;
};

} // namespace tierlens
