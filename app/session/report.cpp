// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/report.h"

#include "core/memoryuse.h"
#include "pages/documentfile.h"
#include "session/reportpage.h"
#include "session/session.h"
#include "session/trafficnames.h"
#include "sightings/sightingreport.h"
#include "store/savings.h"

#include <QJsonArray>

namespace tierlens {

namespace {
double seconds(Duration value) { return std::chrono::duration<double>(value).count(); }

double micros(Duration value) { return double(value.count()) / 1e3; }

qint64 whole(std::uint64_t value) { return static_cast<qint64>(value); }

QJsonObject latency(const Histogram &timing)
{
    return {{QStringLiteral("count"), whole(timing.count())},
        {QStringLiteral("p50"), micros(timing.quantile(0.5))},
        {QStringLiteral("p90"), micros(timing.quantile(0.9))},
        {QStringLiteral("p99"), micros(timing.quantile(0.99))},
        {QStringLiteral("max"), micros(timing.max())}};
}

QJsonObject requests(const Timings &timings, Duration ran)
{
    const auto &total = timings.total();
    return {{QStringLiteral("total"), whole(total.requests())},
        {QStringLiteral("reads"), whole(total.reads())},
        {QStringLiteral("hits"), whole(total.of(Outcome::Hit))},
        {QStringLiteral("misses"), whole(total.of(Outcome::Miss))},
        {QStringLiteral("coalesced"), whole(total.of(Outcome::Coalesced))},
        {QStringLiteral("bypassed"), whole(total.of(Outcome::Bypass))},
        {QStringLiteral("writes"), whole(total.of(Outcome::Write))},
        {QStringLiteral("live"), whole(total.of(Outcome::Live))},
        {QStringLiteral("refused"), whole(total.of(Outcome::Refused))},
        {QStringLiteral("failed"), whole(total.of(Outcome::Failed))},
        {QStringLiteral("behind"), whole(total.behind())},
        {QStringLiteral("per_second"),
            ran > Duration::zero() ? double(total.requests()) / seconds(ran) : 0.0}};
}

QJsonObject latencies(const RequestCounts &total)
{
    constexpr std::pair<const char *, Series> names[]
        = {{"hit", Series::Hit}, {"miss", Series::Miss}, {"bypass", Series::Bypass},
            {"write", Series::Write}, {"redis_get", Series::RedisRead},
            {"redis_set", Series::RedisWrite}, {"postgres_query", Series::PostgresQuery}};
    QJsonObject object;
    for (const auto &[name, series] : names)
        object.insert(QLatin1String(name), latency(total.timing(series)));
    return object;
}

// Our figure and the server's, side by side, and what could not be compared.
QJsonObject check(const Store &store)
{
    const auto &total = store.timings().total();
    const auto redis = store.check().verdict(Tier::Redis, total);
    const auto postgres = store.check().verdict(Tier::Postgres, total);
    const auto common = [](const Check::Verdict &verdict, QJsonObject object) {
        object.insert(QStringLiteral("readings"), whole(verdict.readings));
        object.insert(QStringLiteral("unanswered"), whole(verdict.unanswered));
        object.insert(QStringLiteral("unchecked"), whole(verdict.unchecked));
        object.insert(QStringLiteral("agrees"), verdict.agrees && verdict.readings > 0);
        return object;
    };
    return {{QStringLiteral("redis"),
                common(redis,
                    {{QStringLiteral("keyspace_hits"), whole(redis.servers.hits)},
                        {QStringLiteral("keyspace_misses"), whole(redis.servers.misses)},
                        {QStringLiteral("our_hits"), whole(redis.ours.hits)},
                        {QStringLiteral("our_misses"), whole(redis.ours.misses)}})},
        {QStringLiteral("postgres"),
            common(postgres,
                {{QStringLiteral("queries"), whole(postgres.servers.queries)},
                    {QStringLiteral("our_queries"), whole(postgres.ours.queries)}})},
        {QStringLiteral("agrees"),
            redis.agrees && postgres.agrees && redis.readings > 0 && postgres.readings > 0}};
}

QJsonArray events(const Store &store)
{
    QJsonArray array;
    const auto &log = store.log();
    const auto add = [&array](SinceStart at, const char *kind, const std::string &text) {
        array.append(QJsonObject{{QStringLiteral("at_s"), seconds(at)},
            {QStringLiteral("kind"), QLatin1String(kind)},
            {QStringLiteral("text"), QString::fromStdString(text)}});
    };
    for (auto number = log.first(); number < log.end(); ++number) {
        const Event &event = log.at(number);
        if (const auto *action = std::get_if<Action>(&event.what))
            add(event.at, "action", action->text);
        else if (const auto *note = std::get_if<Note>(&event.what))
            add(event.at, "note", note->text);
        else if (const auto *change = std::get_if<ServerChange>(&event.what))
            add(event.at, "server", serverChangeText(*change).toStdString());
    }
    return array;
}

QJsonArray impacts(const Store &store)
{
    QJsonArray array;
    for (const Impact &impact : store.impacts().all()) {
        array.append(
            QJsonObject{{QStringLiteral("action"), QString::fromStdString(impact.action.text)},
                {QStringLiteral("at_s"), seconds(impact.at)},
                {QStringLiteral("settled_after_s"),
                    impact.settled ? QJsonValue(seconds(impact.settledAfter)) : QJsonValue()},
                {QStringLiteral("down_for_s"),
                    impact.downFor ? QJsonValue(seconds(*impact.downFor)) : QJsonValue()},
                {QStringLiteral("keys_lost"), whole(impact.keysLost)},
                {QStringLiteral("extra_queries"), whole(impact.extraQueries())},
                {QStringLiteral("slowest_us"), micros(impact.slowest)},
                {QStringLiteral("failed"), whole(impact.failed)},
                {QStringLiteral("rows_lost"),
                    impact.rowsLost ? QJsonValue(whole(*impact.rowsLost)) : QJsonValue()},
                {QStringLiteral("writes_checked"), whole(impact.writesChecked)}});
    }
    return array;
}

QJsonObject money(const Savings &savings, double price)
{
    return {{QStringLiteral("price"), price}, {QStringLiteral("saved"), savings.saved},
        {QStringLiteral("spent"), savings.spent},
        {QStringLiteral("answers_reused"), whole(savings.reused)},
        {QStringLiteral("answers_paid"), whole(savings.paid)}};
}

QJsonObject settings(const TrafficSettings &traffic)
{
    // All of them, as the command line would have them.
    QJsonObject named;
    for (const TrafficField &field : trafficFields()) {
        const auto name = QString::fromLatin1(field.name);
        named.insert(name, trafficFieldText(traffic, name));
    }
    return {{QStringLiteral("named"), named}, {QStringLiteral("clients"), traffic.clients},
        {QStringLiteral("rate"),
            traffic.rate > 0 ? QJsonValue(traffic.rate) : QJsonValue(QStringLiteral("max"))},
        {QStringLiteral("ttl_s"), double(traffic.ttl.count()) / 1e3},
        {QStringLiteral("cache"), traffic.cache}, {QStringLiteral("jitter"), traffic.jitter},
        {QStringLiteral("single_flight"), traffic.singleFlight},
        {QStringLiteral("invalidate_on_write"), traffic.invalidateOnWrite}};
}
} // namespace

QJsonObject makeReport(const Session &session, const QDateTime &started, Duration ran,
    const std::optional<WindowFigures> &window)
{
    const Store &store = session.store();
    const auto text = [](const std::string &s) { return QString::fromStdString(s); };
    const auto &keys = store.keys().totals();
    QJsonObject report{
        {QStringLiteral("format"), 1},
        {QStringLiteral("tierlens"),
            QJsonObject{{QStringLiteral("version"), QStringLiteral(TIERLENS_VERSION)}}},
        {QStringLiteral("started"), started.toString(Qt::ISODateWithMs)},
        {QStringLiteral("duration_s"), seconds(ran)},
        {QStringLiteral("settings"), settings(session.traffic())},
        {QStringLiteral("servers"),
            QJsonObject{{QStringLiteral("redis"),
                            QJsonObject{{QStringLiteral("version"),
                                            text(store.servers().server(Tier::Redis).version)},
                                {QStringLiteral("address"), session.addressOf(Tier::Redis)},
                                {QStringLiteral("mode"),
                                    session.isSandbox() ? QStringLiteral("sandbox")
                                                        : QStringLiteral("given")}}},
                {QStringLiteral("postgres"),
                    QJsonObject{{QStringLiteral("version"),
                                    text(store.servers().server(Tier::Postgres).version)},
                        {QStringLiteral("address"), session.addressOf(Tier::Postgres)}}}}},
        {QStringLiteral("requests"), requests(store.timings(), ran)},
        {QStringLiteral("latency_us"), latencies(store.timings().total())},
        {QStringLiteral("check"), check(store)},
        {QStringLiteral("keys"),
            QJsonObject{{QStringLiteral("tracked"), whole(store.keys().rows().size())},
                {QStringLiteral("expired"), whole(keys.expired)},
                {QStringLiteral("evicted"), whole(store.servers().evicted())},
                {QStringLiteral("invalidated"), whole(keys.invalidated)},
                {QStringLiteral("stale_seen"), whole(keys.staleSeen)}}},
        {QStringLiteral("events"), events(store)},
        {QStringLiteral("impacts"), impacts(store)},
        {QStringLiteral("sightings"), sightingsReport(store.sightings(), store.timings().now())},
    };
    if (const int priced = session.scenario().pricedOperation; priced >= 0) {
        const double price = session.traffic().price;
        report.insert(QStringLiteral("money"),
            money(savingsOf(store.timings().total(), priced, price), price));
    }
    if (const auto &compared = session.lastComparison())
        report.insert(QStringLiteral("comparison"), comparisonJson(*compared));
    if (window) {
        report.insert(QStringLiteral("ui"),
            QJsonObject{{QStringLiteral("frames"), whole(window->frames)},
                {QStringLiteral("frame_ms_p50"), micros(window->frameTimes.quantile(0.5)) / 1e3},
                {QStringLiteral("frame_ms_p99"), micros(window->frameTimes.quantile(0.99)) / 1e3},
                {QStringLiteral("longest_stall_ms"), micros(window->longestStall) / 1e3},
                {QStringLiteral("dropped_details"), whole(store.droppedDetails())},
                {QStringLiteral("rss_mb"), residentMegabytes()}});
    }
    return report;
}

Result<Done> writeReport(const QString &file, const QJsonObject &report)
{
    return writeDocument(file, report, reportAsMarkdown(report));
}

} // namespace tierlens
