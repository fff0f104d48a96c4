// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/documentparts.h"
#include "core/durationtext.h"

#include <QStringList>

#include <algorithm>

namespace tierlens {

namespace {
using PermanentTone = AuditStatement::Tone;

AuditTable tableOfTables(const AuditPostgresFacts &postgres)
{
    AuditTable table{QStringLiteral("tables"), AuditWords::tr("Tables"),
        {{QStringLiteral("table"), AuditWords::tr("table"), false},
            {QStringLiteral("rows"), AuditWords::tr("rows"), true},
            {QStringLiteral("rows_are"), AuditWords::tr("rows are"), false},
            {QStringLiteral("bytes"), AuditWords::tr("size with indexes"), true},
            {QStringLiteral("index_bytes"), AuditWords::tr("of it indexes"), true},
            {QStringLiteral("toast_bytes"), AuditWords::tr("of it long values"), true},
            {QStringLiteral("logged"), AuditWords::tr("survives a crash"), false},
            {QStringLiteral("writes"), AuditWords::tr("rows written"), true},
            {QStringLiteral("last_vacuum"), AuditWords::tr("last vacuum"), false},
            {QStringLiteral("last_analyze"), AuditWords::tr("last analyze"), false}},
        {}, {}};
    for (const auto &row : postgres.tables)
        table.rows.push_back({textCell(auditText(row.fullName())), countCell(row.rows),
            textCell(row.isCounted ? AuditWords::tr("counted") : AuditWords::tr("estimated")),
            bytesCell(row.bytes + row.indexBytes), bytesCell(row.indexBytes),
            bytesCell(row.toastBytes), yesCell(!row.isUnlogged), countCell(row.writes()),
            momentCell(row.lastVacuum), momentCell(row.lastAnalyze)});
    table.note = AuditWords::tr(
        "From pg_class, pg_stat_all_tables, pg_table_size and pg_indexes_size at %1. Small tables "
        "were counted (count(*)), of others Postgres' own estimate is given. Rows written: since "
        "%2.")
                     .arg(auditClock(postgres.at),
                         postgres.statisticsSince > 0 ? auditMoment(postgres.statisticsSince)
                                                      : AuditWords::tr("its statistics began"));
    if (postgres.tablesLeftOut > 0)
        table.note += QLatin1Char(' ')
            + AuditWords::tr("%1 smaller tables are left out.")
                  .arg(countText(postgres.tablesLeftOut));
    return table;
}

AuditStatement durability(const AuditPostgresFacts &postgres)
{
    std::vector<AuditEvidence> evidence;
    for (const char *name :
        {"fsync", "synchronous_commit", "full_page_writes", "wal_level", "data_checksums"})
        evidence.push_back(settingEvidence(postgres, name));
    if (postgres.isOff("fsync") || postgres.isOff("full_page_writes"))
        return {AuditWords::tr("A crash of the computer can destroy the database: Postgres does "
                               "not write as carefully as it can."),
            evidence, PermanentTone::Bad};
    if (postgres.isOff("synchronous_commit"))
        return {AuditWords::tr("A crash can lose what was saved in the last moments, but damages "
                               "nothing."),
            evidence, PermanentTone::Bad};
    if (postgres.setting("fsync").empty())
        return {AuditWords::tr("How carefully Postgres writes is not shown to our user."), evidence,
            PermanentTone::Unknown};
    return {AuditWords::tr("What was saved survives a crash of the computer."), evidence,
        PermanentTone::Good};
}

AuditStatement copies(const AuditPostgresFacts &postgres)
{
    const AuditEvidence evidence{QStringLiteral("pg_stat_replication, pg_replication_slots"),
        AuditWords::tr("standby servers: %1, slots: %2")
            .arg(postgres.standbys.size())
            .arg(postgres.slots.size()),
        postgres.at};
    if (postgres.isStandby)
        return {AuditWords::tr("This server is itself a standby: a copy of another one. Audit the "
                               "primary, too."),
            {{QStringLiteral("SELECT pg_is_in_recovery()"), QStringLiteral("true"), postgres.at}},
            PermanentTone::Unknown};
    if (postgres.standbys.empty())
        return {AuditWords::tr("No second server keeps a live copy."), {evidence},
            PermanentTone::Plain};
    return {
        AuditWords::tr("Standby servers that keep a live copy: %1.").arg(postgres.standbys.size()),
        {evidence}, PermanentTone::Good};
}

AuditStatement backups(const AuditPostgresFacts &postgres)
{
    std::vector<AuditEvidence> evidence{settingEvidence(postgres, "archive_mode"),
        {QStringLiteral("pg_stat_archiver"),
            AuditWords::tr("%1 archived, last %2; %3 failed, last %4")
                .arg(countText(postgres.archived), auditMoment(postgres.lastArchived),
                    countText(postgres.archiveFailed), auditMoment(postgres.lastArchiveFailed)),
            postgres.at},
        {QStringLiteral("SELECT count(*) FROM pg_stat_progress_basebackup"),
            postgres.baseBackups < 0 ? AuditWords::tr("not known")
                                     : QString::number(postgres.baseBackups),
            postgres.at}};
    const auto honest = AuditWords::tr(
        "Backups by pg_dump, or of the whole disk, leave no trace on the server: nobody can see "
        "from here whether there are any. Ask for the date of the last one.");
    if (postgres.setting("archive_mode").empty())
        return {AuditWords::tr("Whether changes are archived is not shown to our user.")
                + QLatin1Char(' ') + honest,
            evidence, PermanentTone::Unknown};
    if (postgres.isOff("archive_mode"))
        return {AuditWords::tr("Changes are not archived.") + QLatin1Char(' ') + honest, evidence,
            PermanentTone::Plain};
    if (postgres.lastArchiveFailed > postgres.lastArchived)
        return {AuditWords::tr("Changes are meant to be archived, but the last attempt failed.")
                + QLatin1Char(' ') + honest,
            evidence, PermanentTone::Bad};
    if (postgres.lastArchived == 0)
        return {AuditWords::tr("Changes are meant to be archived, but nothing has been archived "
                               "yet.")
                + QLatin1Char(' ') + honest,
            evidence, PermanentTone::Plain};
    return {
        AuditWords::tr("Changes are archived, last at %1.").arg(auditMoment(postgres.lastArchived))
            + QLatin1Char(' ') + honest,
        evidence, PermanentTone::Good};
}

AuditTable tableOfCopies(const AuditPostgresFacts &postgres)
{
    AuditTable table{QStringLiteral("copies"), AuditWords::tr("Standby servers and slots"),
        {{QStringLiteral("name"), AuditWords::tr("name"), false},
            {QStringLiteral("kind"), AuditWords::tr("kind"), false},
            {QStringLiteral("state"), AuditWords::tr("state"), false},
            {QStringLiteral("bytes_behind"), AuditWords::tr("behind"), true},
            {QStringLiteral("seconds_behind"), AuditWords::tr("time behind"), true}},
        {},
        AuditWords::tr("From pg_stat_replication and pg_replication_slots at %1.")
            .arg(auditClock(postgres.at))};
    const auto unknown = AuditCell{QStringLiteral("–"), {}};
    const auto behind = [&](std::int64_t bytes) {
        return bytes < 0 ? unknown : bytesCell(static_cast<std::uint64_t>(bytes));
    };
    for (const auto &standby : postgres.standbys)
        table.rows.push_back(
            {textCell(auditText(standby.name)), textCell(AuditWords::tr("standby")),
                textCell(auditText(standby.state) + QLatin1Char(' ') + auditText(standby.sync)),
                behind(standby.lagBytes),
                standby.lagMicros < 0
                    ? unknown
                    : AuditCell{durationText(std::chrono::microseconds(standby.lagMicros)),
                        double(standby.lagMicros) / 1e6}});
    for (const auto &slot : postgres.slots)
        table.rows.push_back({textCell(auditText(slot.name)),
            textCell(AuditWords::tr("slot, %1").arg(auditText(slot.type))),
            textCell(slot.isActive ? AuditWords::tr("in use") : AuditWords::tr("nobody reads it")),
            behind(slot.keptBytes), unknown});
    return table;
}
} // namespace

AuditSection permanentSection(const AuditFacts &facts)
{
    const auto &postgres = facts.postgres;
    AuditSection section{
        QStringLiteral("permanent"), AuditWords::tr("Where does our permanent data live?"), {}, {}};
    if (!postgres.isReached) {
        section.statements.push_back({postgres.isWanted
                ? AuditWords::tr("Postgres could not be asked: %1").arg(auditText(postgres.problem))
                : AuditWords::tr("No database was given to this audit."),
            {}, PermanentTone::Unknown});
        return section;
    }
    section.statements.push_back(
        {AuditWords::tr("Postgres %1 at %2 is the permanent record: database %3, %4.")
                .arg(auditText(postgres.version), auditText(postgres.address),
                    auditText(postgres.database), bytesText(postgres.databaseBytes)),
            {{QStringLiteral("SELECT pg_database_size(current_database())"),
                bytesText(postgres.databaseBytes), postgres.at}},
            PermanentTone::Plain});
    if (postgres.tables.empty() && !postgres.tablesUnknown)
        section.statements.push_back({AuditWords::tr("It has no table: there is no permanent data "
                                                     "in it yet."),
            {{QStringLiteral("SELECT count(*) FROM pg_class"), QStringLiteral("0"), postgres.at}},
            PermanentTone::Unknown});
    if (!postgres.otherDatabases.empty()) {
        QStringList names;
        for (const auto &name : postgres.otherDatabases)
            names.append(auditText(name));
        section.statements.push_back(
            {AuditWords::tr("The same server holds other databases, which this audit did not look "
                            "into: %1.")
                    .arg(names.join(QStringLiteral(", "))),
                {{QStringLiteral("SELECT datname FROM pg_database"), QString::number(names.size()),
                    postgres.at}},
                PermanentTone::Unknown});
    }
    section.statements.push_back(durability(postgres));
    section.statements.push_back(copies(postgres));
    section.statements.push_back(backups(postgres));
    section.statements.push_back(
        {AuditWords::tr("It can be exported with pg_dump: in Tierlens by the button Export…, or by "
                        "hand: pg_dump -Fc -f FILE %1.")
                .arg(auditText(postgres.database)),
            {}, PermanentTone::Good});
    if (!postgres.tables.empty())
        section.tables.push_back(tableOfTables(postgres));
    if (!postgres.standbys.empty() || !postgres.slots.empty())
        section.tables.push_back(tableOfCopies(postgres));
    return section;
}

} // namespace tierlens
