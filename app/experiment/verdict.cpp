// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/verdict.h"

#include "core/durationtext.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace tierlens {

namespace {
class VerdictText
{
    Q_DECLARE_TR_FUNCTIONS(Verdict)
};

constexpr double UnlikelyByChance = 0.05; // more often than that: "probably"

bool moreIsBetter(Measure measure)
{
    return measure == Measure::HitRate || measure == Measure::Answered;
}

// Differences smaller than both are not worth a word, however sure they are.
struct Worth
{
    double absolute, relative;
};
Worth worthOf(Measure measure)
{
    switch (measure) {
    case Measure::HitRate:
        return {0.005, 0};
    case Measure::AnswerP50:
    case Measure::AnswerP99:
        return {0.00002, 0.05}; // seconds
    case Measure::Queries:
        return {0.5, 0.05};
    case Measure::PeakQueries:
        return {4, 0.1};
    case Measure::OldestStale:
        return {0.05, 0.1};
    case Measure::Answered:
        return {1, 0.02};
    case Measure::Stale:
    case Measure::Stampede:
    case Measure::Failed:
        break;
    }
    return {1, 0};
}

Judgement findingOf(Measure measure, const std::array<std::vector<double>, 2> &values)
{
    Judgement finding{measure, {spreadOf(values[0]), spreadOf(values[1])}, Judgement::Says::Same};
    const auto &[a, b] = finding.sides;
    const double difference = std::abs(a.median - b.median);
    const auto worth = worthOf(measure);
    if (difference < worth.absolute
        || difference < worth.relative * std::max(std::abs(a.median), std::abs(b.median)))
        return finding;
    const bool firstHigher = a.low > b.high, secondHigher = b.low > a.high;
    if (!firstHigher && !secondHigher)
        finding.says = Judgement::Says::Close;
    else
        finding.says = firstHigher == moreIsBetter(measure) ? Judgement::Says::FirstBetter
                                                            : Judgement::Says::SecondBetter;
    return finding;
}

// "Postgres is asked 22/s instead of 410/s": what a side has, and what the other has.
QString phrase(const Judgement &finding, int side)
{
    const double have = finding.sides[static_cast<std::size_t>(side)].median;
    const double instead = finding.sides[static_cast<std::size_t>(1 - side)].median;
    const auto text = [&finding](double value) { return measureText(finding.measure, value); };
    // People say "96.4 of 100" and "410 times", not "410.3 times".
    const auto ofHundred
        = [](double share) { return QString::number(std::round(share * 1000) / 10); };
    const auto whole = [](double value) {
        return value < 10 ? QString::number(std::round(value * 10) / 10)
                          : countText(static_cast<std::uint64_t>(std::llround(value)));
    };
    switch (finding.measure) {
    case Measure::HitRate:
        return VerdictText::tr("Redis answers %1 of 100 questions itself instead of %2")
            .arg(ofHundred(have), ofHundred(instead));
    case Measure::AnswerP50:
        return VerdictText::tr("half of the answers come within %1 instead of %2")
            .arg(text(have), text(instead));
    case Measure::AnswerP99:
        return VerdictText::tr("99 of 100 answers come within %1 instead of %2")
            .arg(text(have), text(instead));
    case Measure::Queries:
        return VerdictText::tr("Postgres is asked %1 times a second instead of %2")
            .arg(whole(have), whole(instead));
    case Measure::PeakQueries:
        return VerdictText::tr(
            "in its worst moment Postgres is asked %1 times a second instead of %2")
            .arg(whole(have), whole(instead));
    case Measure::Stale:
        return have < 0.5
            ? VerdictText::tr("no answer is out of date instead of %1").arg(text(instead))
            : instead < 0.5
            ? VerdictText::tr("%1 answers are out of date instead of none").arg(text(have))
            : VerdictText::tr("%1 answers are out of date instead of %2")
                  .arg(text(have), text(instead));
    case Measure::OldestStale:
        return have <= 0
            ? VerdictText::tr("the other is behind the truth by up to %1").arg(text(instead))
            : instead <= 0
            ? VerdictText::tr("answers are behind the truth by up to %1").arg(text(have))
            : VerdictText::tr("answers are behind the truth by up to %1 instead of %2")
                  .arg(text(have), text(instead));
    case Measure::Stampede:
        return have < 1.5
            ? VerdictText::tr(
                "Postgres never gets the same question twice at once, instead of up to %1 times")
                  .arg(text(instead))
            : VerdictText::tr(
                "Postgres gets the same question up to %1 times at once instead of %2")
                  .arg(text(have), text(instead));
    case Measure::Answered:
        return VerdictText::tr("%1 requests a second get an answer instead of %2")
            .arg(whole(have), whole(instead));
    case Measure::Failed:
        break;
    }
    return have < 0.5
        ? VerdictText::tr("no request fails instead of %1").arg(text(instead))
        : VerdictText::tr("%1 requests fail instead of %2").arg(text(have), text(instead));
}

QString sentence(const QString &words)
{
    return words.isEmpty() ? QString() : words.left(1).toUpper() + words.mid(1) + QLatin1Char('.');
}

int winner(const Judgement &finding)
{
    return finding.says == Judgement::Says::FirstBetter ? 0
        : finding.says == Judgement::Says::SecondBetter ? 1
                                                        : -1;
}

QString noiseNote(const Judgement &main)
{
    const auto runs = main.sides[0].runs;
    if (runs < 2)
        return VerdictText::tr(
            "This was one run of each. Nobody can tell from it how much is chance: "
            "repeat it at least three times.");
    const auto each = VerdictText::tr("%1 runs of each, in turns.").arg(runs);
    switch (main.says) {
    case Judgement::Says::Same:
        return each + QLatin1Char(' ')
            + VerdictText::tr("What differs is too little to matter, whether it is chance or not.");
    case Judgement::Says::Close:
        return each + QLatin1Char(' ')
            + VerdictText::tr(
                "Some runs of one side were better than some of the other, and some were "
                "worse: the difference is within the noise.");
    case Judgement::Says::FirstBetter:
    case Judgement::Says::SecondBetter:
        break;
    }
    const auto odds = std::lround(1 / chanceOfSeparation(runs));
    return each + QLatin1Char(' ')
        + VerdictText::tr(
            "Every run of the one was better than every run of the other. If there were no "
            "difference, chance alone would do that once in %1 comparisons.")
              .arg(odds);
}
} // namespace

QString Verdict::text() const
{
    QStringList all{headline, reason, also, cost, noise};
    all.removeAll(QString());
    return all.join(QLatin1Char(' '));
}

Verdict verdictOf(const Experiment &experiment, const Samples &samples)
{
    Verdict verdict;
    for (const Measure measure : experiment.measures)
        verdict.findings.push_back(findingOf(measure, samples[static_cast<std::size_t>(measure)]));
    // Requests without an answer are told of also where nobody has asked for them.
    const auto failed
        = findingOf(Measure::Failed, samples[static_cast<std::size_t>(Measure::Failed)]);
    const bool asked = std::any_of(experiment.measures.begin(), experiment.measures.end(),
        [](Measure measure) { return measure == Measure::Failed; });
    if (!asked && (failed.sides[0].high > 0 || failed.sides[1].high > 0))
        verdict.findings.push_back(failed);
    if (verdict.findings.empty())
        return verdict;

    const Judgement &main = verdict.findings.front();
    verdict.better = winner(main);
    verdict.noise = noiseNote(main);
    QStringList gains, costs;
    for (std::size_t i = 1; i < verdict.findings.size(); ++i) {
        const int side = winner(verdict.findings[i]);
        if (side >= 0 && verdict.better >= 0)
            (side == verdict.better ? gains : costs)
                .append(phrase(verdict.findings[i], verdict.better));
        else if (side >= 0)
            gains.append(VerdictText::tr("with \"%1\" %2")
                             .arg(experiment.sides[static_cast<std::size_t>(side)].name,
                                 phrase(verdict.findings[i], side)));
    }
    if (verdict.better < 0) {
        verdict.headline = main.says == Judgement::Says::Close
            ? VerdictText::tr("Too close to call.")
            : VerdictText::tr("It makes no difference worth a word.");
        verdict.reason = main.says == Judgement::Says::Close
            ? VerdictText::tr("%1: %2 against %3, and the runs of either side differ as much among "
                              "themselves.")
                  .arg(measureName(main.measure), measureText(main.measure, main.sides[0].median),
                      measureText(main.measure, main.sides[1].median))
            : VerdictText::tr("%1: %2 on both sides, as near as matters.")
                  .arg(measureName(main.measure), measureText(main.measure, main.sides[0].median));
        verdict.also = gains.isEmpty() ? QString()
                                       : VerdictText::tr("Clear all the same: %1.")
                                             .arg(gains.mid(0, 2).join(QStringLiteral("; ")));
        return verdict;
    }
    // The headline is no surer than the note below it: with three runs of each, chance alone would
    // do it once in ten.
    const auto runs = main.sides[0].runs;
    verdict.headline = (runs < 2 ? VerdictText::tr("Better in this one run: %1.")
            : chanceOfSeparation(runs) > UnlikelyByChance ? VerdictText::tr("Probably better: %1.")
                                                          : VerdictText::tr("Better: %1."))
                           .arg(experiment.sides[static_cast<std::size_t>(verdict.better)].name);
    verdict.reason = sentence(phrase(main, verdict.better));
    const bool isTime = main.measure == Measure::AnswerP50 || main.measure == Measure::AnswerP99;
    if (isTime && std::max(main.sides[0].median, main.sides[1].median) < 0.1)
        verdict.reason += QLatin1Char(' ')
            + VerdictText::tr("A person notices neither: that takes about 100 ms.");
    verdict.also = sentence(gains.mid(0, 2).join(VerdictText::tr(", and ")));
    verdict.cost = costs.isEmpty()
        ? VerdictText::tr("It costs nothing that was measured here.")
        : VerdictText::tr("What it costs: %1.").arg(costs.mid(0, 3).join(QStringLiteral("; ")));
    return verdict;
}

} // namespace tierlens
