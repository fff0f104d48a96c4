// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/watchreport.h"

#include <QDateTime>
#include <QJsonArray>

namespace tierlens {

namespace {
double micros(Duration value) { return double(value.count()) / 1e3; }
double seconds(Duration value) { return double(value.count()) / 1e9; }
QString text(const std::string &s) { return QString::fromStdString(s); }
QJsonValue whole(std::uint64_t n) { return static_cast<double>(n); }
QJsonValue known(double value) { return value < 0 ? QJsonValue() : QJsonValue(value); }

QJsonObject servers(const WatchSession &session)
{
    QJsonObject servers;
    if (const auto *redis = session.redis())
        servers.insert(QStringLiteral("redis"),
            QJsonObject{{QStringLiteral("address"), session.redisAddress()},
                {QStringLiteral("version"), text(redis->state.version)},
                {QStringLiteral("mode"), text(redis->state.mode)},
                {QStringLiteral("up"), redis->health == ServerChange::State::Up},
                {QStringLiteral("problem"), text(redis->problem)},
                {QStringLiteral("memory"), whole(redis->state.usedMemory)},
                {QStringLiteral("memory_limit"), whole(redis->state.maxMemory)},
                {QStringLiteral("eviction_policy"), text(redis->state.evictionPolicy)},
                {QStringLiteral("keys"), whole(redis->state.keys)},
                {QStringLiteral("clients"), whole(redis->state.clients)}});
    if (const auto *postgres = session.postgres())
        servers.insert(QStringLiteral("postgres"),
            QJsonObject{{QStringLiteral("address"), session.postgresAddress()},
                {QStringLiteral("version"), text(postgres->state.version)},
                {QStringLiteral("up"), postgres->health == ServerChange::State::Up},
                {QStringLiteral("problem"), text(postgres->problem)},
                {QStringLiteral("sessions"), whole(postgres->state.sessions)},
                {QStringLiteral("max_connections"), whole(postgres->state.maxConnections)},
                {QStringLiteral("in_recovery"), postgres->state.inRecovery},
                {QStringLiteral("statements_counted"), postgres->state.hasStatements}});
    return servers;
}

QJsonObject redisFigures(const Moment &total)
{
    const auto &c = total.redis;
    return {{QStringLiteral("seconds"), seconds(c.span)},
        {QStringLiteral("commands"), whole(c.commands)},
        {QStringLiteral("commands_per_second"), c.perSecond(c.commands)},
        {QStringLiteral("hits"), whole(c.hits)}, {QStringLiteral("misses"), whole(c.misses)},
        {QStringLiteral("hit_rate"), known(c.hitRate())},
        {QStringLiteral("expired"), whole(c.expired)},
        {QStringLiteral("evicted"), whole(c.evicted)}, {QStringLiteral("errors"), whole(c.errors)},
        {QStringLiteral("read_p50_at_most_us"), micros(total.redisReads.quantile(0.5))},
        {QStringLiteral("read_p99_at_most_us"), micros(total.redisReads.quantile(0.99))}};
}

QJsonObject postgresFigures(const Moment &total)
{
    const auto &c = total.postgres;
    QJsonObject figures{{QStringLiteral("seconds"), seconds(c.span)},
        {QStringLiteral("commits"), whole(c.commits)},
        {QStringLiteral("rollbacks"), whole(c.rollbacks)},
        {QStringLiteral("buffer_hit_rate"), known(c.bufferHitRate())},
        {QStringLiteral("wal_bytes"), whole(c.walBytes)},
        {QStringLiteral("deadlocks"), whole(c.deadlocks)},
        {QStringLiteral("temp_bytes"), whole(c.tempBytes)}};
    if (c.countsStatements) {
        figures.insert(QStringLiteral("queries"), whole(c.queries));
        figures.insert(QStringLiteral("queries_seconds"), seconds(c.queriesSpan));
        figures.insert(QStringLiteral("query_time_s"), seconds(c.queryTime));
    }
    return figures;
}

QJsonArray patterns(const WatchSession &session)
{
    QJsonArray rows;
    for (const auto &row : session.patternRows()) {
        QJsonObject out{{QStringLiteral("pattern"), text(row.figures.pattern)},
            {QStringLiteral("keys"), row.figures.keys},
            {QStringLiteral("keys_error"), row.figures.keysError},
            {QStringLiteral("bytes"), row.figures.bytes},
            {QStringLiteral("without_expiry"), row.figures.withoutExpiry},
            {QStringLiteral("expiring_next_minute"), row.figures.expiringNextMinute},
            {QStringLiteral("misses_per_second"), known(row.missesPerSecond)},
            {QStringLiteral("saved_s_per_second"), known(row.savedPerSecond)}};
        if (row.traffic) {
            out.insert(QStringLiteral("hit_rate_inferred"), known(row.traffic->hitRate()));
            out.insert(QStringLiteral("reads"), whole(row.traffic->reads));
            out.insert(QStringLiteral("pairs"), whole(row.traffic->fills));
        }
        if (row.link) {
            static constexpr const char *Names[] = {"wire", "correlation", "user"};
            out.insert(QStringLiteral("filled_by"),
                QJsonObject{{QStringLiteral("statement"), text(row.link->text)},
                    {QStringLiteral("evidence"),
                        QLatin1String(Names[std::size_t(row.link->evidence)])},
                    {QStringLiteral("confidence"), row.link->confidence},
                    {QStringLiteral("one_miss_costs_us"), micros(row.link->missCost)}});
        }
        rows.append(out);
    }
    return rows;
}

QJsonArray statements(const WatchSession &session)
{
    QJsonArray rows;
    const auto range = session.range();
    for (const auto &total : session.statements().totals(range.from, range.to)) {
        if (rows.size() == 50)
            break;
        rows.append(QJsonObject{{QStringLiteral("statement"), text(total.counts.text)},
            {QStringLiteral("calls"), whole(total.counts.calls)},
            {QStringLiteral("calls_per_second"), total.callsPerSecond},
            {QStringLiteral("mean_us"), micros(total.counts.mean())},
            {QStringLiteral("time_s"), seconds(total.counts.time)},
            {QStringLiteral("rows"), whole(total.counts.rows)}});
    }
    return rows;
}

QJsonArray findings(const WatchSession &session)
{
    QJsonArray rows;
    for (const auto &finding : session.findings().all()) {
        QJsonArray evidence;
        for (const auto &figure : finding.evidence)
            evidence.append(QJsonObject{
                {QStringLiteral("what"), figure.what}, {QStringLiteral("value"), figure.value}});
        QJsonObject row{{QStringLiteral("since"),
                            QDateTime::fromMSecsSinceEpoch(session.wallTime(finding.since))
                                .toUTC()
                                .toString(Qt::ISODateWithMs)},
            {QStringLiteral("sentence"), finding.sentence}, {QStringLiteral("next"), finding.next},
            {QStringLiteral("over"), finding.isOver()}, {QStringLiteral("evidence"), evidence}};
        rows.append(row);
    }
    return rows;
}

QJsonObject ownUse(const OwnUse &use)
{
    return {{QStringLiteral("share_of_time"), use.share()},
        {QStringLiteral("calls_per_second"),
            use.span > Duration::zero() ? double(use.commands) / seconds(use.span) : 0.0}};
}
} // namespace

QJsonObject makeWatchReport(const WatchSession &session)
{
    const auto range = session.range();
    const auto total = session.history().total(range.from, range.to);
    const auto moment = [&](SinceStart at) {
        return QDateTime::fromMSecsSinceEpoch(session.wallTime(at))
            .toUTC()
            .toString(Qt::ISODateWithMs);
    };
    static constexpr const char *Environments[] = {"production", "development", "sandbox"};
    QJsonObject report{{QStringLiteral("format"), 1},
        {QStringLiteral("tierlens"),
            QJsonObject{{QStringLiteral("version"), QStringLiteral(TIERLENS_VERSION)}}},
        {QStringLiteral("watched"), session.connection().name},
        {QStringLiteral("environment"),
            QLatin1String(Environments[std::size_t(session.connection().environment)])},
        {QStringLiteral("from"), moment(range.from)}, {QStringLiteral("to"), moment(range.to)},
        {QStringLiteral("servers"), servers(session)},
        {QStringLiteral("patterns"), patterns(session)},
        {QStringLiteral("statements"), statements(session)},
        {QStringLiteral("findings"), findings(session)},
        {QStringLiteral("own_use"),
            QJsonObject{{QStringLiteral("budget"), session.budget()},
                {QStringLiteral("redis"), ownUse(total.ownRedis)},
                {QStringLiteral("postgres"), ownUse(total.ownPostgres)}}}};
    if (session.hasRedis())
        report.insert(QStringLiteral("redis"), redisFigures(total));
    if (session.hasPostgres())
        report.insert(QStringLiteral("postgres"), postgresFigures(total));
    return report;
}

} // namespace tierlens
