// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/comparer.h"

#include <QCoreApplication>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
class ComparerText
{
    Q_DECLARE_TR_FUNCTIONS(Comparer)
};

constexpr Duration TellEvery = 100ms;

// The second half of each pair is the first of the next: A B B A A B B A.
int sideOf(int run) { return (run % 4 == 1 || run % 4 == 2) ? 1 : 0; }
} // namespace

QString whyNotComparable(const Experiment &experiment, bool mayConfigureRedis)
{
    if (experiment.changesRedis() && !mayConfigureRedis)
        return ComparerText::tr(
            "This needs a Redis with another memory limit. Tierlens only sets up the "
            "sandbox's own.");
    if (experiment.repeats < 1 || experiment.repeats > 20)
        return ComparerText::tr("Each side can have 1 to 20 runs.");
    if (experiment.length < 1s || experiment.length > 10min)
        return ComparerText::tr("A run can last from 1 second to 10 minutes.");
    if (experiment.measures.empty())
        return ComparerText::tr("There is nothing to be measured.");
    return {};
}

Result<ComparisonResult> compare(const Laboratory &lab, const Experiment &experiment,
    const std::stop_token &stop, const TellComparison &tell)
{
    if (const auto why = whyNotComparable(experiment, lab.mayConfigureRedis); !why.isEmpty())
        return Error{ErrorKind::Refused, {}, why.toStdString(), {}};
    RedisConnection redis(lab.redis);
    if (auto opened = redis.open(); !opened)
        return opened.error();
    RedisSettings settings(redis); // put back when it goes

    ComparisonResult result;
    result.experiment = experiment;
    const int runs = experiment.repeats * 2;
    const auto clear = [&redis] { return unlinkKeys(redis, "tierlens:"); };
    for (int run = 0; run < runs; ++run) {
        const int side = sideOf(run);
        const auto &policies = experiment.sides[static_cast<std::size_t>(side)];
        SinceStart told{-1h};
        const auto progress = [&](double share) {
            const auto now = lab.clock.now();
            if (!tell || now - told < TellEvery)
                return;
            told = now;
            tell({run + 1, runs, side, (run + std::clamp(share, 0.0, 1.0)) / runs,
                ComparerText::tr("Run %1 of %2: %3").arg(run + 1).arg(runs).arg(policies.name)});
        };
        progress(0);
        SideRun one(lab, experiment, policies.policies);
        auto figures = one.run(redis, settings, stop, progress);
        if (!figures) {
            static_cast<void>(clear());
            return figures.error();
        }
        result.runs[static_cast<std::size_t>(side)].push_back(std::move(*figures));
    }
    if (auto restored = settings.restore(); !restored)
        return restored.error();
    if (auto cleared = clear(); !cleared)
        return cleared.error();
    result.verdict = verdictOf(experiment, samplesOf(result.runs));
    return result;
}

} // namespace tierlens
