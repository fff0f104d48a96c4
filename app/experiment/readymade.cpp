// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/readymade.h"

#include <QCoreApplication>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
class ReadyMade
{
    Q_DECLARE_TR_FUNCTIONS(ReadyMade)
public:
    static Experiment need();
    static Experiment stampede();
    static Experiment cliff();
    static Experiment writes();
    static Experiment eviction();
};

Experiment ReadyMade::need()
{
    Experiment e;
    e.id = QStringLiteral("need");
    e.title = tr("Cache on or off");
    e.question = tr("Do you need the cache?");
    e.explanation = tr("The same requests, once with Redis in front and once straight to Postgres. "
                       "If nobody would notice the difference, you can do without.");
    e.sides[0].name = tr("with the cache");
    e.sides[1].name = tr("without the cache");
    e.sides[1].policies.cache = false;
    e.measures = {Measure::AnswerP99, Measure::AnswerP50, Measure::Queries, Measure::HitRate,
        Measure::Answered, Measure::Stale};
    return e;
}

Experiment ReadyMade::stampede()
{
    Experiment e;
    e.id = QStringLiteral("stampede");
    e.title = tr("Stampede");
    e.question = tr("What if everybody misses the same key at once?");
    e.explanation = tr("Every half second the key asked for most is deleted while many ask for it. "
                       "Either one of them asks Postgres and the others wait, or all of them ask.");
    e.sides[0].name = tr("one query per miss");
    e.sides[1].name = tr("every miss asks");
    e.sides[1].policies.singleFlight = false;
    e.clients = 32;
    e.rate = 1200;
    e.disturbances = {{Disturbance::Kind::DropHottest, 500ms, 500ms}};
    e.measures = {Measure::Stampede, Measure::Queries, Measure::PeakQueries, Measure::AnswerP99};
    return e;
}

Experiment ReadyMade::cliff()
{
    Experiment e;
    e.id = QStringLiteral("cliff");
    e.title = tr("Expiry cliff");
    e.question = tr("What if everything expires at the same moment?");
    e.explanation
        = tr("All keys are filled at once, so that they expire at once, unless their "
             "times to live are spread. Watch the worst quarter of a second in Postgres.");
    e.sides[0].name = tr("expiry times spread");
    e.sides[0].policies.jitter = true;
    e.sides[1].name = tr("all expire together");
    for (auto &side : e.sides)
        side.policies.ttl = 4s;
    e.clients = 32;
    e.rate = 1200;
    e.warmth = Experiment::Warmth::Filled;
    e.warmTurns = 6000;
    e.measures = {Measure::PeakQueries, Measure::AnswerP99, Measure::HitRate, Measure::Queries};
    return e;
}

Experiment ReadyMade::writes()
{
    Experiment e;
    e.id = QStringLiteral("writes");
    e.title = tr("Fresh or cheap");
    e.question = tr("Is it worth deleting cached copies when the truth changes?");
    e.explanation = tr("Twice a second the best-known row changes in Postgres. Either the write "
                       "deletes its cached copies, or they stay until their time to live is over.");
    e.sides[0].name = tr("delete on write");
    e.sides[1].name = tr("wait for the time to live");
    e.sides[1].policies.invalidateOnWrite = false;
    for (auto &side : e.sides)
        side.policies.ttl = 5s;
    e.disturbances = {{Disturbance::Kind::Write, 400ms, 500ms}};
    e.measures = {Measure::Stale, Measure::OldestStale, Measure::Queries, Measure::HitRate,
        Measure::AnswerP50, Measure::AnswerP99};
    return e;
}

Experiment ReadyMade::eviction()
{
    Experiment e;
    e.id = QStringLiteral("eviction");
    e.title = tr("LRU or LFU");
    e.question = tr("What should Redis throw away when it is full?");
    e.explanation
        = tr("Redis has room for a part of the keys only, and somebody reads through everything "
             "once. LRU throws away what was not used lately, LFU what is used seldom.");
    e.sides[0].name = tr("throw away what is used seldom (LFU)");
    e.sides[0].policies.evictionPolicy = QStringLiteral("allkeys-lfu");
    e.sides[1].name = tr("throw away what was not used lately (LRU)");
    e.sides[1].policies.evictionPolicy = QStringLiteral("allkeys-lru");
    for (auto &side : e.sides) {
        side.policies.roomForKeys = 300'000;
        side.policies.ttl = 10min;
    }
    e.rate = 600;
    e.warmTurns = 8000;
    e.disturbances = {{Disturbance::Kind::Scan, 0ms, 1ms}};
    e.measures = {Measure::HitRate, Measure::Queries, Measure::AnswerP50, Measure::AnswerP99};
    return e;
}
} // namespace

std::vector<Experiment> readyExperiments()
{
    return {ReadyMade::need(), ReadyMade::stampede(), ReadyMade::cliff(), ReadyMade::writes(),
        ReadyMade::eviction()};
}

std::optional<Experiment> readyExperiment(const QString &id)
{
    for (auto &experiment : readyExperiments()) {
        if (experiment.id == id)
            return std::move(experiment);
    }
    return std::nullopt;
}

Experiment ownExperiment(const PolicySet &a, const PolicySet &b)
{
    Experiment e;
    e.id = QStringLiteral("own");
    e.title = ReadyMade::tr("My own");
    e.question = ReadyMade::tr("Which of my two settings is better?");
    e.explanation = ReadyMade::tr("The same requests, played with each of the two.");
    e.sides[0] = {ReadyMade::tr("setting A"), a};
    e.sides[1] = {ReadyMade::tr("setting B"), b};
    e.measures = {Measure::AnswerP99, Measure::AnswerP50, Measure::Queries, Measure::HitRate,
        Measure::Stale, Measure::OldestStale, Measure::PeakQueries, Measure::Stampede,
        Measure::Answered, Measure::Failed};
    e.disturbances = {{Disturbance::Kind::Write, 400ms, 1000ms}};
    return e;
}

} // namespace tierlens
