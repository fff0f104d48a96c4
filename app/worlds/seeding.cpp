// SPDX-License-Identifier: GPL-3.0-or-later
#include "worlds/seeding.h"

#include "core/durationtext.h"

#include <QCoreApplication>
#include <QFile>
#include <QString>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
struct SeedingWords
{
    Q_DECLARE_TR_FUNCTIONS(Seeding)
};

constexpr double VacuumShare = 0.96;
} // namespace

std::string withVariables(std::string sql, const Seeding::Variables &variables)
{
    std::string out;
    out.reserve(sql.size());
    for (std::size_t i = 0; i < sql.size();) {
        std::size_t end = i + 1;
        if (sql[i] == ':' && (i == 0 || sql[i - 1] != ':')) { // not a cast
            while (end < sql.size()
                && (std::isalnum(static_cast<unsigned char>(sql[end])) != 0 || sql[end] == '_'))
                ++end;
            const std::string_view name(sql.data() + i + 1, end - i - 1);
            const auto found = std::find_if(variables.begin(), variables.end(),
                [name](const auto &variable) { return variable.first == name; });
            if (found != variables.end()) {
                out += std::to_string(found->second);
                i = end;
                continue;
            }
        }
        out.append(sql, i, end - i);
        i = end;
    }
    return out;
}

Seeding::Seeding(
    std::string world, std::string format, Variables variables, Report report, std::stop_token stop)
    : m_world(std::move(world))
    , m_format(std::move(format))
    , m_variables(std::move(variables))
    , m_report(std::move(report))
    , m_stop(std::move(stop))
{ }

Error Seeding::stopped()
{
    return {ErrorKind::Refused, {}, SeedingWords::tr("Seeding was stopped.").toStdString(), {}};
}

PostgresOptions Seeding::patient(PostgresOptions options)
{
    options.readOnly = false;
    options.statementTimeout = 10min;
    options.answerTimeout = 11min;
    return options;
}

Result<bool> Seeding::isThere(PostgresConnection &postgres) const
{
    const auto mark = postgres.run("SELECT to_regclass('" + schema() + ".seeded') IS NOT NULL");
    if (!mark)
        return mark.error();
    if (mark->text(0, 0) != "t")
        return false;
    const auto seeded = postgres.run("SELECT format FROM " + schema() + ".seeded");
    if (!seeded)
        return seeded.error();
    return !seeded->empty() && seeded->text(0, 0) == m_format;
}

Result<Done> Seeding::ensure(
    const PostgresOptions &options, const std::function<Result<Done>()> &makeWorld)
{
    PostgresConnection postgres(patient(options));
    auto there = isThere(postgres);
    if (!there)
        return there.error();
    if (*there)
        return Done{};
    if (const auto turn = postgres.run("SELECT pg_advisory_lock(7401)"); !turn)
        return turn.error();
    there = isThere(postgres);
    if (!there)
        return there.error();
    return *there ? Result<Done>(Done{}) : makeWorld();
}

// Only our own schema is ever touched, and only with the right to make one.
Result<Done> Seeding::begin(PostgresConnection &postgres)
{
    const auto rights = postgres.run("SELECT has_database_privilege(current_database(), 'CREATE'), "
                                     "current_user, current_database()");
    if (!rights)
        return rights.error();
    if (rights->text(0, 0) != "t") {
        const auto name = [&rights](std::size_t column) {
            return QString::fromStdString(std::string(rights->text(0, column)));
        };
        const auto user = name(1), database = name(2);
        return Error{ErrorKind::Denied, "42501",
            SeedingWords::tr(
                "The Postgres role \"%1\" may not create a schema in the database \"%2\". "
                "Ask its owner for: GRANT CREATE ON DATABASE \"%2\" TO \"%1\".")
                .arg(user, database)
                .toStdString(),
            {}};
    }
    const auto dropped = postgres.run("DROP SCHEMA IF EXISTS " + schema() + " CASCADE");
    if (!dropped)
        return dropped.error();
    tell(SeedingWords::tr("Making the schema %1")
             .arg(QString::fromStdString(schema()))
             .toStdString(),
        0);
    return Done{};
}

Result<std::uint64_t> Seeding::script(
    PostgresConnection &postgres, const char *name, const Variables &more)
{
    QFile file(QStringLiteral(":/sql/%1_%2.sql")
                   .arg(QString::fromStdString(m_world), QLatin1String(name)));
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorKind::Internal, {},
            "The program lacks its file " + file.fileName().toStdString() + ".", {}};
    }
    Variables all = m_variables;
    all.insert(all.end(), more.begin(), more.end());
    const auto rows = postgres.run(withVariables(file.readAll().toStdString(), all));
    if (!rows)
        return rows.error();
    return rows->affected;
}

// VACUUM marks pages as visible to all, so that counting needs the index alone. It comes after all
// transactions of seeding: while one is open it cannot.
Result<Done> Seeding::finish(
    PostgresConnection &postgres, const std::vector<const char *> &tables, double fromShare)
{
    double share = fromShare;
    for (const char *table : tables) {
        tell(SeedingWords::tr("Vacuuming %1").arg(QLatin1String(table)).toStdString(), share);
        share += (VacuumShare - fromShare) / static_cast<double>(tables.size());
        const auto done = postgres.run("VACUUM ANALYZE " + schema() + '.' + table);
        if (!done)
            return done.error();
    }
    if (auto done = script(postgres, "grants"); !done)
        return done.error();
    tell(SeedingWords::tr("Writing everything to disk").toStdString(), VacuumShare);
    const auto marked = postgres.run(
        "INSERT INTO " + schema() + ".seeded (format) VALUES ($1)", std::span(&m_format, 1));
    if (!marked)
        return marked.error();
    // A plain role may not; then the server does it in its own time.
    if (const auto written = postgres.run("CHECKPOINT"); !written && !postgres.isOpen())
        return written.error();
    tell(SeedingWords::tr("Seeded").toStdString(), 1);
    return Done{};
}

void Seeding::tellRows(std::string_view table, std::int64_t rows, std::int64_t of, double share)
{
    tell(SeedingWords::tr("Seeding %1: %2 of %3 rows")
             .arg(QString::fromStdString(std::string(table)),
                 countText(static_cast<std::uint64_t>(rows)),
                 countText(static_cast<std::uint64_t>(of)))
             .toStdString(),
        share);
}

void Seeding::tell(const std::string &text, double share)
{
    const std::lock_guard lock(m_mutex);
    m_share = std::max(m_share, share); // two may tell at the same time
    if (m_report)
        m_report({"seed", text, m_share, share >= 1});
}

std::int64_t Seeding::stepFor(std::int64_t count, std::int64_t near)
{
    while (std::gcd(near, count) != 1)
        ++near;
    return near;
}

} // namespace tierlens
