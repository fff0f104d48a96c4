// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/reportpage.h"

#include "core/durationtext.h"

#include <QJsonArray>

namespace tierlens {

namespace {
QString micros(const QJsonValue &value)
{
    return durationText(Duration{qRound64(value.toDouble() * 1e3)});
}

QString count(const QJsonValue &value)
{
    return countText(static_cast<std::uint64_t>(value.toDouble()));
}

QString moneyText(const QJsonObject &money)
{
    const auto amount = [&money](const char *name) {
        return QString::number(money[QLatin1String(name)].toDouble(), 'f', 2);
    };
    return QStringLiteral("\n## Money\n\nOne expensive answer costs %1.\n\n| | answers | money "
                          "|\n|---|---:|---:|\n| paid for | %2 | %3 |\n| used again | %4 | %5 |\n")
        .arg(QString::number(money[QStringLiteral("price")].toDouble(), 'g', 6),
            count(money[QStringLiteral("answers_paid")]), amount("spent"),
            count(money[QStringLiteral("answers_reused")]), amount("saved"));
}

// Cells must not end a table's row early.
QString cell(QString text)
{
    return text.replace(QLatin1Char('|'), QLatin1String("\\|")).simplified();
}
} // namespace

QString serverChangeText(const ServerChange &change)
{
    const auto name
        = change.tier == Tier::Redis ? QStringLiteral("Redis") : QStringLiteral("Postgres");
    const auto text = QString::fromStdString(change.text);
    const auto with = [&](const QString &plain) { return text.isEmpty() ? plain : text; };
    switch (change.state) {
    case ServerChange::State::Up:
        return change.version.empty()
            ? name + QStringLiteral(" is up")
            : QStringLiteral("%1 %2 is up").arg(name, QString::fromStdString(change.version));
    case ServerChange::State::Loading:
        return with(name + QStringLiteral(" is up, but still reading its data"));
    case ServerChange::State::Frozen:
        return with(name + QStringLiteral(" does not answer"));
    case ServerChange::State::Lost:
        return with(name + QStringLiteral(" is not there"));
    case ServerChange::State::Stopping:
        return with(name + QStringLiteral(" is being stopped"));
    case ServerChange::State::Starting:
        return with(name + QStringLiteral(" is being started"));
    case ServerChange::State::Connecting:
        return with(QStringLiteral("Connecting to ") + name);
    case ServerChange::State::Unknown:
        break;
    }
    return with(name);
}

QString reportAsMarkdown(const QJsonObject &report)
{
    const auto object
        = [&report](const char *name) { return report.value(QLatin1String(name)).toObject(); };
    const auto requests = object("requests");
    const auto latency = object("latency_us");
    const auto check = object("check");
    const auto servers = object("servers");
    const double asked = requests[QStringLiteral("hits")].toDouble()
        + requests[QStringLiteral("misses")].toDouble()
        + requests[QStringLiteral("coalesced")].toDouble();
    QString text = QStringLiteral("# Tierlens report\n\n");
    text += QStringLiteral("Started %1, ran %2 s.\n\n")
                .arg(report[QStringLiteral("started")].toString())
                .arg(report[QStringLiteral("duration_s")].toDouble(), 0, 'f', 1);
    for (const auto *tier : {"redis", "postgres"}) {
        const auto server = servers[QLatin1String(tier)].toObject();
        text += QStringLiteral("- %1 %2 at %3\n")
                    .arg(QLatin1String(tier), server[QStringLiteral("version")].toString(),
                        server[QStringLiteral("address")].toString());
    }
    text += QStringLiteral("\n## Requests\n\n| | |\n|---|---:|\n");
    for (const auto *name :
        {"total", "reads", "hits", "misses", "coalesced", "bypassed", "writes", "failed"})
        text += QStringLiteral("| %1 | %2 |\n")
                    .arg(QLatin1String(name), count(requests[QLatin1String(name)]));
    if (asked > 0)
        text += QStringLiteral("| hit rate over the whole run | %1 |\n")
                    .arg(percentText(requests[QStringLiteral("hits")].toDouble() / asked));
    if (report.contains(QStringLiteral("money")))
        text += moneyText(object("money"));
    text += QStringLiteral("\n## How long it took\n\n| | count | p50 | p90 | p99 | max "
                           "|\n|---|---:|---:|---:|---:|---:|\n");
    for (const auto *name :
        {"hit", "miss", "bypass", "write", "redis_get", "redis_set", "postgres_query"}) {
        const auto row = latency[QLatin1String(name)].toObject();
        text += QStringLiteral("| %1 | %2 | %3 | %4 | %5 | %6 |\n")
                    .arg(QLatin1String(name), count(row[QStringLiteral("count")]),
                        micros(row[QStringLiteral("p50")]), micros(row[QStringLiteral("p90")]),
                        micros(row[QStringLiteral("p99")]), micros(row[QStringLiteral("max")]));
    }
    const auto redis = check[QStringLiteral("redis")].toObject();
    const auto postgres = check[QStringLiteral("postgres")].toObject();
    text += QStringLiteral("\n## Compared with the servers' own counters\n\n| | counted here | "
                           "counted by the server |\n|---|---:|---:|\n");
    text += QStringLiteral("| Redis hits | %1 | %2 |\n")
                .arg(count(redis[QStringLiteral("our_hits")]),
                    count(redis[QStringLiteral("keyspace_hits")]));
    text += QStringLiteral("| Redis misses | %1 | %2 |\n")
                .arg(count(redis[QStringLiteral("our_misses")]),
                    count(redis[QStringLiteral("keyspace_misses")]));
    text += QStringLiteral("| Postgres queries | %1 | %2 |\n")
                .arg(count(postgres[QStringLiteral("our_queries")]),
                    count(postgres[QStringLiteral("queries")]));
    text += check[QStringLiteral("agrees")].toBool()
        ? QStringLiteral("\nThey agree.")
        : QStringLiteral("\nThey do not agree, or could not be compared.");
    text += QStringLiteral(" Not covered by a comparison: %1 calls to Redis, %2 to Postgres. Sent "
                           "and never answered: %3 and %4.\n")
                .arg(count(redis[QStringLiteral("unchecked")]),
                    count(postgres[QStringLiteral("unchecked")]),
                    count(redis[QStringLiteral("unanswered")]),
                    count(postgres[QStringLiteral("unanswered")]));
    const auto impacts = report[QStringLiteral("impacts")].toArray();
    if (!impacts.isEmpty()) {
        text += QStringLiteral("\n## What was done, and what it cost\n\n| at | action | settled "
                               "after | keys lost | extra queries | slowest answer | failed | rows "
                               "lost |\n|---:|---|---:|---:|---:|---:|---:|---:|\n");
        for (const auto &entry : impacts) {
            const auto impact = entry.toObject();
            const auto settled = impact[QStringLiteral("settled_after_s")];
            const auto rows = impact[QStringLiteral("rows_lost")];
            text += QStringLiteral("| %1 s | %2 | %3 | %4 | %5 | %6 | %7 | %8 |\n")
                        .arg(QString::number(impact[QStringLiteral("at_s")].toDouble(), 'f', 1),
                            cell(impact[QStringLiteral("action")].toString()),
                            settled.isNull()
                                ? QStringLiteral("not yet")
                                : QStringLiteral("%1 s").arg(settled.toDouble(), 0, 'f', 1),
                            count(impact[QStringLiteral("keys_lost")]),
                            count(impact[QStringLiteral("extra_queries")]),
                            micros(impact[QStringLiteral("slowest_us")]),
                            count(impact[QStringLiteral("failed")]),
                            rows.isNull() ? QStringLiteral("not checked") : count(rows));
        }
    }
    const auto sightings = report[QStringLiteral("sightings")].toArray();
    if (!sightings.isEmpty()) {
        text += QStringLiteral("\n## What was recognised\n\n| at | what |\n|---:|---|\n");
        for (const auto &entry : sightings) {
            const auto sighting = entry.toObject();
            text += QStringLiteral("| %1 s | %2 |\n")
                        .arg(QString::number(sighting[QStringLiteral("at_s")].toDouble(), 'f', 2),
                            cell(sighting[QStringLiteral("text")].toString()));
        }
    }
    text += QStringLiteral("\n## Events\n\n| at | what |\n|---:|---|\n");
    for (const auto &entry : report[QStringLiteral("events")].toArray()) {
        const auto event = entry.toObject();
        text += QStringLiteral("| %1 s | %2 |\n")
                    .arg(QString::number(event[QStringLiteral("at_s")].toDouble(), 'f', 2),
                        cell(event[QStringLiteral("text")].toString()));
    }
    return text;
}

} // namespace tierlens
