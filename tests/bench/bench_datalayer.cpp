// SPDX-License-Identifier: GPL-3.0-or-later
// Bounds of the data layer, each as a ratio of two things measured in turn in the same run:
//   hits, 1 client     against redis-benchmark -c 1            ≥ 0.95
//   hits, 16 clients   against 16 bare hiredis loops           ≥ 0.90
//   a miss             against its bare parts                  ≤ 1.1
//   counting, timing and recording a request                   ≤ 1 µs
// and how long the whole world takes to seed. Arguments choose parts (recording, hits, many,
// misses); none: all. Exit code 1 if a bound is not met.
#include "core/eventqueue.h"
#include "core/requestcounts.h"
#include "datalayer/datalayer.h"
#include "support/testservers.h"
#include "worlds/socialprofile.h"

#include <QCoreApplication>
#include <QProcess>
#include <QRegularExpression>

#include <hiredis/hiredis.h>
#include <libpq-fe.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <ctime>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

using namespace tierlens;
using namespace tierlens::test;
using namespace std::chrono_literals;

namespace {
using Clk = std::chrono::steady_clock;

double seconds(Clk::duration span) { return std::chrono::duration<double>(span).count(); }

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

struct Verdicts
{
    bool allMet = true;
    void say(const char *what, double value, const char *unit, double bound, bool atLeast)
    {
        const bool met = atLeast ? value >= bound : value <= bound;
        allMet &= met;
        std::printf("%-52s %8.3f %-3s (bound %s %.2f)  %s\n", what, value, unit,
            atLeast ? ">=" : "<=", bound, met ? "met" : "NOT MET");
        std::fflush(stdout);
    }
};

struct World
{
    TestRedis redis;
    TestPostgres postgres{{QStringLiteral("wal_level=minimal"), QStringLiteral("max_wal_senders=0"),
        QStringLiteral("max_connections=100"), QStringLiteral("fsync=on"),
        QStringLiteral("synchronous_commit=on"), QStringLiteral("shared_buffers=128MB"),
        QStringLiteral("max_wal_size=1GB")}};
    SteadyClock clock;
    EventQueue queue;
    Statements statements;
    Policies policies;
    SingleFlight flights;
    TruthLedger ledger;
    RedisGate gate;
    SocialProfile scenario;

    DataLayerParts parts() { return {queue, statements, clock, policies, flights, ledger, gate}; }
    std::unique_ptr<DataLayer> layer()
    {
        RedisOptions redisOptions;
        redisOptions.address = *RedisAddress::parse(redis.uri());
        return std::make_unique<DataLayer>(parts(), redisOptions, postgresOptions());
    }
    PostgresOptions postgresOptions() const
    {
        PostgresOptions options;
        options.connection = postgres.connection();
        return options;
    }
    redisContext *bare() const { return redisConnectUnix(redis.socket().toUtf8().constData()); }
};

// Empties the queue 30 times a second, as the window does, so that events are kept one by one.
class Drain
{
public:
    explicit Drain(EventQueue &queue)
        : m_thread([&queue](const std::stop_token &stop) {
            while (!stop.stop_requested()) {
                static_cast<void>(queue.drain());
                std::this_thread::sleep_for(33ms);
            }
        })
    { }

private:
    std::jthread m_thread;
};

double lastCpuUs = 0; // of this process, per call of the last perSecond()

double perSecond(
    int threads, Clk::duration span, const std::function<std::function<void()>()> &make)
{
    std::atomic<bool> stop{false};
    std::atomic<int> ready{0};
    std::atomic<std::uint64_t> done{0};
    std::vector<std::jthread> all;
    for (int i = 0; i < threads; ++i) {
        all.emplace_back([&] {
            const auto one = make();
            one();
            ++ready;
            while (ready < threads)
                std::this_thread::yield();
            std::uint64_t mine = 0;
            while (!stop.load(std::memory_order_relaxed)) {
                one();
                ++mine;
            }
            done += mine;
        });
    }
    while (ready < threads)
        std::this_thread::yield();
    const auto began = Clk::now();
    const auto cpu = std::clock();
    std::this_thread::sleep_for(span);
    stop = true;
    const auto took = seconds(Clk::now() - began);
    all.clear();
    lastCpuUs = 1e6 * static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC
        / static_cast<double>(std::max<std::uint64_t>(1, done));
    return static_cast<double>(done) / took;
}

double redisBenchmark(const World &world, const std::string &key, int requests)
{
    QProcess program;
    program.start(TestProcess::find(QStringLiteral("redis-benchmark")),
        {QStringLiteral("-s"), world.redis.socket(), QStringLiteral("-c"), QStringLiteral("1"),
            QStringLiteral("-n"), QString::number(requests), QStringLiteral("-q"),
            QStringLiteral("GET"), QString::fromStdString(key)});
    program.waitForFinished(60'000);
    static const QRegularExpression rate(QStringLiteral("([0-9.]+) requests per second, p50"));
    auto found = rate.globalMatch(QString::fromUtf8(program.readAllStandardOutput()));
    double value = 0;
    while (found.hasNext())
        value = found.next().captured(1).toDouble();
    return value;
}

std::function<std::function<void()>()> layerHits(World &world, const ReadPlan &plan)
{
    return [&world, &plan]() -> std::function<void()> {
        std::shared_ptr<DataLayer> layer = world.layer();
        return [layer, &plan] { layer->read(plan); };
    };
}

std::function<std::function<void()>()> bareHits(World &world, const std::string &key)
{
    return [&world, &key]() -> std::function<void()> {
        std::shared_ptr<redisContext> context(world.bare(), redisFree);
        return [context, &key] {
            freeReplyObject(redisCommand(context.get(), "GET %b", key.data(), key.size()));
        };
    };
}

void hits(World &world, const ReadPlan &plan, Verdicts &verdicts)
{
    const Drain drain(world.queue);
    std::vector<double> ours, theirs, bare;
    for (int i = 0; i < 7; ++i) {
        theirs.push_back(redisBenchmark(world, plan.key, 40'000));
        ours.push_back(perSecond(1, 1500ms, layerHits(world, plan)));
        bare.push_back(perSecond(1, 1000ms, bareHits(world, plan.key)));
    }
    std::printf("1 client: data layer %.0f/s, redis-benchmark -c 1 %.0f/s, bare loop %.0f/s\n",
        median(ours), median(theirs), median(bare));
    verdicts.say(
        "hits, 1 client / redis-benchmark -c 1", median(ours) / median(theirs), "x", 0.95, true);
}

void manyHits(World &world, const ReadPlan &plan, Verdicts &verdicts)
{
    const Drain drain(world.queue);
    std::vector<double> ratios, ourCpu, bareCpu;
    for (int i = 0; i < 15; ++i) {
        const double loops = perSecond(16, 700ms, bareHits(world, plan.key));
        bareCpu.push_back(lastCpuUs);
        const double layers = perSecond(16, 700ms, layerHits(world, plan));
        ourCpu.push_back(lastCpuUs);
        ratios.push_back(layers / loops);
    }
    std::printf("16 clients: CPU of this process per hit: data layer %.2f us, bare loops %.2f us\n",
        median(ourCpu), median(bareCpu));
    verdicts.say("hits, 16 clients / 16 bare loops", median(ratios), "x", 0.90, true);
}

// The parts of a miss alone: GET that finds nothing, the same prepared SELECT, SETEX.
struct BareMiss
{
    BareMiss(const World &world, const ReadPlan &read)
        : plan(read)
        , redis(world.bare())
        , postgres(PQconnectdb(world.postgres.connection().c_str()))
    {
        PQclear(PQprepare(postgres, "s", plan.loader->sql.c_str(), 1, nullptr));
    }
    ~BareMiss()
    {
        redisFree(redis);
        PQfinish(postgres);
    }
    BareMiss(const BareMiss &) = delete;
    BareMiss &operator=(const BareMiss &) = delete;
    Clk::duration once() const
    {
        freeReplyObject(redisCommand(redis, "DEL %b", plan.key.data(), plan.key.size()));
        const auto began = Clk::now();
        freeReplyObject(redisCommand(redis, "GET %b", plan.key.data(), plan.key.size()));
        const char *value = plan.parameters.front().c_str();
        PGresult *rows = PQexecPrepared(postgres, "s", 1, &value, nullptr, nullptr, 0);
        freeReplyObject(redisCommand(
            redis, "SETEX %b 30 %s", plan.key.data(), plan.key.size(), PQgetvalue(rows, 0, 0)));
        const auto took = Clk::now() - began;
        PQclear(rows);
        return took;
    }
    const ReadPlan &plan;
    redisContext *redis;
    PGconn *postgres;
};

void misses(World &world, const ReadPlan &plan, Verdicts &verdicts)
{
    const Drain drain(world.queue);
    const BareMiss bare(world, plan);
    const auto layer = world.layer();
    std::vector<double> ratios;
    double oursUs = 0, bareUs = 0;
    for (int round = 0; round < 9; ++round) {
        std::vector<double> ours, parts;
        for (int i = 0; i < 1500; ++i) {
            parts.push_back(seconds(bare.once()));
            static_cast<void>(layer->redis().command({"DEL", plan.key}));
            const auto began = Clk::now();
            layer->read(plan);
            ours.push_back(seconds(Clk::now() - began));
        }
        oursUs = median(ours) * 1e6;
        bareUs = median(parts) * 1e6;
        ratios.push_back(oursUs / bareUs);
    }
    std::printf("miss: data layer %.1f us, its bare parts %.1f us (medians)\n", oursUs, bareUs);
    verdicts.say("a miss / its bare parts", median(ratios), "x", 1.10, false);
}

// All that read() does besides talking to Redis: clock, steps, value, ledger, queue; and what the
// GUI thread does with it afterwards is measured apart.
void recording(World &world, const ReadPlan &plan, Verdicts &verdicts)
{
    const auto lane = world.queue.addLane();
    std::vector<double> costs, folding;
    const std::string payload = "511204 v7";
    for (int round = 0; round < 9; ++round) {
        Clk::duration spent{}, folded{};
        constexpr int Batch = 1000, Batches = 100;
        RequestCounts counts;
        for (int b = 0; b < Batches; ++b) {
            const auto began = Clk::now();
            for (int i = 0; i < Batch; ++i) {
                RequestRecord record(world.clock, RequestId{1}, plan.key, plan.type, 0);
                const auto end = record.now();
                record.add({StepKind::CacheRead, StatementId{1}, record.began()}, StepResult::Hit,
                    0, payload.size(), end);
                record.request().value = payload;
                record.request().version = 7;
                record.request().truth = world.ledger.judge(plan.key, 7, record.began(), end).truth;
                lane->push(record.finish(end));
            }
            spent += Clk::now() - began;
            const auto batch = world.queue.drain();
            const auto from = Clk::now();
            for (const auto &event : batch.events)
                counts.add(std::get<Request>(event.what), event.took);
            folded += Clk::now() - from;
        }
        costs.push_back(seconds(spent) * 1e6 / (Batch * Batches));
        folding.push_back(seconds(folded) * 1e6 / (Batch * Batches));
    }
    std::printf("recording %.3f us on the client's thread, counting %.3f us on the other\n",
        median(costs), median(folding));
    verdicts.say(
        "counting, timing, recording a request", median(costs) + median(folding), "us", 1.0, false);
}

void lesson(World &world)
{
    PostgresConnection postgres(world.postgresOptions());
    const auto time = [&postgres](const ReadPlan &plan, int times) {
        std::vector<double> all;
        for (int i = 0; i < times; ++i) {
            const auto began = Clk::now();
            static_cast<void>(postgres.prepared(plan.loader->sql, plan.parameters));
            all.push_back(seconds(Clk::now() - began));
        }
        return median(all);
    };
    using S = SocialProfile;
    std::printf("Postgres: the celebrity's count %.1f ms, an ordinary count %.0f us, a profile "
                "%.0f us, a feed %.0f us, a session %.0f us (medians)\n",
        time(world.scenario.readPlan(S::FollowerCount, 0), 41) * 1e3,
        time(world.scenario.readPlan(S::FollowerCount, 5000), 501) * 1e6,
        time(world.scenario.readPlan(S::Profile, 5000), 501) * 1e6,
        time(world.scenario.readPlan(S::Feed, 5000), 501) * 1e6,
        time(world.scenario.readPlan(S::Session, 5000), 501) * 1e6);
}
} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const QStringList parts = QCoreApplication::arguments().mid(1); // none: all
    const auto wants = [&parts](const char *part) {
        return parts.isEmpty() || parts.contains(QLatin1String(part));
    };
    World world;
    if (!world.redis.start() || !world.postgres.start())
        return 2;
    const auto began = Clk::now();
    auto last = began;
    double longest = 0;
    const auto ready = world.scenario.prepare(world.postgresOptions(),
        [&](const Progress &) {
            longest = std::max(longest, seconds(Clk::now() - last));
            last = Clk::now();
        },
        {});
    if (!ready) {
        std::fprintf(stderr, "%s %s\n", ready.error().text.c_str(), ready.error().detail.c_str());
        return 2;
    }
    Verdicts verdicts;
    std::printf("longest time without progress while seeding: %.2f s\n", longest);
    verdicts.say("seeding the whole world, fsync on", seconds(Clk::now() - began), "s", 18, false);
    lesson(world);

    world.policies.ttlMs = 3'600'000;
    const auto plan = world.scenario.readPlan(SocialProfile::FollowerCount, 5000);
    world.layer()->read(plan);
    if (wants("recording"))
        recording(world, plan, verdicts);
    if (wants("hits"))
        hits(world, plan, verdicts);
    if (wants("many"))
        manyHits(world, plan, verdicts);
    if (wants("misses"))
        misses(world, plan, verdicts);
    return verdicts.allMet ? 0 : 1;
}
