// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "live/jsonvalues.h"
#include "live/snapshotfields.h"
#include "live/watchsession.h"
#include "ui/watching/watchexample.h"

#include <QDateTime>
#include <QJsonDocument>

#include <memory>

// A session as it was at some moment, made by hand and opened as the snapshot file it could be.
namespace tierlens::example {

struct Snapshot
{
    Connection connection;
    std::optional<RedisLook> redis = redisLook();
    std::optional<PostgresLook> postgres = postgresLook();
    std::vector<PatternRow> rows = patternRows();
    std::vector<Moment> history = moments();
    std::vector<WatchedStatements::Stretch> statements;
    std::map<std::int64_t, std::string> texts;
    std::deque<Finding> findings;
    std::deque<SlowEntry> slow{{7, 1'700'000'000, 41ms, "KEYS tmp:*", "10.0.1.5:51234"}};
    std::vector<ClientGroup> clients{{"10.0.1.5", "orders", "get", 24, 0, 0, 3ms}};
    std::vector<TableRow> tables{
        {"public.orders", 12'000'000, 900'000, 4'100'000'000, 900'000'000, 12, 90'000, 0, 0}};

    Snapshot()
    {
        connection.name = QStringLiteral("shop-prod");
        const auto told = story();
        findings.assign(told.begin(), told.end());
        setStatements(8);
    }
    void setStatements(int count)
    {
        statements.clear();
        texts.clear();
        for (int i = 0; i < 90; ++i) {
            WatchedStatements::Stretch stretch;
            stretch.from = std::chrono::seconds{10 * i};
            stretch.length = stretch.covered = 10s;
            for (auto &total : totals(count)) {
                total.counts.calls /= 90;
                total.counts.time /= 90;
                stretch.statements.push_back(total.counts);
            }
            statements.push_back(std::move(stretch));
        }
        for (const auto &total : totals(count))
            texts[total.counts.id] = total.counts.text;
        for (const auto &row : rows) {
            if (row.link)
                texts[row.link->statement] = row.link->text;
        }
    }
    std::unique_ptr<WatchSession> open(const QString &file)
    {
        JsonWriter writer;
        writer("redis", redis), writer("latest_postgres", postgres), writer("patterns", rows);
        writer("history", history), writer("statements", statements), writer("findings", findings);
        writer("slow_log", slow), writer("clients", clients), writer("tables", tables);
        auto json = writer.object();
        QJsonObject named;
        for (const auto &[id, text] : texts)
            named.insert(QString::number(id), json::text(text));
        json.insert(QStringLiteral("statement_texts"), named);
        json.insert(QStringLiteral("tierlens_snapshot"), 1);
        json.insert(
            QStringLiteral("started"), double(QDateTime::currentMSecsSinceEpoch() - 900'000));
        json.insert(QStringLiteral("now"), json::whole(SinceStart(900s).count()));
        json.insert(QStringLiteral("connection"),
            QJsonObject{{QStringLiteral("name"), connection.name},
                {QStringLiteral("environment"), int(connection.environment)},
                {QStringLiteral("redis"), QStringLiteral("redis://10.0.3.7:6379")},
                {QStringLiteral("postgres"), QStringLiteral("db1:5432/shop")}});
        if (!WatchSession::writeSnapshot(file, qCompress(QJsonDocument(json).toJson())))
            return {};
        auto opened = WatchSession::openSnapshot(file);
        return opened ? std::move(*opened) : nullptr;
    }
};

} // namespace tierlens::example
