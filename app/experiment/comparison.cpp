// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/comparison.h"

#include "core/durationtext.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <algorithm>

namespace tierlens {

namespace {
class ComparisonText
{
    Q_DECLARE_TR_FUNCTIONS(Comparison)
};

template <typename Test> bool allRuns(const ComparisonResult &result, Test test)
{
    return std::all_of(result.runs.begin(), result.runs.end(),
        [&test](const auto &side) { return std::all_of(side.begin(), side.end(), test); });
}

QJsonObject spreadJson(const Spread &spread)
{
    return {{QStringLiteral("median"), spread.median}, {QStringLiteral("low"), spread.low},
        {QStringLiteral("high"), spread.high}};
}

QString measureId(Measure measure)
{
    constexpr std::array<const char *, MeasureCount> names{"hit_rate", "answer_p50_s",
        "answer_p99_s", "queries_per_s", "peak_queries_per_s", "stale_answers", "oldest_stale_s",
        "worst_stampede", "answered_per_s", "failed"};
    return QLatin1String(names[static_cast<std::size_t>(measure)]);
}

QString findingMark(const Judgement &finding)
{
    switch (finding.says) {
    case Judgement::Says::Close:
        return ComparisonText::tr("within the noise");
    case Judgement::Says::FirstBetter:
        return ComparisonText::tr("A is better");
    case Judgement::Says::SecondBetter:
        return ComparisonText::tr("B is better");
    case Judgement::Says::Same:
        break;
    }
    return ComparisonText::tr("the same");
}

QString cell(Measure measure, const Spread &spread)
{
    const auto text = [measure](double value) { return measureText(measure, value); };
    return spread.runs < 2 ? text(spread.median)
                           : QStringLiteral("%1 (%2 … %3)")
                                 .arg(text(spread.median), text(spread.low), text(spread.high));
}

bool sideKeptUp(const std::vector<RunFigures> &runs)
{
    return std::all_of(runs.begin(), runs.end(),
        [](const RunFigures &run) { return run.turnsPlayed == run.turnsPlanned; });
}
} // namespace

bool ComparisonResult::redisAgrees() const
{
    return allRuns(*this, [](const RunFigures &run) {
        return run.servers.hits >= run.ours.hits && run.servers.misses >= run.ours.misses
            && run.servers.hits + run.servers.misses - run.ours.hits - run.ours.misses
            <= run.unanswered;
    });
}

bool ComparisonResult::postgresCounts() const
{
    return allRuns(*this, [](const RunFigures &run) { return run.postgresCounts; });
}

bool ComparisonResult::postgresAgrees() const
{
    return postgresCounts() && allRuns(*this, [](const RunFigures &run) {
        return run.servers.queries >= run.ours.queries
            && run.servers.queries - run.ours.queries <= run.unanswered;
    });
}

bool ComparisonResult::keptUp() const { return sideKeptUp(runs[0]) && sideKeptUp(runs[1]); }

bool ComparisonResult::sameRequests() const
{
    if (runs[0].empty())
        return false;
    const auto first = runs[0].front().fingerprint;
    return allRuns(*this, [first](const RunFigures &run) {
        return run.withoutDetail == 0 && run.fingerprint == first;
    });
}

QString ComparisonResult::checkText() const
{
    QString text = redisAgrees() ? ComparisonText::tr("Redis counted the same.")
                                 : ComparisonText::tr("Redis counted something else than we did!");
    text += QLatin1Char(' ');
    text += !postgresCounts()
        ? ComparisonText::tr("Postgres keeps no count here (pg_stat_statements).")
        : postgresAgrees() ? ComparisonText::tr("Postgres counted the same.")
                           : ComparisonText::tr("Postgres counted something else than we did!");
    text += QLatin1Char(' ');
    if (sameRequests())
        text += ComparisonText::tr("Every run was asked exactly the same %1 requests.")
                    .arg(countText(runs[0].front().counts.requests()));
    else if (!keptUp())
        text += sideKeptUp(runs[0]) || sideKeptUp(runs[1])
            ? ComparisonText::tr(
                "Not all requests could be played in the time: “%1” could not keep up.")
                  .arg(experiment.sides[sideKeptUp(runs[0]) ? 1 : 0].name)
            : ComparisonText::tr(
                "Not all requests could be played in the time: neither side could keep up.");
    else
        text += ComparisonText::tr("Every run played the same sequence.");
    return text;
}

Samples samplesOf(const std::array<std::vector<RunFigures>, 2> &runs)
{
    Samples samples;
    for (std::size_t measure = 0; measure < MeasureCount; ++measure) {
        for (std::size_t side = 0; side < 2; ++side) {
            for (const RunFigures &run : runs[side])
                samples[measure][side].push_back(run.value(static_cast<Measure>(measure)));
        }
    }
    return samples;
}

QString comparisonTable(const ComparisonResult &result)
{
    const auto &sides = result.experiment.sides;
    const int wide = 30;
    QString text = QStringLiteral("  ") + QString().leftJustified(wide)
        + QStringLiteral("A: %1").arg(sides[0].name).leftJustified(wide)
        + QStringLiteral("  B: %1\n").arg(sides[1].name);
    for (const Judgement &finding : result.verdict.findings) {
        text += QStringLiteral("  ") + measureName(finding.measure).leftJustified(wide)
            + cell(finding.measure, finding.sides[0]).leftJustified(wide) + QStringLiteral("  ")
            + cell(finding.measure, finding.sides[1]).leftJustified(wide) + QStringLiteral("  ")
            + findingMark(finding) + QLatin1Char('\n');
    }
    return text;
}

QString comparisonText(const ComparisonResult &result)
{
    const auto &experiment = result.experiment;
    return QStringLiteral("%1: %2\n").arg(experiment.title, experiment.question)
        + comparisonTable(result)
        + QStringLiteral("  %1\n  %2\n").arg(result.verdict.text(), result.checkText());
}

QJsonObject comparisonJson(const ComparisonResult &result)
{
    QJsonArray measures;
    for (const Judgement &finding : result.verdict.findings)
        measures.append(QJsonObject{{QStringLiteral("measure"), measureId(finding.measure)},
            {QStringLiteral("a"), spreadJson(finding.sides[0])},
            {QStringLiteral("b"), spreadJson(finding.sides[1])},
            {QStringLiteral("says"), findingMark(finding)}});
    QJsonArray runs;
    for (std::size_t i = 0; i < result.runs[0].size() + result.runs[1].size(); ++i) {
        const std::size_t side = i < result.runs[0].size() ? 0 : 1;
        const auto &run = result.runs[side][side == 0 ? i : i - result.runs[0].size()];
        QJsonObject values;
        for (std::size_t m = 0; m < MeasureCount; ++m)
            values.insert(measureId(static_cast<Measure>(m)), run.value(static_cast<Measure>(m)));
        const auto whole = [](std::uint64_t value) { return static_cast<qint64>(value); };
        values.insert(
            QStringLiteral("side"), side == 0 ? QStringLiteral("a") : QStringLiteral("b"));
        values.insert(QStringLiteral("requests"), whole(run.counts.requests()));
        values.insert(QStringLiteral("hits"), whole(run.counts.of(Outcome::Hit)));
        values.insert(QStringLiteral("queries"), whole(run.counts.queries()));
        values.insert(QStringLiteral("evicted"), whole(run.evicted));
        values.insert(QStringLiteral("turns_planned"), whole(run.turnsPlanned));
        values.insert(QStringLiteral("turns_played"), whole(run.turnsPlayed));
        values.insert(QStringLiteral("stampede_key"), QString::fromStdString(run.stampedeKey));
        values.insert(QStringLiteral("counted"),
            QJsonObject{{QStringLiteral("our_hits"), whole(run.ours.hits)},
                {QStringLiteral("keyspace_hits"), whole(run.servers.hits)},
                {QStringLiteral("our_misses"), whole(run.ours.misses)},
                {QStringLiteral("keyspace_misses"), whole(run.servers.misses)},
                {QStringLiteral("our_queries"), whole(run.ours.queries)},
                {QStringLiteral("queries"), whole(run.servers.queries)}});
        runs.append(values);
    }
    const auto &e = result.experiment;
    return {{QStringLiteral("name"), e.id}, {QStringLiteral("question"), e.question},
        {QStringLiteral("a"), e.sides[0].name}, {QStringLiteral("b"), e.sides[1].name},
        {QStringLiteral("repeats"), e.repeats},
        {QStringLiteral("seconds"), double(e.length.count()) / 1e3},
        {QStringLiteral("clients"), e.clients}, {QStringLiteral("rate"), e.rate},
        {QStringLiteral("seed"), qint64(e.seed)},
        {QStringLiteral("better"),
            result.verdict.better < 0
                ? QJsonValue()
                : QJsonValue(
                    result.verdict.better == 0 ? QStringLiteral("a") : QStringLiteral("b"))},
        {QStringLiteral("verdict"), result.verdict.text()},
        {QStringLiteral("check"),
            QJsonObject{{QStringLiteral("redis"), result.redisAgrees()},
                {QStringLiteral("postgres"), result.postgresAgrees()},
                {QStringLiteral("same_requests"), result.sameRequests()},
                {QStringLiteral("kept_up"), result.keptUp()}}},
        {QStringLiteral("measures"), measures}, {QStringLiteral("runs"), runs}};
}

} // namespace tierlens
