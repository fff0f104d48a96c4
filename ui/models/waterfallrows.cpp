// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/waterfallrows.h"

#include "core/durationtext.h"
#include "models/requesttext.h"
#include "models/tabletext.h"

#include <QCoreApplication>
#include <QStringList>

namespace tierlens {

namespace {
struct WaterfallWords
{
    Q_DECLARE_TR_FUNCTIONS(Waterfall)
};

Waterfall::Row rowOf(const Request &request, const Step &step, const QString &statement,
    const QString &key, const QString &prefix)
{
    Waterfall::Row row;
    switch (step.kind) {
    case StepKind::CacheRead:
    case StepKind::CacheWrite:
    case StepKind::CacheDrop:
        row.who = WaterfallWords::tr("Redis");
        row.accent = Accent::Redis;
        break;
    case StepKind::Query:
    case StepKind::TruthWrite:
        row.who = WaterfallWords::tr("Postgres");
        row.accent = Accent::Postgres;
        break;
    case StepKind::Wait:
        row.who = WaterfallWords::tr("Waiting");
        row.accent = Accent::Miss;
        break;
    }
    row.text = stepText(request, step, statement, key, prefix);
    row.offset = step.offset;
    row.took = step.took;
    return row;
}
} // namespace

Waterfall waterfallOf(
    const Store::RecentRequest &recent, const Statements &statements, const QString &keyPrefix)
{
    const Request &request = recent.request;
    Waterfall waterfall{request.operation, request.outcome, shownKey(request.key, keyPrefix),
        recent.at, recent.took, {}};
    for (const Step &step : request.parts())
        waterfall.rows.push_back(rowOf(
            request, step, oneLine(statements.text(step.statement)), waterfall.key, keyPrefix));
    return waterfall;
}

QString waterfallText(const Waterfall &waterfall)
{
    QStringList lines{
        WaterfallWords::tr("%1 of %2, %3 in all.")
            .arg(outcomeName(waterfall.outcome), waterfall.key, durationText(waterfall.total))};
    for (const auto &row : waterfall.rows)
        lines += WaterfallWords::tr("%1 after %2, took %3: %4")
                     .arg(row.who, durationText(row.offset), durationText(row.took), row.text);
    return lines.join(QLatin1Char('\n'));
}

int ShownMiss::slowestOperation(const Store &store)
{
    int slowest = -1;
    Duration longest{};
    for (int i = 0; i < 256; ++i) {
        const auto &postgres = store.operation(static_cast<std::uint8_t>(i)).postgres;
        if (postgres.count() == 0)
            continue;
        const auto p50 = postgres.quantile(0.5);
        if (slowest < 0 || p50 > longest) {
            slowest = i;
            longest = p50;
        }
    }
    return slowest;
}

// The newest miss of the slowest operation among the requests not looked at yet; otherwise of any.
const Store::RecentRequest *ShownMiss::newestMiss(const Store &store)
{
    const auto &ring = store.requests();
    const int slowest = slowestOperation(store);
    const auto from = std::max(m_seen, ring.first());
    m_seen = ring.end();
    const Store::RecentRequest *any = nullptr;
    for (auto number = ring.end(); number > from; --number) {
        const auto &recent = ring.at(number - 1);
        if (recent.request.outcome != Outcome::Miss)
            continue;
        if (recent.request.operation == slowest)
            return &recent;
        if (!any)
            any = &recent;
    }
    return any;
}

bool ShownMiss::update(const Store &store, SinceStart now, bool held)
{
    if (m_request && (held || (now >= m_since && now - m_since < Kept)))
        return false;
    const auto *newest = newestMiss(store);
    if (!newest)
        return false;
    m_request = *newest;
    m_since = now;
    return true;
}

} // namespace tierlens
