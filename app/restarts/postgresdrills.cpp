// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"
#include "postgres/postgresconnection.h"
#include "restarts/drillsteps.h"

#include <QCoreApplication>

#include <array>
#include <map>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
struct PostgresDrillWords
{
    Q_DECLARE_TR_FUNCTIONS(Drill)
};
using PgDrillClock = std::chrono::steady_clock;

DrillResult postgresProblem(const Error &error)
{
    auto text = QString::fromStdString(error.text);
    if (!error.detail.empty() && error.detail != error.text)
        text += QStringLiteral(" (%1)").arg(QString::fromStdString(error.detail).trimmed());
    return {{}, text};
}

// Only a session of an application, and only the one that was chosen: pids are used again.
constexpr std::string_view EndSql = R"(
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE pid = $1::int AND backend_start = $2::timestamptz AND backend_type = 'client backend'
  AND application_name NOT LIKE 'tierlens%')";
constexpr std::string_view StillThereSql = R"(
SELECT count(*) FROM pg_stat_activity
WHERE pid = $1::int AND backend_start = $2::timestamptz)";

constexpr std::string_view ValuesSql
    = "SELECT name, current_setting(name, true), pending_restart::text FROM pg_settings "
      "WHERE context NOT IN ('internal') AND name <> 'application_name'";

struct SettingNow
{
    std::string value;
    bool waitsForRestart = false;
};

Result<std::map<std::string, SettingNow>> settingsNow(const std::string &address)
{
    // A session of its own: one that is open keeps some values until it ends.
    PostgresConnection postgres({.connection = address, .name = "tierlens-drill"});
    const auto rows = postgres.run(ValuesSql);
    if (!rows)
        return rows.error();
    std::map<std::string, SettingNow> settings;
    for (std::size_t i = 0; i < rows->rows.size(); ++i)
        settings[std::string(rows->text(i, 0))]
            = {std::string(rows->text(i, 1)), rows->text(i, 2) == "true"};
    return settings;
}

// What is wrong with the configuration files; empty as well if we may not see it.
QStringList wrongLines(PostgresConnection &postgres)
{
    const auto rows
        = postgres.run("SELECT regexp_replace(sourcefile, '.*/', ''), sourceline, error "
                       "FROM pg_file_settings WHERE error IS NOT NULL "
                       "AND error <> 'setting could not be applied' LIMIT 5");
    QStringList lines;
    for (std::size_t i = 0; rows && i < rows->rows.size(); ++i)
        lines << PostgresDrillWords::tr("%1, line %2: %3")
                     .arg(QString::fromStdString(std::string(rows->text(i, 0))))
                     .arg(rows->number(i, 1))
                     .arg(QString::fromStdString(std::string(rows->text(i, 2))));
    return lines;
}
} // namespace

DrillResult endSession(const DrillWork &work)
{
    PostgresConnection postgres({.connection = work.address, .name = "tierlens-drill"});
    const std::array<std::string, 2> who{std::to_string(work.order.target), work.order.born};
    if (const auto open = postgres.open(); !open)
        return postgresProblem(open.error());
    const auto began = PgDrillClock::now();
    const auto ended = postgres.run(EndSql, who);
    if (!ended)
        return postgresProblem(ended.error());
    if (ended->empty())
        return {{}, PostgresDrillWords::tr("This session has gone by itself meanwhile.")};
    if (ended->text(0, 0) != "t")
        return {{}, PostgresDrillWords::tr("Postgres could not send the signal that ends it.")};
    constexpr Duration Watched = 10s;
    while (PgDrillClock::now() - began < Watched) {
        const auto left = postgres.run(StillThereSql, who);
        if (!left)
            return postgresProblem(left.error());
        if (left->number(0, 0) == 0)
            return {{PostgresDrillWords::tr(
                        "Session %1 was gone after %2; what it had not committed is undone.")
                            .arg(work.order.target)
                            .arg(durationText(PgDrillClock::now() - began))},
                {}};
        work.tell(double((PgDrillClock::now() - began).count()) / double(Watched.count()),
            PostgresDrillWords::tr("Waiting for the session to end."));
        if (!work.wait(20ms))
            break;
    }
    return {{},
        PostgresDrillWords::tr("The order was given, but the session was not gone after %1.")
            .arg(durationText(PgDrillClock::now() - began))};
}

DrillResult reloadSettings(const DrillWork &work)
{
    PostgresConnection postgres({.connection = work.address, .name = "tierlens-drill"});
    const auto before = settingsNow(work.address);
    if (!before)
        return postgresProblem(before.error());
    const auto loaded = postgres.run("SELECT pg_conf_load_time()::text");
    if (!loaded)
        return postgresProblem(loaded.error());
    const auto began = PgDrillClock::now();
    const auto reload = postgres.run("SELECT pg_reload_conf()");
    if (!reload)
        return postgresProblem(reload.error());
    // The postmaster is told by a signal, and tells our session in its turn.
    const auto loadedBefore = std::string(loaded->text(0, 0));
    bool isDone = false;
    while (!isDone && PgDrillClock::now() - began < 5s && work.wait(20ms)) {
        const auto now = postgres.run("SELECT pg_conf_load_time()::text");
        isDone = now && now->text(0, 0) != loadedBefore;
    }
    if (!isDone)
        return {{},
            PostgresDrillWords::tr("Postgres did not say that it has read them, within %1.")
                .arg(durationText(PgDrillClock::now() - began))};
    const auto after = settingsNow(work.address);
    if (!after)
        return postgresProblem(after.error());
    QStringList changed, waiting;
    for (const auto &[name, setting] : *after) {
        const auto was = before->find(name);
        const auto shown = QString::fromStdString(name);
        if (was != before->end() && was->second.value != setting.value)
            changed << QStringLiteral("%1: %2 → %3")
                           .arg(shown, QString::fromStdString(was->second.value),
                               QString::fromStdString(setting.value));
        if (setting.waitsForRestart)
            waiting << shown;
    }
    DrillResult result{{PostgresDrillWords::tr("Read again after %1.")
                               .arg(durationText(PgDrillClock::now() - began))},
        {}};
    result.measured << (changed.isEmpty()
            ? PostgresDrillWords::tr("No setting of a new session is different.")
            : PostgresDrillWords::tr("Different now: %1")
                  .arg(changed.mid(0, 20).join(QStringLiteral("; "))));
    if (!waiting.isEmpty())
        result.measured << PostgresDrillWords::tr("These wait for a restart: %1")
                               .arg(waiting.join(QStringLiteral(", ")));
    if (const auto wrong = wrongLines(postgres); !wrong.isEmpty())
        result.measured << PostgresDrillWords::tr("Wrong in the files: %1")
                               .arg(wrong.join(QStringLiteral("; ")));
    return result;
}

} // namespace tierlens
