// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditdocument.h"

#include "audit/documentparts.h"
#include "core/durationtext.h"

namespace tierlens {

namespace {
QString environmentText(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return AuditWords::tr("production");
    case Environment::Development:
        return AuditWords::tr("development");
    case Environment::Sandbox:
        break;
    }
    return AuditWords::tr("sandbox");
}

AuditStatement whereItLives(const AuditFacts &facts)
{
    const auto &postgres = facts.postgres;
    if (!postgres.isWanted)
        return {AuditWords::tr("Where does our permanent data live? This audit was given no "
                               "database, so it saw no permanent record. Ask where it is."),
            {}, AuditStatement::Tone::Unknown};
    if (!postgres.isReached)
        return {AuditWords::tr("Where does our permanent data live? Not known: Postgres could not "
                               "be asked."),
            {}, AuditStatement::Tone::Unknown};
    const AuditEvidence evidence{QStringLiteral("SELECT pg_database_size(current_database())"),
        bytesText(postgres.databaseBytes), postgres.at};
    if (postgres.tablesUnknown)
        return {
            AuditWords::tr("Where does our permanent data live? In Postgres, database %1, %2 on "
                           "disk; its tables could not be listed.")
                .arg(auditText(postgres.database), bytesText(postgres.databaseBytes)),
            {evidence}, AuditStatement::Tone::Unknown};
    if (postgres.tables.empty())
        return {AuditWords::tr("Where does our permanent data live? Not here yet: the database %1 "
                               "has no table.")
                    .arg(auditText(postgres.database)),
            {evidence}, AuditStatement::Tone::Unknown};
    return {
        AuditWords::tr("Where does our permanent data live? In Postgres, database %1: rows: %2, "
                       "tables: %3, on disk: %4.")
            .arg(auditText(postgres.database), countText(postgres.rows()),
                countText(postgres.tables.size() + postgres.tablesLeftOut),
                bytesText(postgres.databaseBytes)),
        {evidence}, AuditStatement::Tone::Plain};
}

AuditStatement whatIsCached(const AuditFacts &facts)
{
    const auto &redis = facts.redis;
    if (!redis.isWanted)
        return {AuditWords::tr("What are we caching to keep it fast? Nothing that this audit was "
                               "shown: it was given no Redis."),
            {}, AuditStatement::Tone::Unknown};
    if (!redis.isReached)
        return {AuditWords::tr(
                    "What are we caching to keep it fast? Not known: Redis could not be asked."),
            {}, AuditStatement::Tone::Unknown};
    const auto evidence = infoEvidence(redis, "keyspace", keysText(redis.keys()));
    if (redis.keys() == 0)
        return {AuditWords::tr("What are we caching to keep it fast? Nothing: Redis is empty."),
            {evidence}, AuditStatement::Tone::Plain};
    return {AuditWords::tr("What are we caching to keep it fast? %1 in Redis, in %3 of memory; "
                           "kinds of keys: %2.")
                .arg(keysText(redis.keys()), countText(facts.patterns.size()),
                    bytesText(redis.usedMemory())),
        {evidence}, AuditStatement::Tone::Plain};
}

QString howItWasDone(const AuditFacts &facts)
{
    auto text
        = AuditWords::tr("The audit only read: in Redis by commands that change nothing (INFO, "
                         "CONFIG GET, SCAN, TYPE, PTTL, MEMORY USAGE and the like); in "
                         "Postgres by SELECTs in a session that may only read. It wrote "
                         "nothing.");
    if (facts.traffic.toolsAllowed)
        text += QLatin1Char(' ')
            + AuditWords::tr("Other tools of Tierlens were allowed to change these servers at that "
                             "time; what they did is not told here.");
    if (facts.traffic.watched > Duration::zero())
        text += QLatin1Char(' ')
            + AuditWords::tr("Traffic was watched for %1.")
                  .arg(durationText(facts.traffic.watched));
    text += QLatin1Char(' ');
    text += facts.traffic.burst > Duration::zero()
        ? AuditWords::tr("For %1 of it Redis told every command (MONITOR).")
              .arg(durationText(facts.traffic.burst))
        : AuditWords::tr("Single commands were not listened to, so there are no hit rates of "
                         "single kinds of keys.");
    for (const auto *unseen : {&facts.postgres.unseen, &facts.redis.unseen}) {
        for (const auto &sentence : *unseen)
            text += QLatin1Char(' ') + auditText(sentence);
    }
    return text;
}
} // namespace

QString auditLevelText(AuditLevel level)
{
    switch (level) {
    case AuditLevel::Danger:
        return AuditWords::tr("danger");
    case AuditLevel::Risk:
        return AuditWords::tr("risk");
    case AuditLevel::Improve:
        return AuditWords::tr("improve");
    case AuditLevel::Habit:
        break;
    }
    return AuditWords::tr("habit");
}

AuditCell textCell(const QString &text) { return {text, text}; }
AuditCell countCell(std::uint64_t count) { return {countText(count), double(count)}; }
AuditCell bytesCell(std::uint64_t bytes) { return {bytesText(bytes), double(bytes)}; }
AuditCell momentCell(std::int64_t unixSeconds)
{
    return {auditMoment(unixSeconds),
        unixSeconds <= 0 ? QJsonValue() : QJsonValue(double(unixSeconds))};
}
AuditCell yesCell(bool yes) { return {yes ? AuditWords::tr("yes") : AuditWords::tr("no"), yes}; }

AuditDocument makeAuditDocument(const AuditFacts &facts, const AuditLimits &limits)
{
    AuditDocument document;
    document.name = facts.name;
    document.title = AuditWords::tr("The data layer of %1").arg(facts.name);
    document.environment = environmentText(facts.environment);
    document.takenAt = facts.takenAt;
    document.howItWasDone = howItWasDone(facts);
    document.advice = judge(facts, limits);
    document.summary = {whereItLives(facts), whatIsCached(facts)};
    if (!document.advice.empty()) {
        const auto &first = document.advice.front();
        document.summary.push_back({AuditWords::tr("What to do first: %1").arg(first.what), {},
            first.level == AuditLevel::Danger ? AuditStatement::Tone::Bad
                                              : AuditStatement::Tone::Plain});
    }
    document.sections = {permanentSection(facts), cachedSection(facts), lostSection(facts),
        worthSection(facts, limits)};
    return document;
}

} // namespace tierlens
