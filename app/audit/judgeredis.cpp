// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/judging.h"
#include "core/durationtext.h"

#include <algorithm>

namespace tierlens {

namespace {
bool isFull(const AuditRedisServer &server, const AuditLimits &limits)
{
    return server.maxMemory > 0
        && double(server.usedMemory) >= limits.fullMemory * double(server.maxMemory);
}

QString memoryFigure(const AuditRedisServer &server)
{
    return QStringLiteral("used_memory %1, maxmemory %2, maxmemory_policy %3")
        .arg(bytesText(server.usedMemory),
            server.maxMemory == 0 ? QStringLiteral("0") : bytesText(server.maxMemory),
            auditText(server.policy));
}

void judgeMemory(Judging &judging, const AuditRedisServer &server)
{
    const auto &redis = judging.facts.redis;
    const auto name = auditText(server.address);
    const auto memory = infoEvidence(redis, "memory", memoryFigure(server));
    const AuditEvidence keyspace = infoEvidence(redis, "keyspace",
        AuditWords::tr("%1, %2 of them with an expiry")
            .arg(keysText(server.keys), countText(server.keysWithExpiry)));
    if (server.maxMemory == 0) {
        if (server.keys > 0)
            judging.add(AuditRule::NoMemoryLimit, AuditLevel::Improve, name,
                AuditWords::tr("Set maxmemory, and choose what Redis may throw away when it is "
                               "reached."),
                AuditWords::tr("There is no limit: Redis grows until the computer runs out of "
                               "memory and the system ends it."),
                {memory});
        return;
    }
    const bool isVolatile = server.policy.starts_with("volatile-");
    const bool mostNeverExpire = server.keysWithExpiry * 2 < server.keys;
    if (isFull(server, judging.limits)
        && (server.policy == "noeviction" || (isVolatile && server.keysWithExpiry == 0)))
        judging.add(AuditRule::RedisRefusesWrites, AuditLevel::Danger, name,
            AuditWords::tr("Give Redis more memory, or a policy that lets it throw old keys away, "
                           "before it is full."),
            AuditWords::tr("It is at %1 of its limit and may throw nothing away: when it is full, "
                           "every write to it fails.")
                .arg(percentText(double(server.usedMemory) / double(server.maxMemory))),
            {memory, keyspace});
    else if (isVolatile && mostNeverExpire && server.keys > 0)
        judging.add(AuditRule::VolatileWithoutExpiry, AuditLevel::Risk, name,
            AuditWords::tr("Give the cached keys an expiry, or choose an allkeys policy."),
            AuditWords::tr("Under %1 only keys with an expiry make room, and most keys here have "
                           "none: when it is full, the few that expire go first, then writes fail.")
                .arg(auditText(server.policy)),
            {memory, keyspace});
}

void judgePermanent(Judging &judging)
{
    const auto &facts = judging.facts;
    const auto &redis = facts.redis;
    const bool losesAll = std::any_of(redis.servers.begin(), redis.servers.end(),
        [](const AuditRedisServer &server) { return server.keepsNothing(); });
    const bool evicts = std::any_of(
        redis.servers.begin(), redis.servers.end(), [](const AuditRedisServer &server) {
            return server.maxMemory > 0 && server.policy.starts_with("allkeys-");
        });
    const bool hasTruth = facts.postgres.isReached;
    for (const auto *pattern : onlyInRedis(facts)) {
        const auto name = auditText(pattern->pattern);
        const auto keys = keysText(static_cast<std::uint64_t>(pattern->keysWithoutExpiry() + 0.5));
        const AuditEvidence look{QStringLiteral("SCAN, PTTL"),
            AuditWords::tr("%1: %2 without an expiry%3")
                .arg(name, keys,
                    pattern->keysError > 0 ? AuditWords::tr(" (estimated)") : QString()),
            redis.at};
        const AuditEvidence counterpart{AuditWords::tr("names and statements compared"),
            hasTruth ? AuditWords::tr("no table or query of Postgres goes with it; a guess from "
                                      "names, and from what was watched")
                     : AuditWords::tr("no Postgres was audited"),
            redis.at};
        judging.add(AuditRule::OnlyInRedis, losesAll ? AuditLevel::Danger : AuditLevel::Risk, name,
            AuditWords::tr("Find out whether %1 may be lost; if not, keep it in Postgres as well.")
                .arg(name),
            losesAll
                ? AuditWords::tr("These keys are meant to stay, seem to be nowhere else, and Redis "
                                 "keeps nothing on disk: a restart loses them.")
                : AuditWords::tr("These keys are meant to stay and seem to be nowhere else; what "
                                 "Redis has not yet written to disk is lost in a crash."),
            {look, counterpart});
        if (evicts)
            judging.add(AuditRule::EvictsPermanent, AuditLevel::Danger, name,
                AuditWords::tr("Keep %1 out of a Redis that throws keys away.").arg(name),
                AuditWords::tr("When memory is full, an allkeys policy removes any key, also those "
                               "that are nowhere else."),
                {look, infoEvidence(redis, "memory", memoryFigure(redis.servers.front()))});
    }
}
} // namespace

void judgeRedis(Judging &judging)
{
    const auto &redis = judging.facts.redis;
    if (redis.isWanted && !redis.isReached)
        judging.add(AuditRule::NotReached, AuditLevel::Danger, QStringLiteral("Redis"),
            AuditWords::tr("Make Redis reachable and audit again."),
            AuditWords::tr("It could not be asked, so nothing is known about the cache. %1")
                .arg(auditText(redis.problem)),
            {{AuditWords::tr("connecting"), auditText(redis.problem), redis.at}});
    if (!redis.isReached)
        return;
    for (const auto &server : redis.servers) {
        judgeMemory(judging, server);
        if (server.lastSaveFailed || server.lastAofWriteFailed)
            judging.add(AuditRule::RedisSaveFailed, AuditLevel::Danger, auditText(server.address),
                AuditWords::tr("Look into Redis' log why it could not save (disk full, rights)."),
                AuditWords::tr("The last attempt to write its data to disk failed; by default "
                               "Redis then refuses writes, and a restart brings back old data."),
                {infoEvidence(redis, "persistence",
                    server.lastSaveFailed ? QStringLiteral("rdb_last_bgsave_status: err")
                                          : QStringLiteral("aof_last_write_status: err"))});
    }
    judgePermanent(judging);
}

} // namespace tierlens
