// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "audit/auditadvice.h"

#include <optional>
#include <vector>

namespace tierlens {

// One condition under which a database alone is enough.
struct CacheCriterion
{
    QString text; // "The whole database fits into Postgres' own memory (shared_buffers)"
    std::optional<bool> holds; // none: not measured
    AuditEvidence evidence;
};

struct CacheWorth
{
    enum class Verdict : std::uint8_t {
        NoCache, // no Redis in the connection, or no key in it
        NotNeeded, // all criteria hold
        Saves, // measured: it saves Postgres more than it costs
        CostsMore, // measured: reading it takes longer than asking Postgres
        NotMeasured
    };
    Verdict verdict = Verdict::NotMeasured;
    std::vector<CacheCriterion> criteria;
    bool allHold() const; // every criterion is known and holds
    // Over patterns with measured hits and a known statement: hits × (its mean − one read of
    // Redis), scaled from the burst to a day. Seconds; none: no such pattern.
    std::optional<double> savedPerDay;
    std::size_t measuredPatterns = 0;
    std::uint64_t bytes = 0; // memory Redis uses
};
CacheWorth judgeCache(const AuditFacts &facts, const AuditLimits &limits = {});

// Patterns with keys that never expire and seem to be nowhere else; most keys first.
std::vector<const AuditPatternFacts *> onlyInRedis(const AuditFacts &facts);

// What to do, most dangerous first. Looks at nothing but the facts.
std::vector<AuditAdvice> judge(const AuditFacts &facts, const AuditLimits &limits = {});

} // namespace tierlens
