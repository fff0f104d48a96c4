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

// Ours are those whose name begins with tierlens. A state that our rights hide is null.
constexpr std::string_view SessionsSql = R"(
SELECT count(*),
       count(*) FILTER (WHERE state = 'active'),
       count(*) FILTER (WHERE xact_start IS NOT NULL),
       coalesce(extract(epoch FROM max(clock_timestamp() - xact_start))::bigint, 0),
       count(*) FILTER (WHERE state IS NULL),
       (SELECT count(*) FROM pg_stat_replication),
       (SELECT count(*) FROM pg_prepared_xacts),
       current_setting('fsync'),
       pg_is_in_recovery()::text
FROM pg_stat_activity
WHERE backend_type = 'client backend' AND application_name NOT LIKE 'tierlens%')";

QString several(std::uint64_t n, const QString &one, const QString &many)
{
    return n == 1 ? one : many.arg(countText(n));
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
    if (found->text(0, 7) == "off")
        lines.push_back({PostgresForecastWords::tr(
                             "fsync is off: confirmed changes can be lost, and the database "
                             "damaged, if the machine itself goes down."),
            true});
    else
        lines.push_back(
            {PostgresForecastWords::tr("What has been committed stays: Postgres is the truth. It "
                                       "refuses new sessions until it has started again."),
                false});
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
    if (found->text(0, 8) == "true")
        lines.push_back(
            {PostgresForecastWords::tr("This one is a standby: whoever reads from it has to go "
                                       "elsewhere meanwhile."),
                false});
    return forecast;
}

} // namespace tierlens
