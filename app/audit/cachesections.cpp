// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/documentparts.h"
#include "core/durationtext.h"

#include <QStringList>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
using CacheTone = AuditStatement::Tone;

AuditCell estimateCell(double value, double error)
{
    auto text = countText(static_cast<std::uint64_t>(value + 0.5));
    if (error > 0)
        text += QStringLiteral(" ± ") + countText(static_cast<std::uint64_t>(std::ceil(error)));
    return {text, std::round(value)};
}

AuditCell shareCell(double share)
{
    return share < 0 ? AuditCell{AuditWords::tr("not measured"), {}}
                     : AuditCell{percentText(share), share};
}

AuditCell expiryCell(const AuditPatternFacts &pattern)
{
    if (pattern.keys <= 0)
        return {QStringLiteral("–"), {}};
    if (pattern.withoutExpiry >= 1)
        return textCell(AuditWords::tr("for ever"));
    const auto span = [](Duration ttl) { return auditSpan(double(ttl.count()) / 1e9); };
    auto text = pattern.ttlLeast == pattern.ttlMost
        ? span(pattern.ttlMedian)
        : AuditWords::tr("%1 … %2, half of them over %3")
              .arg(span(pattern.ttlLeast), span(pattern.ttlMost), span(pattern.ttlMedian));
    if (pattern.withoutExpiry > 0)
        text += QStringLiteral("; ")
            + AuditWords::tr("%1 for ever").arg(percentText(pattern.withoutExpiry));
    return {text, double(pattern.ttlMedian.count()) / 1e9};
}

QString shortStatement(const std::string &statement)
{
    auto text = auditText(statement).simplified();
    if (text.size() > 120)
        text = text.left(119) + QStringLiteral("…");
    return text;
}

AuditTable tableOfPatterns(const AuditFacts &facts)
{
    AuditTable table{QStringLiteral("patterns"), AuditWords::tr("Kinds of keys"),
        {{QStringLiteral("pattern"), AuditWords::tr("keys named"), false},
            {QStringLiteral("keys"), AuditWords::tr("how many"), true},
            {QStringLiteral("bytes"), AuditWords::tr("memory"), true},
            {QStringLiteral("ttl_median_s"), AuditWords::tr("kept for another"), false},
            {QStringLiteral("hit_rate"), AuditWords::tr("found when asked"), true},
            {QStringLiteral("table"), AuditWords::tr("copy of"), false},
            {QStringLiteral("statement"), AuditWords::tr("filled by"), false},
            {QStringLiteral("confidence"), AuditWords::tr("how sure"), true}},
        {}, {}};
    for (const auto &pattern : facts.patterns) {
        auto of = auditText(pattern.table);
        if (pattern.isTableByName)
            of += AuditWords::tr(" (by its name)");
        table.rows.push_back({textCell(auditText(pattern.pattern)),
            pattern.keys > 0 || facts.traffic.isWhole
                ? estimateCell(pattern.keys, pattern.keysError)
                : AuditCell{AuditWords::tr("not in the sample"), {}},
            pattern.bytes > 0 ? bytesCell(static_cast<std::uint64_t>(pattern.bytes + 0.5))
                              : AuditCell{QStringLiteral("–"), {}},
            expiryCell(pattern), shareCell(pattern.hitRate),
            of.isEmpty() ? AuditCell{AuditWords::tr("nothing found"), {}}
                         : AuditCell{of, auditText(pattern.table)},
            pattern.statement.empty()
                ? AuditCell{AuditWords::tr("not known"), {}}
                : AuditCell{shortStatement(pattern.statement), auditText(pattern.statement)},
            pattern.statement.empty()
                ? AuditCell{QStringLiteral("–"), {}}
                : AuditCell{pattern.isConfirmed ? AuditWords::tr("confirmed by you")
                                                : percentText(pattern.confidence),
                    pattern.isConfirmed ? 1.0 : pattern.confidence}});
    }
    const bool isCounted = std::all_of(facts.patterns.begin(), facts.patterns.end(),
        [](const AuditPatternFacts &pattern) { return pattern.keysError == 0; });
    table.note = facts.traffic.isWhole
        ? AuditWords::tr("All %1 were looked at (SCAN, TYPE, PTTL, MEMORY USAGE).")
              .arg(keysText(facts.traffic.keysInAll))
        : (isCounted ? AuditWords::tr("All %1 of the last round were looked at (SCAN, TYPE, PTTL, "
                                      "MEMORY USAGE); since then there are %2.")
                     : AuditWords::tr("Estimated from %1 of %2 (SCAN, TYPE, PTTL, MEMORY USAGE)."))
              .arg(countText(facts.traffic.keysLooked), keysText(facts.traffic.keysInAll));
    table.note += QLatin1Char(' ')
        + AuditWords::tr(
            "Hit rates are inferred from listening to commands; what fills a key, from "
            "queries that come when it is missing; copies by name are a guess.");
    return table;
}

AuditStatement hitStatement(const AuditFacts &facts)
{
    const auto &traffic = facts.traffic;
    const auto evidence = infoEvidence(facts.redis, "stats",
        AuditWords::tr("%1 hits and %2 misses in %3")
            .arg(rateText(std::max(0.0, traffic.hitsPerSecond)),
                rateText(std::max(0.0, traffic.missesPerSecond)), durationText(traffic.redisSpan)));
    if (traffic.redisSpan <= Duration::zero())
        return {AuditWords::tr("How often a look-up finds its key was not measured."), {},
            CacheTone::Unknown};
    if (traffic.hitRate < 0)
        return {AuditWords::tr("Nobody looked anything up in Redis while it was watched."),
            {evidence}, CacheTone::Unknown};
    return {AuditWords::tr("%1 of all look-ups found their key while it was watched.")
                .arg(percentText(traffic.hitRate)),
        {evidence}, CacheTone::Plain};
}

QString persistenceText(const AuditRedisServer &server)
{
    if (server.hasAof)
        return server.appendFsync == "always"
            ? AuditWords::tr("it writes every change to disk before it answers (AOF): nothing is "
                             "lost")
            : server.appendFsync == "no"
            ? AuditWords::tr("it writes changes to a file and leaves it to the system when they "
                             "reach the disk (AOF): a crash of the computer can lose half a minute")
            : AuditWords::tr("it writes changes to disk every second (AOF): a crash loses a second "
                             "or two");
    if (!server.savePoints)
        return AuditWords::tr(
            "it keeps no log of changes; whether it saves pictures of itself (RDB) "
            "is not shown to our user: take it that all is lost");
    if (server.hasSavePoints())
        return AuditWords::tr("it saves a picture of itself from time to time (RDB): a crash loses "
                              "what changed since the last one");
    return AuditWords::tr("it keeps nothing on disk: a restart loses all %1")
        .arg(keysText(server.keys));
}

AuditTable tableOfRedis(const AuditRedisFacts &redis)
{
    AuditTable table{QStringLiteral("redis_servers"), AuditWords::tr("Redis servers"),
        {{QStringLiteral("address"), AuditWords::tr("server"), false},
            {QStringLiteral("keys"), AuditWords::tr("keys"), true},
            {QStringLiteral("keys_with_expiry"), AuditWords::tr("with an expiry"), true},
            {QStringLiteral("used_memory"), AuditWords::tr("memory used"), true},
            {QStringLiteral("maxmemory"), AuditWords::tr("limit"), true},
            {QStringLiteral("policy"), AuditWords::tr("when full"), false},
            {QStringLiteral("aof"), AuditWords::tr("log (AOF)"), false},
            {QStringLiteral("save"), AuditWords::tr("pictures (RDB)"), false},
            {QStringLiteral("last_save"), AuditWords::tr("last saved"), false},
            {QStringLiteral("changes_since_save"), AuditWords::tr("changes since"), true},
            {QStringLiteral("replicas"), AuditWords::tr("replicas"), true}},
        {},
        AuditWords::tr("From INFO and CONFIG GET at %1. Redis counts its own start as a save.")
            .arg(auditClock(redis.at))};
    for (const auto &server : redis.servers)
        table.rows.push_back({textCell(auditText(server.address)), countCell(server.keys),
            countCell(server.keysWithExpiry), bytesCell(server.usedMemory),
            server.maxMemory == 0 ? AuditCell{AuditWords::tr("none"), 0.0}
                                  : bytesCell(server.maxMemory),
            textCell(auditText(server.policy)), yesCell(server.hasAof),
            !server.savePoints               ? AuditCell{AuditWords::tr("not shown"), {}}
                : server.savePoints->empty() ? AuditCell{AuditWords::tr("off"), QString()}
                                             : textCell(auditText(*server.savePoints)),
            momentCell(server.lastSave), countCell(server.changesSinceSave),
            countCell(static_cast<std::uint64_t>(std::max<std::int64_t>(0, server.replicas)))});
    return table;
}

AuditStatement policyStatement(const AuditRedisFacts &redis, const AuditRedisServer &server)
{
    const auto evidence = infoEvidence(redis, "memory",
        QStringLiteral("maxmemory %1, maxmemory_policy %2, evicted_keys %3")
            .arg(server.maxMemory == 0 ? QStringLiteral("0") : bytesText(server.maxMemory),
                auditText(server.policy), countText(server.evicted)));
    const auto name = auditText(server.address);
    if (server.maxMemory == 0)
        return {AuditWords::tr("%1 has no memory limit, so it throws nothing away by itself.")
                    .arg(name),
            {evidence}, CacheTone::Plain};
    if (server.policy == "noeviction")
        return {AuditWords::tr("When %1 is full, it refuses every write.").arg(name), {evidence},
            CacheTone::Plain};
    if (server.policy.starts_with("volatile-"))
        return {
            AuditWords::tr("When %1 is full, it throws away keys that have an expiry.").arg(name),
            {evidence}, CacheTone::Plain};
    return {AuditWords::tr("When %1 is full, it throws away any key, whether it is a copy or not.")
                .arg(name),
        {evidence}, CacheTone::Plain};
}
// No key without an expiry is only in Redis. What expires may still be there alone: a session, a
// cart, a lock.
AuditStatement ofCopies(const AuditFacts &facts)
{
    const auto &redis = facts.redis;
    const std::vector<AuditEvidence> evidence{infoEvidence(redis, "keyspace",
        AuditWords::tr("%1 of %2 have an expiry")
            .arg(countText(redis.keysWithExpiry()), keysText(redis.keys())))};
    QStringList alone;
    for (const auto &pattern : facts.patterns) {
        if (pattern.table.empty() && pattern.statement.empty())
            alone.append(auditText(pattern.pattern));
    }
    if (alone.isEmpty() && facts.postgres.isReached)
        return {AuditWords::tr("Every key that was looked at seems to be a copy of what is in "
                               "Postgres: losing them costs time, not data."),
            evidence, facts.traffic.isWhole ? CacheTone::Good : CacheTone::Plain};
    if (!facts.postgres.isReached)
        return {AuditWords::tr("Whether these keys are copies of something cannot be told: no "
                               "Postgres was asked."),
            evidence, CacheTone::Unknown};
    return {AuditWords::tr("These kinds of keys expire by themselves, but have no counterpart that "
                           "was found in Postgres: %1. What is in them is lost with a restart; ask "
                           "who writes them whether that matters.")
                .arg(alone.join(QStringLiteral(", "))),
        evidence, CacheTone::Unknown};
}
} // namespace

AuditSection cachedSection(const AuditFacts &facts)
{
    const auto &redis = facts.redis;
    AuditSection section{QStringLiteral("cached"), AuditWords::tr("What is being cached?"), {}, {}};
    if (!redis.isReached) {
        section.statements.push_back({redis.isWanted
                ? AuditWords::tr("Redis could not be asked: %1").arg(auditText(redis.problem))
                : AuditWords::tr("No Redis was given to this audit: as far as it can see, nothing "
                                 "is cached."),
            {}, CacheTone::Unknown});
        return section;
    }
    section.statements.push_back(
        {AuditWords::tr("Redis holds %1, %2 of them with an expiry, and uses %3 of memory.")
                .arg(keysText(redis.keys()), countText(redis.keysWithExpiry()),
                    bytesText(redis.usedMemory())),
            {infoEvidence(redis, "keyspace", keysText(redis.keys())),
                infoEvidence(redis, "memory", bytesText(redis.usedMemory()))},
            CacheTone::Plain});
    if (redis.keys() > 0 && facts.patterns.empty())
        section.statements.push_back({AuditWords::tr("What they are could not be looked at in the "
                                                     "time of this audit, or our user may not."),
            {}, CacheTone::Unknown});
    section.statements.push_back(hitStatement(facts));
    if (!facts.patterns.empty())
        section.tables.push_back(tableOfPatterns(facts));
    return section;
}

AuditSection lostSection(const AuditFacts &facts)
{
    const auto &redis = facts.redis;
    AuditSection section{
        QStringLiteral("lost"), AuditWords::tr("What is lost if Redis restarts now?"), {}, {}};
    if (!redis.isReached) {
        section.statements.push_back(
            {redis.isWanted ? AuditWords::tr("Not known: it could not be asked.")
                            : AuditWords::tr("Nothing: there is none."),
                {}, CacheTone::Unknown});
        return section;
    }
    for (const auto &server : redis.servers) {
        section.statements.push_back(
            {AuditWords::tr("%1: %2.").arg(auditText(server.address), persistenceText(server)),
                {infoEvidence(redis, "persistence",
                     AuditWords::tr("aof_enabled %1; last saved %2; %3 changes since")
                         .arg(server.hasAof ? 1 : 0)
                         .arg(auditMoment(server.lastSave), countText(server.changesSinceSave))),
                    {QStringLiteral("CONFIG GET save"),
                        server.savePoints
                            ? QLatin1Char('"') + auditText(*server.savePoints) + QLatin1Char('"')
                            : AuditWords::tr("not shown to our user"),
                        redis.at}},
                server.keepsNothing() && server.keys > server.keysWithExpiry ? CacheTone::Bad
                                                                             : CacheTone::Plain});
        section.statements.push_back(policyStatement(redis, server));
        section.statements.push_back(
            {server.isReplica ? AuditWords::tr("%1 is a replica: a copy of another Redis.")
                                    .arg(auditText(server.address))
                    : server.replicas > 0
                    ? AuditWords::tr("%1 has replicas that can take over.")
                          .arg(auditText(server.address))
                    : AuditWords::tr("%1 has no replica: while it is away, there is no cache.")
                          .arg(auditText(server.address)),
                {infoEvidence(redis, "replication",
                    QStringLiteral("role %1, connected_slaves %2")
                        .arg(server.isReplica ? QStringLiteral("slave") : QStringLiteral("master"))
                        .arg(server.replicas))},
                CacheTone::Plain});
    }
    const auto risky = onlyInRedis(facts);
    if (!risky.empty()) {
        QStringList names;
        double keys = 0;
        for (const auto *pattern : risky) {
            names.append(auditText(pattern->pattern));
            keys += pattern->keysWithoutExpiry();
        }
        section.statements.push_back(
            {AuditWords::tr("At risk: %1 without an expiry and without a counterpart in Postgres: "
                            "%2. That they are nowhere else is inferred: no table has their name, "
                            "and no query was seen to fill them.")
                    .arg(keysText(static_cast<std::uint64_t>(keys + 0.5)),
                        names.join(QStringLiteral(", "))),
                {{QStringLiteral("SCAN, PTTL"),
                    AuditWords::tr("kinds of keys: %1").arg(risky.size()), redis.at}},
                CacheTone::Bad});
    } else if (redis.keys() > 0 && !facts.patterns.empty()) {
        section.statements.push_back(ofCopies(facts));
    }
    section.tables.push_back(tableOfRedis(redis));
    return section;
}

} // namespace tierlens
