// SPDX-License-Identifier: GPL-3.0-or-later
#include "watchdetail/detailvalues.h"

#include "core/durationtext.h"
#include "findings/findingtext.h"
#include "watchtables/patternrows.h"
#include "watchtables/statementrows.h"
#include "watchtables/valuesource.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
struct WatchDetailWords
{
    Q_DECLARE_TR_FUNCTIONS(WatchDetail)
};

QString spreadText(const PatternFigures &figures)
{
    if (figures.withoutExpiry > 0.99)
        return WatchDetailWords::tr("none");
    return WatchDetailWords::tr("%1 (%2 to %3)")
        .arg(ttlText(figures.ttlMedian), ttlText(figures.ttlLeast), ttlText(figures.ttlMost));
}

QString aboutKeys(const PatternFigures &figures)
{
    const auto keys = countText(rounded(figures.keys));
    return figures.keysError > 0
        ? QStringLiteral("≈ %1 ± %2").arg(keys, countText(rounded(figures.keysError)))
        : keys;
}

void addPatternFacts(Detail &detail, const PatternRow &row)
{
    auto &facts = detail.facts;
    const PatternFigures &figures = row.figures;
    if (figures.sampled > 0) {
        facts.emplace_back(WatchDetailWords::tr("Keys"), aboutKeys(figures));
        if (figures.bytes > 0)
            facts.emplace_back(WatchDetailWords::tr("Memory"),
                QStringLiteral("≈ ") + bytesText(rounded(figures.bytes)));
        facts.emplace_back(WatchDetailWords::tr("Time to live"), spreadText(figures));
        if (figures.withoutExpiry > 0 && figures.withoutExpiry <= 0.99)
            facts.emplace_back(
                WatchDetailWords::tr("Without expiry"), percentText(figures.withoutExpiry));
        if (figures.idleShare >= 0)
            facts.emplace_back(
                WatchDetailWords::tr("Not touched for an hour"), percentText(figures.idleShare));
        if (!figures.largestKey.empty())
            facts.emplace_back(WatchDetailWords::tr("Largest"),
                textOfBytes(figures.largestKey) + QStringLiteral(" · ")
                    + bytesText(figures.largest));
    }
    if (row.traffic && !row.traffic->hottest.empty() && !row.traffic->hottestReads.empty())
        facts.emplace_back(WatchDetailWords::tr("Hottest"),
            textOfBytes(row.traffic->hottest.front()) + QStringLiteral(" · ")
                + rateText(row.traffic->perSecond(row.traffic->hottestReads.front())));
    if (row.traffic && row.traffic->fillAfter > Duration::zero())
        facts.emplace_back(WatchDetailWords::tr("A miss costs the caller"),
            QStringLiteral("≈ ") + durationText(row.traffic->fillAfter));
    if (row.link && !row.link->refused)
        facts.emplace_back(WatchDetailWords::tr("Filled by"), evidenceText(*row.link));
}

// Those about the chosen thing first, then the rest of the story as it was told.
std::vector<Finding> storyFor(const WatchSession &session, const std::string &subject)
{
    auto story = session.findings().story();
    if (!subject.empty())
        std::stable_partition(story.begin(), story.end(),
            [&](const Finding &finding) { return finding.subject == subject; });
    return story;
}

bool isDown(ServerChange::State health) { return health != ServerChange::State::Up; }

// With its figure, unless it would be one of before the server went.
Curve measured(const WatchSession &session, CurveRange range, HistoryMeasure measure)
{
    auto curve = historyCurve(session.history(), range, measure, figuresRange(session));
    const auto *redis = session.redis();
    const auto *postgres = session.postgres();
    const bool down = measure == HistoryMeasure::Queries ? postgres && isDown(postgres->health)
                                                         : redis && isDown(redis->health);
    if (down && session.range().live && !session.isSnapshot())
        curve.figure = std::nan("");
    return curve;
}

void addRemark(Detail &detail, const WatchSession &session)
{
    const Finding *worst = nullptr;
    for (const auto &finding : detail.story) {
        if (!worst || int(finding.level) > int(worst->level))
            worst = &finding;
    }
    if (!worst) {
        // Silence means something only from servers that answer.
        const auto *redis = session.redis();
        const auto *postgres = session.postgres();
        const auto up = ServerChange::State::Up;
        const bool seen = redis || postgres;
        if (!seen || (redis && redis->health != up) || (postgres && postgres->health != up))
            return;
        const auto past = std::find_if(detail.lately.begin(), detail.lately.end(),
            [](const Finding &one) { return one.level != Finding::Level::Notice; });
        if (past != detail.lately.end()) {
            detail.remark = WatchDetailWords::tr("calm again for %1")
                                .arg(spanText(session.now() - past->lastSeen()));
            detail.remarkTint = Tint::Dim;
            return;
        }
        detail.remark = WatchDetailWords::tr("nothing stands out");
        detail.remarkTint = Tint::Hit;
        return;
    }
    detail.remarkTint = worst->level == Finding::Level::Problem ? Tint::Bad : Tint::Miss;
    detail.remark = worst->kind == FindingKind::HitRateFell
        ? WatchDetailWords::tr("hit rate fell %1").arg(agoText(session.now() - worst->since))
        : WatchDetailWords::tr("began %1").arg(agoText(session.now() - worst->since));
}

void describePattern(Detail &detail, const WatchSession &session, const std::string &pattern)
{
    detail.title = textOfBytes(pattern);
    detail.isMono = true;
    const CurveRange range = detail.range;
    // Per pattern only bursts tell; over time it is known of all keys together, and said so.
    auto rate = measured(session, range, HistoryMeasure::HitRate);
    rate.title = WatchDetailWords::tr("Hit rate of all keys");
    detail.curves.push_back(std::move(rate));
    detail.curves.push_back(measured(session, range, HistoryMeasure::Evictions));
    const PatternRow *row = patternRowOf(session, pattern);
    if (!row)
        return;
    addPatternFacts(detail, *row);
    if (row->link && !row->link->refused) {
        detail.statement = textOfBytes(row->link->text);
        detail.curves.push_back(callsCurve(session.statements(), row->link->statement, range,
            WatchDetailWords::tr("Queries that fill it, per second")));
        detail.canConfirm
            = !session.isSnapshot() && row->link->evidence != PatternLink::Evidence::User;
        detail.canRefuse = !session.isSnapshot();
    }
}

void describeStatement(Detail &detail, const WatchSession &session, std::int64_t statement)
{
    detail.title = WatchDetailWords::tr("Statement");
    detail.statement = textOfBytes(session.statements().text(statement));
    detail.curves.push_back(callsCurve(session.statements(), statement, detail.range, {}));
    detail.curves.push_back(meanCurve(session.statements(), statement, detail.range));
    detail.curves.push_back(measured(session, detail.range, HistoryMeasure::Queries));
    for (const auto &total : session.statements().totals(detail.range.from, detail.range.to)) {
        if (total.counts.id != statement)
            continue;
        const auto rows = total.counts.calls == 0
            ? 0.0
            : double(total.counts.rows) / double(total.counts.calls);
        detail.facts.emplace_back(
            WatchDetailWords::tr("Calls in this time"), countText(total.counts.calls));
        detail.facts.emplace_back(WatchDetailWords::tr("Mean"), durationText(total.counts.mean()));
        if (total.meanBefore > Duration::zero())
            detail.facts.emplace_back(
                WatchDetailWords::tr("Mean before"), durationText(total.meanBefore));
        detail.facts.emplace_back(
            WatchDetailWords::tr("Rows of one call"), QString::number(rows, 'f', 1));
        if (!total.counts.user.empty())
            detail.facts.emplace_back(WatchDetailWords::tr("User"), textOfBytes(total.counts.user));
    }
    for (const auto &row : session.patternRows()) {
        if (row.link && row.link->statement == statement && !row.link->refused)
            detail.facts.emplace_back(
                WatchDetailWords::tr("Fills"), textOfBytes(row.link->pattern));
    }
}

void describeWhole(Detail &detail, const WatchSession &session)
{
    detail.title = session.connection().name;
    if (detail.title.isEmpty())
        detail.title = session.hasRedis() ? session.redisAddress() : session.postgresAddress();
    const auto add = [&](HistoryMeasure measure) {
        detail.curves.push_back(measured(session, detail.range, measure));
    };
    if (session.hasRedis()) {
        add(HistoryMeasure::HitRate);
        add(HistoryMeasure::Evictions);
    }
    if (session.hasPostgres())
        add(HistoryMeasure::Queries);
    if (session.hasRedis())
        add(HistoryMeasure::ReadsP99);
}
} // namespace

CurveRange figuresRange(const WatchSession &session)
{
    constexpr Duration window = std::chrono::seconds{10};
    const auto range = session.range();
    const bool chosen = !range.live && !session.isPaused();
    return {chosen ? range.from : range.to - window, range.to};
}

const PatternRow *patternRowOf(const WatchSession &session, const std::string &pattern)
{
    for (const auto &row : session.patternRows()) {
        if (row.figures.pattern == pattern)
            return &row;
    }
    return nullptr;
}

Detail detailOf(const WatchSession &session, const std::string &pattern, std::int64_t statement)
{
    Detail detail;
    const auto range = session.range();
    detail.range = {range.from, range.to};
    if (!pattern.empty())
        describePattern(detail, session, pattern);
    else if (statement != 0)
        describeStatement(detail, session, statement);
    else
        describeWhole(detail, session);
    detail.story = storyFor(session,
        pattern.empty() && statement != 0 ? session.statements().text(statement) : pattern);
    detail.lately = session.findings().lately(session.now());
    addRemark(detail, session);
    if (const auto *redis = session.redis()) {
        for (const auto &sentence : redis->missing)
            detail.unseen << QString::fromStdString(sentence);
    }
    if (const auto *postgres = session.postgres()) {
        for (const auto &sentence : postgres->missing)
            detail.unseen << QString::fromStdString(sentence);
    }
    const auto name = session.connection().name.isEmpty() ? WatchDetailWords::tr("these servers")
                                                          : session.connection().name;
    detail.readOnly = session.isSnapshot()
        ? WatchDetailWords::tr("A snapshot: nothing of it can change.")
        : session.mayChange()
        ? WatchDetailWords::tr(
            "Watching only reads. The tools may change %1, and ask before they do.")
              .arg(name)
        : WatchDetailWords::tr("Read-only: Tierlens will not write to %1.").arg(name);
    detail.canAllowChanges = !session.isSnapshot() && !session.mayChange();
    return detail;
}

} // namespace tierlens
