// SPDX-License-Identifier: GPL-3.0-or-later
// Which finding led to which.
#include "findings/findings.h"

#include <algorithm>
#include <array>

namespace tierlens {

namespace {
// A cause is often recognised in its steps later than its effect; by more than this it is no cause.
constexpr Duration Slack = std::chrono::seconds{30};

struct Leads
{
    FindingKind cause, effect;
};
using Kind = FindingKind;
constexpr std::array CanCause{
    // What fills the memory, what then happens, and who has to answer for it.
    Leads{Kind::NoExpiryGrowth, Kind::EvictionsBegan},
    Leads{Kind::NoExpiryGrowth, Kind::MemoryFull},
    Leads{Kind::EvictionsBegan, Kind::HitRateFell},
    Leads{Kind::EvictionsBegan, Kind::StatementMore},
    Leads{Kind::MemoryFull, Kind::HitRateFell}, // fills are refused
    Leads{Kind::MemoryFull, Kind::StatementMore},
    Leads{Kind::RedisAway, Kind::CacheLost},
    Leads{Kind::RedisAway, Kind::HitRateFell},
    Leads{Kind::RedisAway, Kind::StatementMore},
    Leads{Kind::CacheLost, Kind::HitRateFell},
    Leads{Kind::CacheLost, Kind::StatementMore},
    Leads{Kind::ExpiryCliff, Kind::HitRateFell},
    Leads{Kind::ExpiryCliff, Kind::StatementMore},
    Leads{Kind::HitRateFell, Kind::StatementMore},
    Leads{Kind::SlowCommand, Kind::ReadsSlower},
    Leads{Kind::SlowCommand, Kind::RedisAway},
    Leads{Kind::SlowCommand, Kind::ClientsBlocked},
    Leads{Kind::SlowCommand, Kind::ReplicaLags},
    // What more questions do to Postgres.
    Leads{Kind::StatementMore, Kind::StatementSlower},
    Leads{Kind::StatementMore, Kind::BufferHitFell},
    Leads{Kind::StatementMore, Kind::TempFiles},
    Leads{Kind::StatementMore, Kind::ConnectionsRunOut},
    Leads{Kind::BufferHitFell, Kind::StatementSlower},
    Leads{Kind::TempFiles, Kind::StatementSlower},
    Leads{Kind::Checkpoints, Kind::StatementSlower},
    Leads{Kind::Checkpoints, Kind::ReplicaLags},
    Leads{Kind::IdleInTransaction, Kind::LockQueue},
    Leads{Kind::LockQueue, Kind::StatementSlower},
    Leads{Kind::LockQueue, Kind::ConnectionsRunOut},
    Leads{Kind::StatementSlower, Kind::ConnectionsRunOut},
    Leads{Kind::ConnectionsRunOut, Kind::PostgresAway}, // it refuses us, too
    // Who does not answer is replaced, and the new one may know less.
    Leads{Kind::RedisAway, Kind::Failover},
    Leads{Kind::PostgresAway, Kind::Failover},
    Leads{Kind::Failover, Kind::CacheLost},
    Leads{Kind::Failover, Kind::HitRateFell},
};
} // namespace

bool canCause(FindingKind cause, FindingKind effect)
{
    return std::any_of(CanCause.begin(), CanCause.end(),
        [&](const Leads &leads) { return leads.cause == cause && leads.effect == effect; });
}

namespace {
using Rest = std::vector<const Finding *>;

bool leadsTo(const Finding &cause, const Finding &effect)
{
    return canCause(cause.kind, effect.kind) && cause.since <= effect.since + Slack;
}

// The worst of what begins with this one: a notice that led to a problem is read before a warning.
Finding::Level worstFrom(const Finding *first, const Rest &rest)
{
    auto level = first->level;
    Rest reached{first};
    for (std::size_t i = 0; i < reached.size(); ++i) {
        level = std::max(level, reached[i]->level);
        for (const auto *other : rest)
            if (std::find(reached.begin(), reached.end(), other) == reached.end()
                && leadsTo(*reached[i], *other))
                reached.push_back(other);
    }
    return level;
}
} // namespace

// What ends in the worst first, then in the order of time; but nothing before what can have led to
// it.
std::vector<Finding> Findings::story() const
{
    Rest rest;
    for (const auto &finding : m_all)
        if (!finding.isOver() && !finding.isWaning())
            rest.push_back(&finding);
    std::stable_sort(rest.begin(), rest.end(), [](const Finding *a, const Finding *b) {
        return a->since != b->since ? a->since < b->since : a->kind < b->kind;
    });
    std::vector<Finding> story;
    while (!rest.empty()) {
        const auto hasNoCause = [&rest](const Finding *effect) {
            return std::none_of(rest.begin(), rest.end(), [effect](const Finding *cause) {
                return cause != effect && leadsTo(*cause, *effect);
            });
        };
        auto taken = rest.end();
        auto worst = Finding::Level::Notice;
        for (auto one = rest.begin(); one != rest.end(); ++one) {
            if (!hasNoCause(*one))
                continue;
            const auto level = worstFrom(*one, rest);
            if (taken == rest.end() || level > worst) {
                taken = one;
                worst = level;
            }
        }
        if (taken == rest.end())
            taken = rest.begin();
        story.push_back(**taken);
        rest.erase(taken);
    }
    return story;
}

std::vector<Finding> Findings::lately(SinceStart now) const
{
    std::vector<Finding> past;
    for (const auto &finding : m_all)
        if (finding.isWaning() || (finding.isOver() && now - finding.until < Recently))
            past.push_back(finding);
    std::stable_sort(past.begin(), past.end(),
        [](const Finding &a, const Finding &b) { return a.lastSeen() > b.lastSeen(); });
    return past;
}

} // namespace tierlens
