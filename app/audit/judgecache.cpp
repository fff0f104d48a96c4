// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/judging.h"
#include "core/durationtext.h"

#include <algorithm>

namespace tierlens {

namespace {
double secondsOf(Duration value) { return double(value.count()) / 1e9; }

// What Postgres would be asked without the cache; < 0: not known.
double queriesAlone(const AuditFacts &facts)
{
    if (facts.traffic.queriesPerSecond < 0)
        return -1;
    if (!facts.redis.isWanted)
        return facts.traffic.queriesPerSecond;
    return facts.traffic.hitsPerSecond < 0
        ? -1
        : facts.traffic.queriesPerSecond + facts.traffic.hitsPerSecond;
}

std::vector<CacheCriterion> criteriaOf(const AuditFacts &facts, const AuditLimits &limits)
{
    const auto &postgres = facts.postgres;
    const auto &traffic = facts.traffic;
    const auto unknown = AuditWords::tr("not measured");
    std::vector<CacheCriterion> criteria;
    const auto add = [&](const QString &text, std::optional<bool> holds, const QString &asked,
                         const QString &figure) {
        criteria.push_back({text, holds, {asked, holds ? figure : unknown, postgres.at}});
    };
    std::optional<bool> fits;
    if (postgres.isReached && postgres.sharedBuffers > 0)
        fits = postgres.databaseBytes <= postgres.sharedBuffers;
    add(AuditWords::tr("The whole database fits into Postgres' own memory (shared_buffers)."), fits,
        QStringLiteral("pg_database_size, SHOW shared_buffers"),
        AuditWords::tr("%1 of %2")
            .arg(bytesText(postgres.databaseBytes), bytesText(postgres.sharedBuffers)));

    const double alone = queriesAlone(facts);
    std::optional<bool> few, cheap, idle;
    if (alone >= 0)
        few = alone <= limits.plentyQueries;
    add(AuditWords::tr("Without the cache, Postgres would be asked at most %1 times a second.")
            .arg(limits.plentyQueries),
        few, QStringLiteral("pg_stat_statements: calls; INFO stats: keyspace_hits"),
        AuditWords::tr("%1 queries and %2 hits")
            .arg(rateText(std::max(0.0, traffic.queriesPerSecond)),
                rateText(std::max(0.0, traffic.hitsPerSecond))));
    // No query at all is as cheap as it gets.
    if (traffic.meanQuery >= Duration::zero())
        cheap = traffic.meanQuery <= limits.cheapQuery;
    else if (traffic.queriesPerSecond == 0)
        cheap = true;
    add(AuditWords::tr("A query takes %1 at most on average.").arg(durationText(limits.cheapQuery)),
        cheap, QStringLiteral("pg_stat_statements: total_exec_time / calls"),
        durationText(std::max(Duration::zero(), traffic.meanQuery)));
    const double busy = cheap && alone >= 0
        ? alone * secondsOf(std::max(Duration::zero(), traffic.meanQuery))
        : -1;
    if (busy >= 0)
        idle = busy <= limits.busyShare;
    add(AuditWords::tr("Answering all of it would keep less than %1 of one processor busy.")
            .arg(wholePercentText(limits.busyShare)),
        idle, AuditWords::tr("queries and hits a second × mean time of a query"),
        percentText(std::max(0.0, busy)));
    return criteria;
}

void judgePatterns(Judging &judging)
{
    const auto &facts = judging.facts;
    const auto &limits = judging.limits;
    const bool evictsCopies = std::any_of(facts.redis.servers.begin(), facts.redis.servers.end(),
        [](const AuditRedisServer &server) { return server.maxMemory > 0; });
    for (const auto &pattern : facts.patterns) {
        const auto name = auditText(pattern.pattern);
        if (pattern.hitRate >= 0 && pattern.reads >= limits.readsToJudge
            && pattern.hitRate < limits.hardlyHit)
            judging.add(AuditRule::HardlyHit, AuditLevel::Improve, name,
                AuditWords::tr("Do not cache %1, or keep it longer.").arg(name),
                AuditWords::tr("Nearly every look-up misses: the cache only adds a way."),
                {{QStringLiteral("MONITOR, %1").arg(durationText(facts.traffic.burst)),
                    AuditWords::tr("%1 reads, hit rate %2 (inferred)")
                        .arg(countText(pattern.reads), percentText(pattern.hitRate)),
                    facts.redis.at}});
        else if (pattern.idleShare >= limits.mostlyIdle && pattern.bytes >= limits.idleBytes)
            judging.add(AuditRule::HardlyUsed, AuditLevel::Improve, name,
                AuditWords::tr("Ask whether %1 is still needed; if so, give it a shorter expiry.")
                    .arg(name),
                AuditWords::tr("Hardly any of its keys was touched for an hour, and it takes %1.")
                    .arg(bytesText(static_cast<std::uint64_t>(pattern.bytes))),
                {{QStringLiteral("OBJECT IDLETIME"),
                    AuditWords::tr("%1 of its keys idle for more than an hour")
                        .arg(percentText(pattern.idleShare)),
                    facts.redis.at}});
        if (!pattern.table.empty() && pattern.keysWithoutExpiry() >= 0.5)
            judging.add(AuditRule::NeverExpires,
                evictsCopies ? AuditLevel::Improve : AuditLevel::Risk, name,
                AuditWords::tr("Give %1 an expiry.").arg(name),
                AuditWords::tr("It looks like a copy of %1 and never expires: an update that is "
                               "forgotten once stays wrong for ever, and memory only grows.")
                    .arg(auditText(pattern.table)),
                {{QStringLiteral("SCAN, PTTL"),
                    AuditWords::tr("%1 of its keys never expire")
                        .arg(percentText(pattern.withoutExpiry)),
                    facts.redis.at}});
    }
}
} // namespace

bool CacheWorth::allHold() const
{
    return !criteria.empty()
        && std::all_of(criteria.begin(), criteria.end(),
            [](const CacheCriterion &criterion) { return criterion.holds.value_or(false); });
}

CacheWorth judgeCache(const AuditFacts &facts, const AuditLimits &limits)
{
    CacheWorth worth;
    worth.criteria = criteriaOf(facts, limits);
    worth.bytes = facts.redis.usedMemory();
    // A read of Redis costs what the server says; if it does not say, nothing is taken off, and
    // the page says so.
    const auto read = std::max(Duration::zero(), facts.traffic.meanRead);
    for (const auto &pattern : facts.patterns) {
        if (pattern.hitsPerSecond < 0 || pattern.statement.empty()
            || pattern.missCost <= Duration::zero())
            continue;
        ++worth.measuredPatterns;
        worth.savedPerDay = worth.savedPerDay.value_or(0)
            + pattern.hitsPerSecond * secondsOf(pattern.missCost - read) * 86'400;
    }
    if (!facts.redis.isWanted || (facts.redis.isReached && facts.redis.keys() == 0))
        worth.verdict = CacheWorth::Verdict::NoCache;
    else if (worth.allHold())
        worth.verdict = CacheWorth::Verdict::NotNeeded;
    else if (worth.savedPerDay)
        worth.verdict
            = *worth.savedPerDay > 0 ? CacheWorth::Verdict::Saves : CacheWorth::Verdict::CostsMore;
    return worth;
}

void judgeBoth(Judging &judging)
{
    const auto &facts = judging.facts;
    judgePatterns(judging);
    const auto worth = judgeCache(facts, judging.limits);
    std::vector<AuditEvidence> evidence;
    for (const auto &criterion : worth.criteria)
        evidence.push_back(criterion.evidence);
    if (worth.verdict == CacheWorth::Verdict::NotNeeded)
        judging.add(AuditRule::CacheNotNeeded, AuditLevel::Improve, {},
            AuditWords::tr("Consider doing without the cache."),
            AuditWords::tr("At the load that was watched a simple tool runs fine on a database "
                           "alone: the data fits into Postgres' memory, queries are few and cheap. "
                           "What lives only in Redis would need another home first."),
            evidence);
    else if (worth.verdict == CacheWorth::Verdict::NotMeasured && facts.redis.isReached
        && facts.postgres.isReached)
        judging.add(AuditRule::MeasureMore, AuditLevel::Improve, {},
            facts.postgres.hasStatements
                ? AuditWords::tr("Audit again with a burst, at a busy hour (--burst 3s).")
                : AuditWords::tr("Switch pg_stat_statements on in Postgres and audit again with a "
                                 "burst, at a busy hour (--burst 3s)."),
            AuditWords::tr("What the cache saves could not be measured: it needs the hits of each "
                           "pattern and the time of the query that fills it."),
            {{QStringLiteral("SELECT FROM pg_extension WHERE extname = 'pg_stat_statements'"),
                 facts.postgres.hasStatements ? AuditWords::tr("there") : AuditWords::tr("missing"),
                 facts.postgres.at},
                {QStringLiteral("MONITOR"),
                    facts.traffic.burst > Duration::zero() ? durationText(facts.traffic.burst)
                                                           : AuditWords::tr("not run"),
                    facts.redis.at}});
}

} // namespace tierlens
