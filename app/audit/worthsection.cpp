// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/documentparts.h"
#include "core/durationtext.h"

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
using WorthTone = AuditStatement::Tone;

// What a read takes of a server's time is less than the smallest that durations show.
QString readText(Duration read)
{
    return read < std::chrono::microseconds{10}
        ? AuditWords::tr("%1 µs").arg(double(read.count()) / 1e3, 0, 'f', 1)
        : durationText(read);
}

// Less than that of one processor, a day through.
constexpr double LittleWork = 0.01 * 86'400; // seconds a day

AuditStatement verdictOf(const AuditFacts &facts, const CacheWorth &worth)
{
    using Verdict = CacheWorth::Verdict;
    switch (worth.verdict) {
    case Verdict::NoCache:
        return worth.allHold()
            ? AuditStatement{AuditWords::tr("There is no cache, and at the load that was watched "
                                            "none is needed: a simple tool runs fine on a database "
                                            "alone."),
                {}, WorthTone::Good}
            : AuditStatement{AuditWords::tr("There is no cache. Whether one would help is told by "
                                            "the conditions below."),
                {}, WorthTone::Plain};
    case Verdict::NotNeeded:
        return {
            AuditWords::tr("A simple tool runs fine on a database alone, and at the load that "
                           "was watched this is one: all conditions below hold. The cache costs "
                           "%1 of memory and care.")
                .arg(bytesText(worth.bytes)),
            {infoEvidence(facts.redis, "memory", bytesText(worth.bytes))}, WorthTone::Plain};
    case Verdict::Saves:
        if (worth.savedPerDay.value_or(0) < LittleWork)
            return {
                AuditWords::tr("As far as it could be measured, it takes little work off Postgres "
                               "(less than 1 % of one processor), for %1 of memory.")
                    .arg(bytesText(worth.bytes)),
                {infoEvidence(facts.redis, "memory", bytesText(worth.bytes))}, WorthTone::Plain};
        return {AuditWords::tr("It earns its keep: it takes work off Postgres, for %1 of memory.")
                    .arg(bytesText(worth.bytes)),
            {infoEvidence(facts.redis, "memory", bytesText(worth.bytes))}, WorthTone::Good};
    case Verdict::CostsMore:
        return {AuditWords::tr("Reading the cache takes the servers longer than asking Postgres "
                               "would."),
            {infoEvidence(facts.redis, "memory", bytesText(worth.bytes))}, WorthTone::Bad};
    case Verdict::NotMeasured:
        break;
    }
    return {AuditWords::tr("Not measured: the hits of each kind of key and the time of the query "
                           "that fills it have to be known."),
        {}, WorthTone::Unknown};
}

AuditStatement savedStatement(const AuditFacts &facts, const CacheWorth &worth)
{
    const auto &traffic = facts.traffic;
    const bool knowsReads = traffic.meanRead >= Duration::zero();
    return {AuditWords::tr("Measured (kinds of keys: %1): about %2 of Postgres' time %3 a day, if "
                           "every second of the day were like the %4 that were listened to.")
                .arg(worth.measuredPatterns)
                .arg(auditSpan(std::abs(*worth.savedPerDay)),
                    *worth.savedPerDay >= 0 ? AuditWords::tr("saved")
                                            : AuditWords::tr("spent for nothing"),
                    durationText(traffic.burst)),
        {{AuditWords::tr("hits a second (MONITOR) × (mean of the query in pg_stat_statements − one "
                         "read of Redis)"),
            knowsReads
                ? AuditWords::tr("one read of Redis: %1 of its time")
                      .arg(readText(traffic.meanRead))
                : AuditWords::tr("what a read of Redis costs is not known and not taken off"),
            facts.redis.at}},
        *worth.savedPerDay >= 0 ? WorthTone::Good : WorthTone::Bad};
}

AuditTable tableOfSavings(const AuditFacts &facts)
{
    AuditTable table{QStringLiteral("savings"), AuditWords::tr("What each kind of key saves"),
        {{QStringLiteral("pattern"), AuditWords::tr("keys named"), false},
            {QStringLiteral("hits_per_second"), AuditWords::tr("hits"), true},
            {QStringLiteral("query_s"), AuditWords::tr("one query takes"), true},
            {QStringLiteral("saved_s_per_day"), AuditWords::tr("saved a day"), true},
            {QStringLiteral("bytes"), AuditWords::tr("memory"), true}},
        {}, AuditWords::tr("Only kinds of keys whose hits and query are both known.")};
    const auto read = std::max(Duration::zero(), facts.traffic.meanRead);
    for (const auto &pattern : facts.patterns) {
        if (pattern.hitsPerSecond < 0 || pattern.statement.empty()
            || pattern.missCost <= Duration::zero())
            continue;
        const double saved
            = pattern.hitsPerSecond * double((pattern.missCost - read).count()) / 1e9 * 86'400;
        table.rows.push_back({textCell(auditText(pattern.pattern)),
            {rateText(pattern.hitsPerSecond), pattern.hitsPerSecond},
            {durationText(pattern.missCost), double(pattern.missCost.count()) / 1e9},
            {(saved < 0 ? QStringLiteral("−") : QString()) + auditSpan(std::abs(saved)), saved},
            bytesCell(static_cast<std::uint64_t>(std::max(0.0, pattern.bytes)))});
    }
    return table;
}

AuditTable tableOfCriteria(const CacheWorth &worth)
{
    AuditTable table{QStringLiteral("conditions"),
        AuditWords::tr("When a database alone is enough: all of these hold"),
        {{QStringLiteral("condition"), AuditWords::tr("condition"), false},
            {QStringLiteral("holds"), AuditWords::tr("holds"), false},
            {QStringLiteral("figure"), AuditWords::tr("figure"), false},
            {QStringLiteral("source"), AuditWords::tr("from"), false}},
        {}, {}};
    for (const auto &criterion : worth.criteria)
        table.rows.push_back({textCell(criterion.text),
            criterion.holds ? yesCell(*criterion.holds)
                            : AuditCell{AuditWords::tr("not measured"), {}},
            textCell(criterion.evidence.figure), textCell(criterion.evidence.asked)});
    return table;
}
} // namespace

AuditSection worthSection(const AuditFacts &facts, const AuditLimits &limits)
{
    AuditSection section{QStringLiteral("worth"), AuditWords::tr("Is the cache worth it?"), {}, {}};
    const auto worth = judgeCache(facts, limits);
    section.statements.push_back(verdictOf(facts, worth));
    if (worth.savedPerDay) {
        section.statements.push_back(savedStatement(facts, worth));
        section.tables.push_back(tableOfSavings(facts));
    }
    section.tables.push_back(tableOfCriteria(worth));
    return section;
}

} // namespace tierlens
