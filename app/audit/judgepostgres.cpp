// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/judging.h"
#include "core/durationtext.h"

#include <QStringList>

#include <algorithm>

namespace tierlens {

namespace {
void judgeDurability(Judging &judging)
{
    const auto &postgres = judging.facts.postgres;
    if (postgres.isOff("fsync"))
        judging.add(AuditRule::FsyncOff, AuditLevel::Danger, QStringLiteral("fsync"),
            AuditWords::tr("Switch fsync on."),
            AuditWords::tr("Postgres does not wait until data is on the disk: after a power cut or "
                           "a crash of the computer the whole database can be unreadable."),
            {settingEvidence(postgres, "fsync")});
    if (postgres.isOff("full_page_writes"))
        judging.add(AuditRule::FullPageWritesOff, AuditLevel::Danger,
            QStringLiteral("full_page_writes"), AuditWords::tr("Switch full_page_writes on."),
            AuditWords::tr("A page that was half written when the power went cannot be repaired, "
                           "unless the disk itself rules that out."),
            {settingEvidence(postgres, "full_page_writes")});
    if (postgres.isOff("synchronous_commit"))
        judging.add(AuditRule::SynchronousCommitOff, AuditLevel::Risk,
            QStringLiteral("synchronous_commit"),
            AuditWords::tr("Decide whether the last moments before a crash may be lost; if not, "
                           "switch synchronous_commit on."),
            AuditWords::tr("What users were told is saved can be gone after a crash, up to three "
                           "times wal_writer_delay of it. Nothing is damaged."),
            {settingEvidence(postgres, "synchronous_commit"),
                settingEvidence(postgres, "wal_writer_delay")});
    if (postgres.isOff("data_checksums"))
        judging.add(AuditRule::NoChecksums, AuditLevel::Improve, QStringLiteral("data_checksums"),
            AuditWords::tr("Plan to switch data checksums on (pg_checksums, with the server "
                           "stopped)."),
            AuditWords::tr("A disk that returns wrong data would not be noticed."),
            {settingEvidence(postgres, "data_checksums")});
}

void judgeTables(Judging &judging)
{
    const auto &postgres = judging.facts.postgres;
    const auto &limits = judging.limits;
    for (const auto &table : postgres.tables) {
        const auto name = auditText(table.fullName());
        if (table.isUnlogged && table.rows > 0)
            judging.add(AuditRule::UnloggedTable, AuditLevel::Danger, name,
                AuditWords::tr("Make %1 a normal table (ALTER TABLE %1 SET LOGGED), unless it may "
                               "be empty after a crash.")
                    .arg(name),
                AuditWords::tr("It is unlogged: Postgres empties it after a crash, and it is in no "
                               "archive and on no standby."),
                {{QStringLiteral("SELECT relpersistence FROM pg_class"),
                    QStringLiteral("u (%1 rows)").arg(countText(table.rows)), postgres.at}});
        if (table.rows + table.deadRows < limits.vacuumRows)
            continue;
        const bool manyDead = double(table.deadRows) > limits.deadShare * double(table.rows);
        const bool neverAnalyzed = table.lastAnalyze == 0 && table.writes() > limits.vacuumRows;
        if (manyDead || neverAnalyzed)
            judging.add(AuditRule::NotVacuumed, AuditLevel::Improve, name,
                AuditWords::tr("Run VACUUM ANALYZE on %1, and look why autovacuum does not.")
                    .arg(name),
                manyDead ? AuditWords::tr("More than half as many dead rows as living ones: it "
                                          "takes more room and time than it needs.")
                         : AuditWords::tr("Postgres has no statistics about it and plans queries "
                                          "blindly."),
                {{QStringLiteral("pg_stat_all_tables"),
                     AuditWords::tr("%1 dead rows, %2 live")
                         .arg(countText(table.deadRows), countText(table.rows)),
                     postgres.at},
                    {QStringLiteral("pg_stat_all_tables: last analyze, last vacuum"),
                        auditMoment(table.lastAnalyze) + QStringLiteral(", ")
                            + auditMoment(table.lastVacuum),
                        postgres.at}});
    }
}

void judgeStandbys(Judging &judging)
{
    const auto &postgres = judging.facts.postgres;
    for (const auto &standby : postgres.standbys) {
        if (standby.lagMicros < 0
            || std::chrono::microseconds(standby.lagMicros) <= judging.limits.standbyLag)
            continue;
        judging.add(AuditRule::StandbyBehind, AuditLevel::Risk, auditText(standby.name),
            AuditWords::tr("Find out why the standby %1 is behind.").arg(auditText(standby.name)),
            AuditWords::tr("If the server is lost now, what was written since is lost, too."),
            {{QStringLiteral("pg_stat_replication: replay_lag"),
                durationText(std::chrono::microseconds(standby.lagMicros)), postgres.at}});
    }
    for (const auto &slot : postgres.slots) {
        if (slot.isActive || double(slot.keptBytes) < judging.limits.slotBytes)
            continue;
        judging.add(AuditRule::SlotKeepsWal, AuditLevel::Risk, auditText(slot.name),
            AuditWords::tr("Drop the replication slot %1 or bring its reader back.")
                .arg(auditText(slot.name)),
            AuditWords::tr("Nobody reads it, and Postgres keeps everything written since then; "
                           "when the disk is full, the database stops."),
            {{QStringLiteral("pg_replication_slots: kept WAL"),
                bytesText(static_cast<std::uint64_t>(slot.keptBytes)), postgres.at}});
    }
}

void judgeCopies(Judging &judging)
{
    const auto &postgres = judging.facts.postgres;
    const bool archives
        = !postgres.setting("archive_mode").empty() && !postgres.isOff("archive_mode");
    const AuditEvidence archiver{QStringLiteral("pg_stat_archiver"),
        AuditWords::tr("last success %1, last failure %2")
            .arg(auditMoment(postgres.lastArchived), auditMoment(postgres.lastArchiveFailed)),
        postgres.at};
    const bool failing = archives && postgres.lastArchiveFailed > postgres.lastArchived;
    if (failing)
        judging.add(AuditRule::ArchiveFailing, AuditLevel::Danger, QStringLiteral("archive_mode"),
            AuditWords::tr("Repair the archiving of the write-ahead log."),
            AuditWords::tr("The last attempt failed: backups that rely on it end at the last "
                           "success, and the disk fills meanwhile."),
            {archiver});
    // Numbers of an empty system frighten for nothing.
    if (!postgres.mayHoldData() || postgres.isStandby)
        return;
    const bool archived = archives && postgres.lastArchived > 0 && !failing;
    if (!archived && !failing && postgres.standbys.empty() && postgres.baseBackups <= 0)
        judging.add(AuditRule::NoCopy, AuditLevel::Danger, {},
            AuditWords::tr("Ask who backs this database up, how often, and when a backup was last "
                           "restored for a try."),
            AuditWords::tr("No copy of it is in sight: nothing archived, no standby, no base "
                           "backup under way. A backup by pg_dump, or of the whole disk, leaves no "
                           "trace on the server, so there may be one."),
            {settingEvidence(postgres, "archive_mode"), archiver,
                {QStringLiteral("SELECT count(*) FROM pg_stat_replication"), QStringLiteral("0"),
                    postgres.at}});
    else if (postgres.standbys.empty())
        judging.add(AuditRule::NoStandby, AuditLevel::Improve, {},
            AuditWords::tr("Decide how long the tool may be away, and whether a standby is worth "
                           "it."),
            AuditWords::tr("No standby is connected: when this computer breaks, somebody has to "
                           "restore a backup first."),
            {{QStringLiteral("SELECT count(*) FROM pg_stat_replication"), QStringLiteral("0"),
                postgres.at}});
}
} // namespace

void judgePostgres(Judging &judging)
{
    const auto &postgres = judging.facts.postgres;
    if (postgres.isWanted && !postgres.isReached)
        judging.add(AuditRule::NotReached, AuditLevel::Danger, QStringLiteral("Postgres"),
            AuditWords::tr("Make Postgres reachable and audit again."),
            AuditWords::tr(
                "It could not be asked, so nothing is known about the permanent data. %1")
                .arg(auditText(postgres.problem)),
            {{AuditWords::tr("connecting"), auditText(postgres.problem), postgres.at}});
    if (!postgres.isReached)
        return;
    judgeDurability(judging);
    judgeTables(judging);
    judgeStandbys(judging);
    judgeCopies(judging);
    if (postgres.mayHoldData())
        judging.add(AuditRule::TryExport, AuditLevel::Habit, {},
            AuditWords::tr("Export the database once (pg_dump), restore it somewhere else, and "
                           "look whether everything is there."),
            AuditWords::tr("Only a copy that was restored is known to be one."),
            {{QStringLiteral("SELECT pg_database_size(current_database())"),
                bytesText(postgres.databaseBytes), postgres.at}});
}

} // namespace tierlens
