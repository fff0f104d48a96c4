// SPDX-License-Identifier: GPL-3.0-or-later
// What each measure is called, and its values as text.
#include "core/durationtext.h"
#include "experiment/verdict.h"

#include <QCoreApplication>

#include <cmath>

namespace tierlens {

namespace {
struct MeasureText
{
    Q_DECLARE_TR_FUNCTIONS(Measure)
};
} // namespace

QString measureName(Measure measure)
{
    switch (measure) {
    case Measure::HitRate:
        return MeasureText::tr("Hit rate");
    case Measure::AnswerP50:
        return MeasureText::tr("Half of the answers within");
    case Measure::AnswerP99:
        return MeasureText::tr("99 of 100 answers within");
    case Measure::Queries:
        return MeasureText::tr("Queries on Postgres");
    case Measure::PeakQueries:
        return MeasureText::tr("Queries in the worst moment");
    case Measure::Stale:
        return MeasureText::tr("Answers out of date");
    case Measure::OldestStale:
        return MeasureText::tr("Oldest of them");
    case Measure::Stampede:
        return MeasureText::tr("Same query at once");
    case Measure::Answered:
        return MeasureText::tr("Requests answered");
    case Measure::Failed:
        break;
    }
    return MeasureText::tr("Requests failed");
}

QString measureHelp(Measure measure)
{
    switch (measure) {
    case Measure::HitRate:
        return MeasureText::tr(
            "Of all look-ups in Redis, how many found an answer. Zero if Redis is not "
            "asked at all.");
    case Measure::AnswerP50:
        return MeasureText::tr(
            "The median: half of the answers came sooner, half later. Writes are not "
            "among them.");
    case Measure::AnswerP99:
        return MeasureText::tr(
            "One answer in a hundred took longer than this. Writes are not among them.");
    case Measure::Queries:
        return MeasureText::tr(
            "Statements the requests sent to Postgres, a second, over the whole run.");
    case Measure::PeakQueries:
        return MeasureText::tr("The same in the worst quarter of a second, times four.");
    case Measure::Stale:
        return MeasureText::tr(
            "Answers that were older than what Postgres had when they were asked for.");
    case Measure::OldestStale:
        return MeasureText::tr(
            "How long the truth had changed before the most outdated answer was given.");
    case Measure::Stampede:
        return MeasureText::tr(
            "The most queries that ran in Postgres at the same time for one and the same "
            "key and got the same answer: one would have done.");
    case Measure::Answered:
        return MeasureText::tr("Requests that got an answer, a second.");
    case Measure::Failed:
        break;
    }
    return MeasureText::tr("Requests that got no answer at all.");
}

QString measureText(Measure measure, double value)
{
    switch (measure) {
    case Measure::HitRate:
        return percentText(value);
    case Measure::AnswerP50:
    case Measure::AnswerP99:
    case Measure::OldestStale:
        return measure == Measure::OldestStale && value <= 0
            ? QStringLiteral("–")
            : durationText(
                std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value)));
    case Measure::Queries:
    case Measure::PeakQueries:
    case Measure::Answered:
        return rateText(value);
    case Measure::Stale:
    case Measure::Stampede:
    case Measure::Failed:
        break;
    }
    return countText(static_cast<std::uint64_t>(std::llround(std::max(0.0, value))));
}

} // namespace tierlens
