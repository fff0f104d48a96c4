// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connectionimport.h"

#include "connections/postgresform.h"

#include <QDir>
#include <QFile>

#include <algorithm>

namespace tierlens {

namespace {

constexpr qint64 LargestFile = 1'000'000;

QStringList linesOf(const QString &name)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text))
        return {};
    auto lines = QString::fromUtf8(file.read(LargestFile)).split(QLatin1Char('\n'));
    for (auto &line : lines)
        line = line.trimmed();
    return lines;
}

// "a\:b:c" → "a:b", "c"
QStringList fieldsOf(const QString &line)
{
    QStringList fields{QString()};
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == QLatin1Char('\\') && i + 1 < line.size())
            fields.last() += line[++i];
        else if (line[i] == QLatin1Char(':'))
            fields << QString();
        else
            fields.last() += line[i];
    }
    return fields;
}

class Collector
{
public:
    std::vector<ImportProposal> proposals;

    void add(ImportProposal proposal)
    {
        const auto &one = proposal.connection;
        const bool isKnown
            = std::any_of(proposals.begin(), proposals.end(), [&one](const ImportProposal &other) {
                  return other.connection.redis == one.redis
                      && other.connection.postgres == one.postgres;
              });
        if (!isKnown)
            proposals.push_back(std::move(proposal));
    }
    void addPostgres(const PostgresForm &form, const QString &name, const QString &source,
        const std::optional<PostgresForm> &asServed = {})
    {
        ImportProposal proposal;
        proposal.asServed = asServed;
        if (const auto parts = withoutSecrets(Tier::Postgres, form.connection())) {
            proposal.connection.name = name;
            proposal.connection.postgres = parts->address;
            proposal.postgres = parts->secrets;
            proposal.source = source;
            add(std::move(proposal));
        }
    }
};

// Both belong to one application, if both are there.
void addUrls(Collector &collector, const QProcessEnvironment &environment)
{
    ImportProposal proposal;
    QStringList sources;
    const auto redis = withoutSecrets(Tier::Redis, environment.value(QStringLiteral("REDIS_URL")));
    if (redis && !redis->address.isEmpty()) {
        proposal.connection.redis = redis->address;
        proposal.redis = redis->secrets;
        sources << QStringLiteral("REDIS_URL");
    }
    const auto url = environment.value(QStringLiteral("DATABASE_URL")).trimmed();
    const bool isPostgres = url.startsWith(QLatin1String("postgres://"))
        || url.startsWith(QLatin1String("postgresql://"));
    const auto postgres = withoutSecrets(Tier::Postgres, isPostgres ? url : QString());
    if (postgres && !postgres->address.isEmpty()) {
        proposal.connection.postgres = postgres->address;
        proposal.postgres = postgres->secrets;
        sources << QStringLiteral("DATABASE_URL");
    }
    if (sources.isEmpty())
        return;
    const auto tier = proposal.connection.postgres.isEmpty() ? Tier::Redis : Tier::Postgres;
    proposal.connection.name = shownAddress(
        tier, tier == Tier::Redis ? proposal.connection.redis : proposal.connection.postgres);
    proposal.source = sources.join(QStringLiteral(", "));
    collector.add(std::move(proposal));
}

void addPgVariables(Collector &collector, const QProcessEnvironment &environment)
{
    PostgresForm form;
    QStringList sources;
    for (const auto &[variable, field] :
        {std::pair{"PGSERVICE", &PostgresForm::service}, std::pair{"PGHOST", &PostgresForm::host},
            std::pair{"PGPORT", &PostgresForm::port}, std::pair{"PGUSER", &PostgresForm::user},
            std::pair{"PGDATABASE", &PostgresForm::database},
            std::pair{"PGSSLMODE", &PostgresForm::tlsMode}}) {
        const auto value = environment.value(QLatin1String(variable));
        if (value.isEmpty())
            continue;
        form.*field = value;
        sources << QLatin1String(variable);
    }
    if (form.host.isEmpty() && form.database.isEmpty() && form.service.isEmpty())
        return;
    form.password = environment.value(QStringLiteral("PGPASSWORD"));
    collector.addPostgres(form,
        form.service.isEmpty() ? shownAddress(Tier::Postgres, form.connection()) : form.service,
        sources.join(QStringLiteral(", ")));
}

void addServices(Collector &collector, const QString &file)
{
    PostgresForm form; // by its name: what the file says of it may change
    PostgresForm served;
    const auto add = [&] {
        if (!form.service.isEmpty())
            collector.addPostgres(form, form.service, file, served);
    };
    const auto lines = linesOf(file);
    for (const auto &line : lines) {
        if (line.startsWith(QLatin1Char('['))) {
            add();
            form = served = {};
            form.asKeywords = true;
            if (line.endsWith(QLatin1Char(']')))
                form.service = line.mid(1, line.size() - 2).trimmed();
        }
        for (const auto &[keyword, field] :
            {std::pair{"hostaddr", &PostgresForm::host}, std::pair{"host", &PostgresForm::host},
                std::pair{"port", &PostgresForm::port}, std::pair{"user", &PostgresForm::user},
                std::pair{"dbname", &PostgresForm::database}}) {
            const auto begin = QLatin1String(keyword);
            if (line.startsWith(begin) && line.mid(begin.size()).startsWith(QLatin1Char('=')))
                served.*field = line.mid(begin.size() + 1).trimmed();
        }
    }
    add();
}

void addPasswordFile(Collector &collector, const QString &file)
{
    const auto any = QStringLiteral("*");
    const auto lines = linesOf(file);
    for (const auto &line : lines) {
        if (line.isEmpty() || line.startsWith(QLatin1Char('#')))
            continue;
        const auto fields = fieldsOf(line);
        if (fields.size() < 5 || fields[0] == any || fields[0].isEmpty())
            continue;
        PostgresForm form;
        form.host = fields[0];
        form.port = fields[1] == any || fields[1] == QLatin1String("5432") ? QString() : fields[1];
        form.database = fields[2] == any || fields[2] == QLatin1String("replication")
            ? QStringLiteral("postgres")
            : fields[2];
        form.user = fields[3] == any ? QString() : fields[3];
        collector.addPostgres(form, form.database + QLatin1Char('@') + form.host, file);
    }
}

} // namespace

ImportSources ImportSources::ofThisComputer()
{
    return {QProcessEnvironment::systemEnvironment(), QDir::homePath()};
}

std::vector<ImportProposal> importProposals(const ImportSources &sources)
{
    Collector collector;
    const auto &environment = sources.environment;
    const auto fileOf = [&](const char *variable, const QString &usual) {
        return environment.value(QLatin1String(variable), usual);
    };
    addUrls(collector, environment);
    addPgVariables(collector, environment);
    addServices(
        collector, fileOf("PGSERVICEFILE", sources.home + QStringLiteral("/.pg_service.conf")));
    if (const auto folder = environment.value(QStringLiteral("PGSYSCONFDIR")); !folder.isEmpty())
        addServices(collector, folder + QStringLiteral("/pg_service.conf"));
#ifdef Q_OS_WIN
    const auto passwords
        = environment.value(QStringLiteral("APPDATA")) + QStringLiteral("/postgresql/pgpass.conf");
#else
    const auto passwords = sources.home + QStringLiteral("/.pgpass");
#endif
    addPasswordFile(collector, fileOf("PGPASSFILE", passwords));
    return collector.proposals;
}

} // namespace tierlens
