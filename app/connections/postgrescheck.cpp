// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/servercheck.h"

#include <QCoreApplication>
#include <QStringList>

namespace tierlens {

using namespace std::chrono_literals;

namespace {

struct PostgresCheckWords
{
    Q_DECLARE_TR_FUNCTIONS(ConnectionCheck)
};

QString textOf(const Rows &rows, std::size_t column)
{
    const auto text = rows.text(0, column);
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

bool isTrue(const Rows &rows, std::size_t column) { return rows.text(0, column) == "t"; }

constexpr auto Statements = "pg_stat_statements";

// Names the extension among the libraries that are loaded already. Each is quoted alone: in one
// pair of quotes they would be one library with a comma in its name.
QString preloadStatement(const std::optional<std::string> &present)
{
    QStringList libraries;
    if (present) {
        const auto parts = QString::fromStdString(*present).split(QLatin1Char(','));
        for (const auto &part : parts) {
            if (!part.trimmed().isEmpty())
                libraries << QLatin1Char('\'') + part.trimmed().remove(QLatin1Char('"'))
                        + QLatin1Char('\'');
        }
    }
    libraries << QStringLiteral("'pg_stat_statements'");
    return QStringLiteral("ALTER SYSTEM SET shared_preload_libraries = %1;")
        .arg(libraries.join(QStringLiteral(", ")));
}

// pg_stat_statements: loaded by the server, made in this database, open to us.
void addStatements(PostgresConnection &connection, std::vector<CheckLine> &lines)
{
    const auto found = connection.run(
        "select (select count(*) > 0 from pg_settings where name = 'pg_stat_statements.max'),"
        " (select quote_ident(n.nspname) from pg_extension e join pg_namespace n"
        "  on n.oid = e.extnamespace where e.extname = 'pg_stat_statements'),"
        " (select setting from pg_settings where name = 'shared_preload_libraries'),"
        " quote_ident(current_user), quote_ident(current_database())");
    if (!found || found->empty())
        return;
    const bool isLoaded = isTrue(*found, 0);
    const auto schema = textOf(*found, 1);
    const auto create = QStringLiteral("CREATE EXTENSION pg_stat_statements;");
    const auto without = QLatin1Char(' ')
        + PostgresCheckWords::tr(
            "Without it nothing is known of single statements and of what a miss costs.");
    if (!isLoaded) {
        const auto &row = found->rows[0];
        QString cure = preloadStatement(row[2]);
        if (!row[2])
            cure += QLatin1Char(' ')
                + PostgresCheckWords::tr(
                    "-- and keep what is there: SHOW shared_preload_libraries;");
        cure += QLatin1Char('\n') + PostgresCheckWords::tr("-- restart PostgreSQL");
        if (schema.isEmpty())
            cure += QLatin1Char('\n') + create;
        lines.push_back({CheckLine::State::Lacking,
            PostgresCheckWords::tr("The server has not loaded pg_stat_statements.") + without,
            cure});
        return;
    }
    if (schema.isEmpty()) {
        lines.push_back({CheckLine::State::Lacking,
            PostgresCheckWords::tr("The database %1 has no pg_stat_statements.")
                    .arg(textOf(*found, 4))
                + without,
            create});
        return;
    }
    const auto view = schema + QLatin1Char('.') + QLatin1String(Statements);
    const auto read
        = connection.run(QStringLiteral("select 1 from %1 limit 1").arg(view).toStdString());
    if (!read && read.error().code == "42501")
        lines.push_back({CheckLine::State::Lacking,
            PostgresCheckWords::tr("%1 may not read pg_stat_statements.").arg(textOf(*found, 3))
                + without,
            QStringLiteral("GRANT USAGE ON SCHEMA %1 TO %2; GRANT SELECT ON %3 TO %2;")
                .arg(schema, textOf(*found, 3), view)});
    else if (!read)
        lines.push_back({CheckLine::State::Failed, QString::fromStdString(read.error().text), {}});
    else
        lines.push_back({CheckLine::State::Works,
            PostgresCheckWords::tr("pg_stat_statements can be read."), {}});
}

void addMonitor(const Rows &who, std::vector<CheckLine> &lines)
{
    if (isTrue(who, 3)) {
        lines.push_back({CheckLine::State::Works,
            PostgresCheckWords::tr("%1 may read all that Watch asks for.").arg(textOf(who, 1)),
            {}});
        return;
    }
    lines.push_back({CheckLine::State::Lacking,
        PostgresCheckWords::tr(
            "%1 is no member of pg_monitor: the sessions, statements and settings of others "
            "stay hidden.")
            .arg(textOf(who, 1)),
        QStringLiteral("GRANT pg_monitor TO %1;").arg(textOf(who, 2))});
}

} // namespace

PostgresOptions postgresCheckOptions(const QString &address)
{
    PostgresOptions options;
    options.connection = address.trimmed().toStdString();
    options.name = "tierlens-check";
    options.connectTimeout = 3000ms;
    options.statementTimeout = 2000ms;
    options.answerTimeout = 2500ms;
    options.readOnly = true;
    return options;
}

ConnectionCheck checkPostgres(const QString &address)
{
    ConnectionCheck check;
    check.tier = Tier::Postgres;
    const auto fail = [&check](const Error &error) {
        check.wantsPassword = wantsPassword(error);
        check.lines.push_back({CheckLine::State::Failed, QString::fromStdString(error.text), {}});
        return check;
    };
    PostgresConnection connection(postgresCheckOptions(address));
    if (const auto open = connection.open(); !open)
        return fail(open.error());
    const auto who = connection.run(
        "select current_setting('server_version'), current_user, quote_ident(current_user),"
        " pg_has_role('pg_monitor', 'USAGE'), pg_is_in_recovery()");
    if (!who)
        return fail(who.error());
    check.reached = true;
    check.lines.push_back({CheckLine::State::Works,
        PostgresCheckWords::tr("%1, logged in as %2.")
            .arg((isTrue(*who, 4) ? PostgresCheckWords::tr("%1 %2, a replica")
                                  : PostgresCheckWords::tr("%1 %2, a primary"))
                     .arg(QStringLiteral("PostgreSQL"),
                         textOf(*who, 0).section(QLatin1Char(' '), 0, 0)),
                textOf(*who, 1)),
        {}});
    addMonitor(*who, check.lines);
    addStatements(connection, check.lines);
    return check;
}

} // namespace tierlens
