// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"
#include "live/watchreport.h"

#include <QJsonArray>

namespace tierlens {

namespace {
QString cell(QString text)
{
    return text.replace(QLatin1Char('|'), QLatin1String("\\|")).simplified();
}

QString percent(const QJsonValue &share)
{
    return percentText(share.isDouble() ? share.toDouble() : -1.0);
}

QString count(const QJsonValue &value)
{
    return countText(static_cast<std::uint64_t>(value.toDouble()));
}

QString rate(const QJsonValue &value)
{
    return value.isDouble() ? rateText(value.toDouble()) : QStringLiteral("–");
}

QString micros(const QJsonValue &value)
{
    return durationText(Duration{qRound64(value.toDouble() * 1e3)});
}

QString serverLines(const QJsonObject &report)
{
    QString text;
    const auto servers = report[QStringLiteral("servers")].toObject();
    for (auto server = servers.begin(); server != servers.end(); ++server) {
        const auto of = server.value().toObject();
        text += QStringLiteral("- %1 %2 at %3%4\n")
                    .arg(server.key(), of[QStringLiteral("version")].toString(),
                        of[QStringLiteral("address")].toString(),
                        of[QStringLiteral("up")].toBool()
                            ? QString()
                            : QStringLiteral(": ") + of[QStringLiteral("problem")].toString());
    }
    return text;
}

QString figureTable(const QJsonObject &redis, const QJsonObject &postgres)
{
    QString text = QStringLiteral("\n## Traffic\n\n| | |\n|---|---:|\n");
    const auto row = [&text](const char *name, const QString &value) {
        text += QStringLiteral("| %1 | %2 |\n").arg(QLatin1String(name), value);
    };
    if (!redis.isEmpty()) {
        row("Redis commands per second", rate(redis[QStringLiteral("commands_per_second")]));
        row("hit rate", percent(redis[QStringLiteral("hit_rate")]));
        row("hits", count(redis[QStringLiteral("hits")]));
        row("misses", count(redis[QStringLiteral("misses")]));
        row("expired keys", count(redis[QStringLiteral("expired")]));
        row("evicted keys", count(redis[QStringLiteral("evicted")]));
        row("99 % of reads took at most", micros(redis[QStringLiteral("read_p99_at_most_us")]));
    }
    if (!postgres.isEmpty()) {
        row("Postgres transactions", count(postgres[QStringLiteral("commits")]));
        row("queries",
            postgres.contains(QStringLiteral("queries"))
                ? count(postgres[QStringLiteral("queries")])
                : QStringLiteral("not counted: pg_stat_statements is missing"));
        row("pages found in memory", percent(postgres[QStringLiteral("buffer_hit_rate")]));
    }
    return text;
}
} // namespace

QString watchReportPage(const QJsonObject &report)
{
    QString text = QStringLiteral("# What Tierlens saw at %1\n\nFrom %2 to %3 (UTC).\n\n")
                       .arg(report[QStringLiteral("watched")].toString(),
                           report[QStringLiteral("from")].toString(),
                           report[QStringLiteral("to")].toString());
    text += serverLines(report);
    text += QStringLiteral("\n## What seems to be going on\n\n");
    const auto findings = report[QStringLiteral("findings")].toArray();
    if (findings.isEmpty())
        text += QStringLiteral("Nothing out of the ordinary was seen.\n");
    for (const auto entry : findings) {
        const auto finding = entry.toObject();
        text += QStringLiteral("- %1 %2%3\n")
                    .arg(finding[QStringLiteral("sentence")].toString(),
                        finding[QStringLiteral("next")].toString(),
                        finding[QStringLiteral("over")].toBool() ? QStringLiteral(" (over)")
                                                                 : QString());
    }
    text += figureTable(
        report[QStringLiteral("redis")].toObject(), report[QStringLiteral("postgres")].toObject());
    text += QStringLiteral("\n## Key patterns\n\nHit rates are inferred from a burst of commands; "
                           "keys and bytes are estimates from a sample.\n\n| pattern | keys | size "
                           "| without expiry | hit rate | misses | filled by | one miss costs "
                           "|\n|---|---:|---:|---:|---:|---:|---|---:|\n");
    for (const auto entry : report[QStringLiteral("patterns")].toArray()) {
        const auto row = entry.toObject();
        const auto link = row[QStringLiteral("filled_by")].toObject();
        text += QStringLiteral("| %1 | %2 | %3 | %4 | %5 | %6 | %7 | %8 |\n")
                    .arg(cell(row[QStringLiteral("pattern")].toString()),
                        count(row[QStringLiteral("keys")]),
                        bytesText(
                            static_cast<std::uint64_t>(row[QStringLiteral("bytes")].toDouble())),
                        percent(row[QStringLiteral("without_expiry")]),
                        percent(row[QStringLiteral("hit_rate_inferred")]),
                        rate(row[QStringLiteral("misses_per_second")]),
                        cell(link[QStringLiteral("statement")].toString()),
                        link.isEmpty() ? QString()
                                       : micros(link[QStringLiteral("one_miss_costs_us")]));
    }
    text += QStringLiteral("\n## Statements\n\n| statement | calls | mean | all together "
                           "|\n|---|---:|---:|---:|\n");
    for (const auto entry : report[QStringLiteral("statements")].toArray()) {
        const auto row = entry.toObject();
        text += QStringLiteral("| %1 | %2 | %3 | %4 |\n")
                    .arg(cell(row[QStringLiteral("statement")].toString()),
                        count(row[QStringLiteral("calls")]), micros(row[QStringLiteral("mean_us")]),
                        durationText(
                            Duration{qRound64(row[QStringLiteral("time_s")].toDouble() * 1e9)}));
    }
    const auto own = report[QStringLiteral("own_use")].toObject();
    text += QStringLiteral("\n## What looking cost\n\n| | share of its time | calls "
                           "|\n|---|---:|---:|\n");
    for (const auto *name : {"redis", "postgres"}) {
        const auto use = own[QLatin1String(name)].toObject();
        text += QStringLiteral("| %1 | %2 | %3 |\n")
                    .arg(QLatin1String(name),
                        QString::number(
                            100 * use[QStringLiteral("share_of_time")].toDouble(), 'f', 2)
                            + QStringLiteral(" %"),
                        rate(use[QStringLiteral("calls_per_second")]));
    }
    return text;
}

} // namespace tierlens
