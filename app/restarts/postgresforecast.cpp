// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"
#include "postgres/postgresconnection.h"
#include "restarts/restartforecast.h"

#include <QCoreApplication>

namespace tierlens {

namespace {
struct PostgresForecastWords
{
    Q_DECLARE_TR_FUNCTIONS(RestartForecast)
};

// A walsender of a logical slot is no standby, and a base backup is not either. Unlogged tables are
// those of this database; synchronous_commit can also be set for a role or a database. (Three times
// wal_writer_delay is how long Postgres may take to write what it has confirmed.)
// Ours are those whose name begins with tierlens. A state that our rights hide is null.
constexpr std::string_view SessionsSql = R"(
SELECT count(*),
       count(*) FILTER (WHERE state = 'active'),
       count(*) FILTER (WHERE xact_start IS NOT NULL),
       coalesce(extract(epoch FROM max(clock_timestamp() - xact_start))::bigint, 0),
       count(*) FILTER (WHERE state IS NULL),
       (SELECT count(*) FROM pg_stat_replication r
          LEFT JOIN pg_replication_slots s ON s.active_pid = r.pid
         WHERE s.slot_type IS DISTINCT FROM 'logical' AND r.state IS DISTINCT FROM 'backup'),
       (SELECT count(*) FROM pg_prepared_xacts),
       current_setting('fsync'),
       pg_is_in_recovery()::text,
       current_setting('synchronous_commit'),
       (SELECT count(*) FROM pg_db_role_setting WHERE 'synchronous_commit=off' = ANY (setconfig)),
       (SELECT 3 * setting::bigint FROM pg_settings WHERE name = 'wal_writer_delay'),
       (SELECT count(*) FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'),
       (SELECT count(*) FROM pg_replication_slots
         WHERE slot_type = 'logical' AND active_pid IS NOT NULL)
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND application_name NOT LIKE 'tierlens%')";

QString several(std::uint64_t n, const QString &one, const QString &many)
{
    return n == 1 ? one : many.arg(countText(n));
}

// Whether what was confirmed survives the restart, and whatever makes that untrue.
void foretellCommitted(std::vector<ForecastLine> &lines, const Rows &found)
{
    const bool unsynced = found.text(0, 7) == "off";
    const bool late = found.text(0, 9) == "off", lateForSome = found.count(0, 10) > 0;
    const auto unlogged = found.count(0, 12);
    if (unsynced)
        lines.push_back({PostgresForecastWords::tr(
                             "fsync is off: confirmed changes can be lost, and the database "
                             "damaged, if the machine itself goes down."),
            true});
    else if (late || lateForSome || unlogged > 0)
        lines.push_back({PostgresForecastWords::tr(
                             "What has been committed stays if Postgres ends in order. It refuses "
                             "new sessions until it has started again."),
            false});
    else
        lines.push_back(
            {PostgresForecastWords::tr("What has been committed stays: Postgres is the truth. It "
                                       "refuses new sessions until it has started again."),
                false});
    const auto delay = durationText(std::chrono::milliseconds{found.number(0, 11)});
    if (late)
        lines.push_back({PostgresForecastWords::tr(
                             "synchronous_commit is off: if Postgres is killed instead, what it "
                             "has confirmed in the last %1 can be lost.")
                             .arg(delay),
            true});
    else if (lateForSome)
        lines.push_back({PostgresForecastWords::tr(
                             "synchronous_commit is off for some roles or databases: if Postgres "
                             "is killed instead, what it has confirmed to them in the last %1 can "
                             "be lost.")
                             .arg(delay),
            true});
    if (unlogged > 0)
        lines.push_back({PostgresForecastWords::tr(
                             "Unlogged tables in this database: %1. If Postgres is killed instead, "
                             "they are empty afterwards.")
                             .arg(countText(unlogged)),
            true});
}
} // namespace

RestartForecast forecastPostgres(const QString &address)
{
    RestartForecast forecast;
    PostgresConnection postgres(
        {.connection = address.toStdString(), .name = "tierlens-restart", .readOnly = true});
    const auto found = postgres.run(SessionsSql);
    if (!found || found->empty()) {
        forecast.problem = found ? QString() : QString::fromStdString(found.error().text);
        return forecast;
    }
    const auto sessions = found->count(0, 0), active = found->count(0, 1),
               inTransaction = found->count(0, 2), hidden = found->count(0, 4),
               replicas = found->count(0, 5), prepared = found->count(0, 6);
    auto &lines = forecast.lines;
    lines.push_back(
        {PostgresForecastWords::tr("%1 (those of Tierlens not counted), %2 in the middle of a "
                                   "statement.")
                .arg(several(sessions, PostgresForecastWords::tr("1 session is ended"),
                         PostgresForecastWords::tr("%1 sessions are ended")),
                    countText(active)),
            sessions > 0});
    if (inTransaction > 0)
        lines.push_back(
            {PostgresForecastWords::tr("%1, the oldest for %2. What is not committed by then is "
                                       "undone.")
                    .arg(several(inTransaction,
                             PostgresForecastWords::tr("1 transaction is under way"),
                             PostgresForecastWords::tr("%1 transactions are under way")),
                        upText(std::chrono::seconds{found->number(0, 3)})),
                true});
    else
        lines.push_back(
            {PostgresForecastWords::tr("No transaction is under way just now."), false});
    if (hidden > 0)
        lines.push_back(
            {PostgresForecastWords::tr("Sessions whose doings our user may not see (that takes "
                                       "pg_monitor), so that there may be more of these: %1.")
                    .arg(countText(hidden)),
                false});
    foretellCommitted(lines, *found);
    if (prepared > 0)
        lines.push_back(
            {PostgresForecastWords::tr("Prepared transactions, which stay prepared: %1.")
                    .arg(countText(prepared)),
                false});
    if (replicas > 0)
        lines.push_back({PostgresForecastWords::tr(
                             "Replicas, which wait for it and follow again once it is back: "
                             "%1.")
                             .arg(countText(replicas)),
            false});
    if (const auto logical = found->count(0, 13); logical > 0)
        lines.push_back({PostgresForecastWords::tr(
                             "Readers of logical replication (subscriptions, change capture), "
                             "which are cut off and have to connect again: %1.")
                             .arg(countText(logical)),
            false});
    if (found->text(0, 8) == "true")
        lines.push_back(
            {PostgresForecastWords::tr("This one is a standby: whoever reads from it has to go "
                                       "elsewhere meanwhile."),
                false});
    return forecast;
}

} // namespace tierlens
