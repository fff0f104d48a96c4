// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "findings/finding.h"
#include "findings/findingslimits.h"
#include "history/watchhistory.h"
#include "patterns/burstpairs.h"
#include "patterns/keypatterns.h"
#include "patterns/links.h"

#include <deque>
#include <memory>
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
    const KeyPatterns *keys = nullptr; // for expiries to come; null: those are not forecast
};

// Recognises by itself what seems to be going on. Stays silent rather than guess: a rule speaks
// when its threshold was passed in several looks, and again only after it was over.
class Findings
{
public:
    explicit Findings(FindingsLimits limits = {});
    ~Findings();
    Findings(Findings &&) noexcept;
    Findings &operator=(Findings &&) noexcept;

    // Once a second at most. True if something began, changed or ended.
    bool look(const FindingInput &input);
    // For what comes in single entries (slow log, statements): at each look, before look().
    void take(const RedisLook &look);
    void take(const PostgresLook &look);

    // Going on first, then the newest; at most 200 are kept.
    const std::deque<Finding> &all() const { return m_all; }
    // Those of now in the order in which one led to the other: causes first.
    std::vector<Finding> story() const;
    // Those that held within the last minutes and do not any more: the newest end first.
    std::vector<Finding> lately(SinceStart now) const;
    static constexpr Duration Recently = std::chrono::minutes{5};

    // For snapshots: shows what was found, and looks no further.
    void restore(std::deque<Finding> findings) { m_all = std::move(findings); }

private:
    class Engine;
    std::unique_ptr<Engine> m_engine;
    std::deque<Finding> m_all;
};

// Can a finding of one kind be what led to one of the other?
bool canCause(FindingKind cause, FindingKind effect);

} // namespace tierlens
