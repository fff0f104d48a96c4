// SPDX-License-Identifier: GPL-3.0-or-later
#include "findings/findings.h"

#include "findings/findingtext.h"
#include "findings/lately.h"
#include "findings/scene.h"

#include <algorithm>
#include <map>

namespace tierlens {

namespace {
constexpr std::size_t Most = 200;
constexpr std::size_t MostAtOnce = 100; // one broken application can make very many lock queues

enum class Tells { Redis, Postgres, RedisState, PostgresState };
// Whose looks tell that a finding of this kind is over. While they are missing, it stays.
Tells toldBy(const FindingName &name)
{
    switch (name.kind) {
    case FindingKind::RedisAway:
        return Tells::RedisState;
    case FindingKind::PostgresAway:
        return Tells::PostgresState;
    case FindingKind::HitRateFell:
    case FindingKind::EvictionsBegan:
    case FindingKind::MemoryFull:
    case FindingKind::NoExpiryGrowth:
    case FindingKind::ReadsSlower:
    case FindingKind::SlowCommand:
    case FindingKind::ClientsBlocked:
    case FindingKind::CacheLost:
    case FindingKind::ExpiryCliff:
    case FindingKind::HardlyEverHit:
        return Tells::Redis;
    case FindingKind::ReplicaLags:
        return name.key.starts_with("PostgreSQL") ? Tells::Postgres : Tells::Redis;
    case FindingKind::Failover:
        return name.key.starts_with("PostgreSQL") ? Tells::PostgresState : Tells::RedisState;
    case FindingKind::ConnectionsRunOut:
    case FindingKind::LockQueue:
    case FindingKind::IdleInTransaction:
    case FindingKind::StatementSlower:
    case FindingKind::StatementMore:
    case FindingKind::BufferHitFell:
    case FindingKind::Checkpoints:
    case FindingKind::Deadlocks:
    case FindingKind::TempFiles:
        break;
    }
    return Tells::Postgres;
}
} // namespace

class Findings::Engine
{
public:
    explicit Engine(FindingsLimits limits)
        : m_limits(limits)
        , m_lately(m_limits)
    { }
    Engine(const Engine &) = delete; // m_lately refers to m_limits
    Engine &operator=(const Engine &) = delete;

    Lately &lately() { return m_lately; }
    bool look(const FindingInput &input);
    std::deque<Finding> all() const;

private:
    bool see(Sign &sign, SinceStart now, SinceStart lookAt);
    bool end(const FindingScene &scene, const FindingInput &input);
    static bool wane(Seen &seen, SinceStart now);
    static SinceStart lookOf(const FindingName &name, const FindingInput &input);

    FindingsLimits m_limits;
    Lately m_lately;
    std::map<FindingName, Seen> m_seen;
    std::deque<Finding> m_over; // newest first
};

// When the look ended that a sign of this kind rests on; < 0: there is none that can tell.
SinceStart Findings::Engine::lookOf(const FindingName &name, const FindingInput &input)
{
    const auto tells = toldBy(name);
    const bool ofRedis = tells == Tells::Redis || tells == Tells::RedisState;
    return ofRedis ? (input.redis ? input.redis->at : SinceStart{-1})
                   : (input.postgres ? input.postgres->at : SinceStart{-1});
}

bool Findings::Engine::see(Sign &sign, SinceStart now, SinceStart lookAt)
{
    auto found = m_seen.find(sign.name);
    if (found == m_seen.end()) {
        if (m_seen.size() >= MostAtOnce)
            return false;
        Seen fresh;
        fresh.since = sign.since;
        fresh.before = sign.before;
        fresh.threshold = sign.threshold;
        found = m_seen.emplace(sign.name, std::move(fresh)).first;
    }
    auto &seen = found->second;
    seen.last = now;
    seen.momentary = sign.momentary;
    seen.worst = sign.worst;
    if (seen.lastLook != lookAt) {
        seen.lastLook = lookAt;
        ++seen.looks;
    }
    if (!seen.told && !sign.atOnce && seen.looks < m_limits.looks)
        return false;
    Finding finding;
    finding.kind = sign.name.kind;
    finding.level = sign.level;
    finding.since = seen.since;
    finding.subject = std::move(sign.subject);
    finding.sentence = std::move(sign.sentence);
    finding.next = std::move(sign.next);
    finding.evidence = std::move(sign.evidence);
    seen.past = sign.past.isEmpty() ? finding.sentence : std::move(sign.past);
    const bool changed = !seen.told || !(finding == seen.finding);
    seen.told = true;
    seen.finding = std::move(finding);
    return changed;
}

// It may be there again at the next look, so it is kept; but what it said of now is not so any
// more.
bool Findings::Engine::wane(Seen &seen, SinceStart now)
{
    if (seen.momentary) // told in the past from the beginning
        return false;
    auto &finding = seen.finding;
    const auto sentence = lastSeen(seen.past, now - seen.last);
    const bool changed = finding.seen != seen.last || finding.sentence != sentence;
    finding.seen = seen.last;
    finding.next.clear();
    finding.sentence = sentence;
    return changed;
}

namespace {
// Without a limit memory cannot be at it.
bool isImpossible(FindingKind kind, const FindingScene &scene)
{
    return (kind == FindingKind::EvictionsBegan || kind == FindingKind::MemoryFull)
        && scene.hasRedis() && scene.input.redis->state.maxMemory == 0;
}
} // namespace

// What was not seen in this look: a candidate was none, a finding may be over.
bool Findings::Engine::end(const FindingScene &scene, const FindingInput &input)
{
    bool changed = false;
    for (auto entry = m_seen.begin(); entry != m_seen.end();) {
        auto &seen = entry->second;
        const auto tells = toldBy(entry->first);
        const bool canTell = tells == Tells::Redis ? scene.hasRedis()
            : tells == Tells::Postgres             ? scene.hasPostgres()
                                                   : lookOf(entry->first, input) > seen.lastLook;
        // A server that answers again is not away, whereas a figure may only pause.
        const bool isState = tells == Tells::RedisState || tells == Tells::PostgresState;
        const auto lingers
            = isState && !seen.momentary ? std::min(m_limits.away, m_limits.over) : m_limits.over;
        const bool isOver = seen.last < input.now && canTell
            && (!seen.told || input.now - seen.last >= lingers
                || isImpossible(entry->first.kind, scene));
        if (!isOver) {
            if (seen.told && seen.last < input.now)
                changed |= wane(seen, input.now);
            ++entry;
            continue;
        }
        if (seen.told) {
            changed = true;
            auto finding = std::move(seen.finding);
            finding.until = std::max(seen.last, finding.since);
            finding.seen = SinceStart{-1};
            if (!seen.momentary)
                finding.next.clear();
            finding.sentence
                = seen.momentary ? seen.past : lasted(seen.past, finding.until - finding.since);
            m_over.push_front(std::move(finding));
            if (m_over.size() > Most)
                m_over.pop_back();
        }
        entry = m_seen.erase(entry);
    }
    return changed;
}

bool Findings::Engine::look(const FindingInput &input)
{
    m_lately.take(input.now, input.patterns);
    const FindingScene scene(input, m_limits, m_lately, m_seen);
    Signs signs;
    redisFindings(scene, signs);
    redisServerFindings(scene, signs);
    if (scene.hasRedis())
        m_lately.sawSlow();
    postgresFindings(scene, signs);
    sessionFindings(scene, signs);
    statementFindings(scene, signs);
    patternFindings(scene, signs);
    failoverFindings(scene, signs);
    bool changed = false;
    for (auto &sign : signs)
        changed |= see(sign, input.now, lookOf(sign.name, input));
    changed |= end(scene, input);
    return changed;
}

std::deque<Finding> Findings::Engine::all() const
{
    std::deque<Finding> all;
    for (const auto &[name, seen] : m_seen)
        if (seen.told)
            all.push_back(seen.finding);
    std::stable_sort(all.begin(), all.end(),
        [](const Finding &a, const Finding &b) { return a.since > b.since; });
    for (const auto &finding : m_over)
        if (all.size() < Most)
            all.push_back(finding);
    return all;
}

Findings::Findings(FindingsLimits limits)
    : m_engine(std::make_unique<Engine>(limits))
{ }
Findings::~Findings() = default;
Findings::Findings(Findings &&) noexcept = default;
Findings &Findings::operator=(Findings &&) noexcept = default;

void Findings::take(const RedisLook &look) { m_engine->lately().take(look); }
void Findings::take(const PostgresLook &look) { m_engine->lately().take(look); }

bool Findings::look(const FindingInput &input)
{
    const bool changed = m_engine->look(input);
    if (changed)
        m_all = m_engine->all();
    return changed;
}

} // namespace tierlens
