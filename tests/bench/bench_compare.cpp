// SPDX-License-Identifier: GPL-3.0-or-later
// What comparing adds to the latencies it measures: the same requests at the same moments, once in
// an experiment's run and once as ordinary traffic emptied 30 times a second as the window does.
//   median of a hit, of an answer      experiment / ordinary   ≤ 1.03
// In turns, medians over all rounds. Exit code 1 if a bound is not met. Argument: rounds.
#include "experiment/comparer.h"
#include "experiment/readymade.h"
#include "support/smallworld.h"

#include "scenario/traffic.h"

#include <QCoreApplication>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {
constexpr int Clients = 16;
constexpr double Rate = 800;
constexpr auto Length = 4s;

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

// The world's ordinary traffic; its first second warms up and is not counted.
RequestCounts ordinary(SmallWorld &world)
{
    static_cast<void>(world.flush());
    Traffic traffic({world.redisOptions(), world.appOptions(), world.parts(), world.scenario});
    traffic.setRate(Rate);
    traffic.start(Clients);
    RequestCounts counts;
    const auto from = world.clock.now() + 1s;
    while (world.clock.now() < from + Length) {
        std::this_thread::sleep_for(33ms);
        for (const auto &event : world.queue.drain().events) {
            const auto *request = std::get_if<Request>(&event.what);
            if (request && event.at >= from)
                counts.add(*request, event.took);
        }
    }
    return counts;
}
} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    SmallWorld world;
    if (!world.start())
        return 2;
    Experiment experiment = *readyExperiment(QStringLiteral("need"));
    experiment.clients = Clients;
    experiment.rate = Rate;
    experiment.length = Length;
    experiment.warmTurns = static_cast<std::uint64_t>(Rate);
    const Laboratory lab{world.redisOptions(), world.appOptions(), world.ownerOptions(),
        world.scenario, world.clock, true, true};
    RedisConnection redis(lab.redis);
    RedisSettings settings(redis);

    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 9;
    std::vector<double> hits, answers;
    for (int round = 0; round < rounds; ++round) {
        RequestCounts inside, outside;
        const auto experimenting = [&] {
            SideRun run(lab, experiment, experiment.sides[0].policies);
            if (auto figures = run.run(redis, settings, {}, [](double) {}))
                inside = figures->counts;
        };
        if (round % 2 == 0) // whoever is first has it no better
            experimenting();
        outside = ordinary(world);
        if (round % 2 == 1)
            experimenting();
        const auto ratio = [&](Series series) {
            return static_cast<double>(inside.timing(series).quantile(0.5).count())
                / static_cast<double>(outside.timing(series).quantile(0.5).count());
        };
        hits.push_back(ratio(Series::Hit));
        answers.push_back(ratio(Series::Answer));
        std::printf("round %d: hit %.3f, answer %.3f\n", round + 1, hits.back(), answers.back());
        std::fflush(stdout);
    }
    bool met = true;
    for (const auto &[what, values] : {std::pair{"hit", hits}, std::pair{"answer", answers}}) {
        const double value = median(values);
        met &= value <= 1.03;
        std::printf("median of a %-7s in an experiment / ordinary  %.3f x (bound <= 1.03)  %s\n",
            what, value, value <= 1.03 ? "met" : "NOT MET");
    }
    return met ? 0 : 1;
}
