// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/siderun.h"

#include "datalayer/truthlistener.h"
#include "experiment/disturbing.h"
#include "scenario/scenario.h"
#include "scenario/servercounts.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <optional>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr std::uint64_t WarmSeed = 0x77a12b; // other requests of the same kind
constexpr Duration WarmAtMost = 6s;
constexpr Duration FoldEvery = 20ms;
constexpr Duration Lateness = 250ms;

Error cancelled() { return {ErrorKind::Refused, "cancelled", "The comparison was cancelled.", {}}; }

Result<RunFigures::Counted> serversCounts(
    RedisConnection &redis, PostgresConnection &postgres, const Laboratory &lab)
{
    const auto counts = keyspaceCounts(redis);
    if (!counts)
        return counts.error();
    RunFigures::Counted counted{counts->hits, counts->misses, 0};
    if (lab.postgresCounts) {
        const auto calls = postgresCalls(postgres, lab.schema());
        if (!calls)
            return calls.error();
        counted.queries = *calls;
    }
    return counted;
}
// Postgres tells what has changed, as long as this lives.
class Telling
{
public:
    Telling(PostgresConnection &owner, const Laboratory &lab, const DataLayerParts &parts)
        : m_owner(owner)
        , m_lab(lab)
        , m_parts(parts)
    { }
    ~Telling()
    {
        m_listener.reset();
        static_cast<void>(setNotifyTriggers(m_owner, m_lab.scenario, false));
    }
    Telling(const Telling &) = delete;
    Telling &operator=(const Telling &) = delete;

    Result<Done> begin()
    {
        if (auto set = setNotifyTriggers(m_owner, m_lab.scenario, true); !set)
            return set;
        m_listener = std::make_unique<TruthListener>(m_parts, m_lab.redis, m_lab.owner);
        for (int i = 0; i < 100 && !m_listener->isListening(); ++i)
            std::this_thread::sleep_for(20ms);
        return m_listener->isListening()
            ? Result<Done>(Done{})
            : Error{ErrorKind::Timeout, {}, "Postgres could not be listened to.", {}};
    }

private:
    PostgresConnection &m_owner;
    const Laboratory &m_lab;
    DataLayerParts m_parts;
    std::unique_ptr<TruthListener> m_listener;
};
} // namespace

std::string Laboratory::schema() const { return "tierlens_" + scenario.text().id.toStdString(); }

SideRun::SideRun(const Laboratory &lab, const Experiment &experiment, const PolicySet &policies)
    : m_lab(lab)
    , m_experiment(experiment)
    , m_side(policies)
{
    policies.applyTo(m_policies);
}

DataLayerParts SideRun::parts(EventQueue &queue)
{
    return {queue, m_statements, m_lab.clock, m_policies, m_flights, m_ledger, m_gate,
        m_side.writeBehind ? &m_writes : nullptr};
}

std::unique_ptr<DataLayer> SideRun::layer(EventQueue &queue)
{
    auto made = std::make_unique<DataLayer>(parts(queue), m_lab.redis, m_lab.clients);
    made->setStop(m_stop);
    return made;
}

// Write-behind: round by round, and at the end everything that still waits.
void SideRun::carryOutWrites(const std::stop_token &stop)
{
    const auto writer = layer(m_otherQueue);
    const auto carry = [&writer] {
        while (writer->carryOutNext() == DataLayer::Carried::One) { }
    };
    while (!stop.stop_requested()) {
        m_writes.waitForRound(stop);
        carry();
    }
    carry();
}

// Connecting is no part of what is measured.
Result<Done> SideRun::connect()
{
    for (int i = 0; i < std::clamp(m_experiment.clients, 1, 64); ++i) {
        m_clients.push_back(layer(m_queue));
        if (auto opened = m_clients.back()->redis().open(); !opened)
            return opened;
        if (auto opened = m_clients.back()->postgres().open(); !opened)
            return opened;
    }
    return Done{};
}

void SideRun::addOurs(const RequestCounts &counts)
{
    for (Epoch epoch = 0;; ++epoch) {
        const auto redis = counts.redis(epoch);
        const auto postgres = counts.postgres(epoch);
        m_ours.hits += redis.redisHits;
        m_ours.misses += redis.redisMisses;
        m_ours.queries += postgres.queries;
        m_unanswered += redis.redisUnanswered + postgres.queriesUnanswered;
        if (epoch == std::numeric_limits<Epoch>::max())
            return;
    }
}

void SideRun::drainBefore()
{
    for (EventQueue *queue : {&m_queue, &m_otherQueue}) {
        const auto batch = queue->drain();
        RequestCounts counts = batch.overflow;
        for (const Event &event : batch.events) {
            if (const auto *request = std::get_if<Request>(&event.what))
                counts.add(*request, event.took);
        }
        addOurs(counts);
    }
}

// Each client plays on a thread of its own; this one looks after the rest meanwhile.
void SideRun::playAll(Turns &turns, const std::function<void()> &meanwhile)
{
    std::atomic<std::size_t> playing{m_clients.size()};
    std::vector<std::jthread> threads;
    for (auto &client : m_clients) {
        threads.emplace_back([&turns, &playing, &client, stop = m_stop] {
            turns.play(*client, stop);
            --playing;
        });
    }
    while (playing > 0) {
        meanwhile();
        std::this_thread::sleep_for(FoldEvery);
    }
}

void SideRun::warmUp()
{
    const auto now = m_lab.clock.now();
    Turns turns({m_experiment.seed ^ WarmSeed, m_experiment.warmTurns, 0, now, now + WarmAtMost},
        m_lab.scenario, m_lab.clock);
    playAll(turns, [this] { drainBefore(); });
    drainBefore(); // the rest: nothing of it may be taken for the run's
}

// By the data layer itself, so that times to live are what the policy makes them.
Result<Done> SideRun::fillTogether(RedisConnection &redis)
{
    std::vector<ReadPlan> plans;
    std::string cursor = "0";
    do {
        const auto page = redis.command({"SCAN", cursor, "MATCH", "tierlens:*", "COUNT", "1000"});
        if (!page)
            return page.error();
        cursor = (*page)[0].text();
        const RedisReply keys = (*page)[1];
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (auto plan = m_lab.scenario.readPlanFor(keys[i].text()))
                plans.push_back(std::move(*plan));
        }
    } while (cursor != "0");
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> threads;
    for (auto &client : m_clients) {
        threads.emplace_back([&plans, &next, &client, stop = m_stop] {
            for (auto i = next++; i < plans.size() && !stop.stop_requested(); i = next++)
                client->refresh(plans[i]);
        });
    }
    threads.clear(); // joins
    drainBefore();
    return Done{};
}

void SideRun::measure(RedisConnection &redis, const Tell &tell)
{
    const auto from = m_lab.clock.now() + 50ms; // threads are up by then
    const Duration length = m_experiment.length;
    const auto planned = m_experiment.rate > 0 ? static_cast<std::uint64_t>(
                             m_experiment.rate * std::chrono::duration<double>(length).count())
                                               : std::numeric_limits<std::uint64_t>::max();
    // A turn that was due in time may begin a little late, so that both sides have all of them.
    const auto until = from + length + (m_experiment.rate > 0 ? Lateness : Duration::zero());
    Turns turns(
        {m_experiment.seed, planned, m_experiment.rate, from, until}, m_lab.scenario, m_lab.clock);
    RunFold fold(from, length);
    RequestCounts others;
    const auto take = [&] {
        fold.add(m_queue.drain());
        const auto batch = m_otherQueue.drain();
        others.merge(batch.overflow);
        for (const Event &event : batch.events) {
            if (const auto *request = std::get_if<Request>(&event.what))
                others.add(*request, event.took);
        }
    };
    {
        Disturbing disturbing(m_experiment.disturbances,
            {m_lab.scenario, m_lab.clock, from, m_experiment.seed,
                [this] { return layer(m_otherQueue); }},
            m_stop);
        playAll(turns, [&] {
            take();
            disturbing.dropIfDue(redis, fold.hottest(), from + length);
            tell(std::chrono::duration<double>(m_lab.clock.now() - from).count()
                / std::chrono::duration<double>(length).count());
        });
    } // joins
    take();
    m_figures = fold.finish();
    m_figures.lasted = m_lab.clock.now() - from;
    m_figures.turnsPlayed = turns.played();
    m_figures.turnsPlanned = m_experiment.rate > 0 ? planned : turns.played();
    addOurs(m_figures.counts);
    addOurs(others);
}

Result<RunFigures> SideRun::run(
    RedisConnection &redis, RedisSettings &settings, std::stop_token stop, const Tell &tell)
{
    m_stop = std::move(stop);
    if (const auto emptied = unlinkKeys(redis, "tierlens:"); !emptied)
        return emptied.error();
    if (auto connected = connect(); !connected)
        return connected.error();
    if (auto set = settings.apply(m_side); !set)
        return set.error();
    PostgresConnection owner(m_lab.owner);
    if (auto opened = owner.open(); !opened)
        return opened.error();
    const auto before = serversCounts(redis, owner, m_lab);
    if (!before)
        return before.error();

    std::unique_ptr<Telling> telling;
    if (m_side.notifyInvalidation) {
        telling = std::make_unique<Telling>(owner, m_lab, parts(m_otherQueue));
        if (auto begun = telling->begin(); !begun)
            return begun.error();
    }
    std::jthread writer;
    if (m_side.writeBehind)
        writer = std::jthread([this](const std::stop_token &end) { carryOutWrites(end); });

    if (m_experiment.warmth != Experiment::Warmth::Cold)
        warmUp();
    if (m_experiment.warmth == Experiment::Warmth::Filled) {
        if (auto filled = fillTogether(redis); !filled)
            return filled.error();
    }
    const auto evictedBefore = keyspaceCounts(redis);
    if (!m_stop.stop_requested())
        measure(redis, tell);
    if (m_stop.stop_requested())
        return cancelled();

    if (writer.joinable()) {
        writer.request_stop();
        writer.join();
    }
    telling.reset();
    m_clients.clear(); // what they have still under way ends here
    drainBefore();
    const auto after = serversCounts(redis, owner, m_lab);
    if (!after)
        return after.error();
    m_figures.ours = m_ours;
    m_figures.servers = {after->hits - before->hits, after->misses - before->misses,
        after->queries - before->queries};
    m_figures.unanswered = m_unanswered;
    m_figures.postgresCounts = m_lab.postgresCounts;
    if (const auto evictedAfter = keyspaceCounts(redis); evictedBefore && evictedAfter)
        m_figures.evicted = evictedAfter->evicted - evictedBefore->evicted;
    return std::move(m_figures);
}

} // namespace tierlens
