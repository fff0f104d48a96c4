// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/durationtext.h"
#include "redis/redisconnection.h"
#include "redis/redisinfo.h"
#include "restarts/drillsteps.h"
#include "restarts/drilltargets.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>
#include <random>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
struct RedisDrillWords
{
    Q_DECLARE_TR_FUNCTIONS(Drill)
};
using DrillClock = std::chrono::steady_clock;

DrillResult redisProblem(const Error &error) { return {{}, QString::fromStdString(error.text)}; }

// Makes one connection of a drill; none: the address cannot be read.
std::optional<RedisConnection> &opened(
    std::optional<RedisConnection> &connection, const DrillWork &work, Duration patience = 2s)
{
    if (const auto address = RedisAddress::parse(work.address))
        connection.emplace(RedisOptions{.address = *address,
            .name = "tierlens-drill",
            .commandTimeout = std::chrono::duration_cast<std::chrono::milliseconds>(patience)});
    return connection;
}

DrillResult unreadable()
{
    return {{}, RedisDrillWords::tr("The address of Redis cannot be read.")};
}

double shareOf(Duration ran, const DrillWork &work)
{
    return std::min(1.0, double(ran.count()) / double(Duration(work.order.span).count()));
}

// How long a PING of ours took, as a client of its own.
Result<Duration> pinged(RedisConnection &redis)
{
    const auto sent = DrillClock::now();
    const auto pong = redis.command({"PING"});
    if (!pong)
        return pong.error();
    return Duration(DrillClock::now() - sent);
}
} // namespace

DrillResult pauseClients(const DrillWork &work)
{
    std::optional<RedisConnection> redis, client;
    if (!opened(redis, work) || !opened(client, work))
        return unreadable();
    const auto before = pinged(*client); // connected before the pause begins
    if (!before)
        return redisProblem(before.error());
    const auto paused
        = redis->command({"CLIENT", "PAUSE", std::to_string(work.order.span.count())});
    if (!paused)
        return redisProblem(paused.error());
    const auto began = DrillClock::now();
    if (const auto sent = client->append({"PING"}); !sent)
        return redisProblem(sent.error());
    for (;;) {
        const auto answer = client->next(100ms);
        const Duration ran = DrillClock::now() - began;
        if (!answer)
            return redisProblem(answer.error());
        if (*answer)
            return {{RedisDrillWords::tr("A command sent at the beginning was answered after %1; "
                                         "before the pause it took %2.")
                            .arg(durationText(ran), durationText(*before))},
                {}};
        if (work.stop.stop_requested() || ran > Duration(work.order.span) + 5s) {
            const auto rest = std::max<Duration>(Duration(work.order.span) - ran, 0s);
            return {{},
                work.stop.stop_requested()
                    ? RedisDrillWords::tr("Not waited for. The pause goes on for another %1 and "
                                          "then ends by itself.")
                          .arg(durationText(rest))
                    : RedisDrillWords::tr("Redis did not answer 5 s after the end of the pause.")};
        }
        work.tell(shareOf(ran, work),
            RedisDrillWords::tr("Clients have been waiting for %1.").arg(durationText(ran)));
    }
}

DrillResult slowAnswers(const DrillWork &work)
{
    std::optional<RedisConnection> redis, client;
    if (!opened(redis, work) || !opened(client, work))
        return unreadable();
    Duration normal{};
    constexpr int Trials = 20;
    for (int i = 0; i < Trials; ++i) {
        const auto took = pinged(*client);
        if (!took)
            return redisProblem(took.error());
        normal += *took / Trials;
    }
    const auto pause = std::to_string(work.order.delay.count());
    const auto period = 2 * std::chrono::microseconds(work.order.delay);
    std::minstd_rand random(static_cast<unsigned>(DrillClock::now().time_since_epoch().count()));
    std::uniform_int_distribution<std::int64_t> anywhere(0, period.count());
    Duration sum{}, slowest{};
    int samples = 0;
    const auto began = DrillClock::now();
    for (auto next = began; next - began < work.order.span && !work.stop.stop_requested();
         next += period) {
        std::this_thread::sleep_until(next);
        if (const auto paused = redis->command({"CLIENT", "PAUSE", pause}); !paused)
            return redisProblem(paused.error());
        // A client of ours comes at any moment, as everybody's do.
        std::this_thread::sleep_until(next + std::chrono::microseconds(anywhere(random)));
        const auto took = pinged(*client);
        if (!took)
            return redisProblem(took.error());
        sum += *took;
        slowest = std::max(slowest, *took);
        ++samples;
        // After a hiccup of this machine, not several pauses on the heels of each other.
        next = std::max(next, DrillClock::time_point(DrillClock::now() - period));
        work.tell(shareOf(DrillClock::now() - began, work),
            RedisDrillWords::tr("An answer takes %1 on average.").arg(durationText(sum / samples)));
    }
    if (samples == 0)
        return {{}, RedisDrillWords::tr("Stopped before anything was measured.")};
    return {{RedisDrillWords::tr(
                "For %1 an answer took %2 on average and %3 at most; before it took %4. (%5 "
                "commands of ours, sent at any moment.)")
                    .arg(durationText(DrillClock::now() - began), durationText(sum / samples),
                        durationText(slowest), durationText(normal),
                        countText(static_cast<std::uint64_t>(samples)))},
        {}};
}

DrillResult killClient(const DrillWork &work)
{
    std::optional<RedisConnection> redis;
    if (!opened(redis, work))
        return unreadable();
    const auto clients = [&]() -> Result<std::vector<ListedClient>> {
        const auto list = redis->command({"CLIENT", "LIST"});
        if (!list)
            return list.error();
        return listedClients(list->text());
    };
    const auto before = clients();
    if (!before)
        return redisProblem(before.error());
    const auto chosen = std::find_if(before->begin(), before->end(),
        [&](const ListedClient &one) { return one.id == work.order.target; });
    if (chosen == before->end())
        return {{}, RedisDrillWords::tr("This client has gone by itself meanwhile.")};
    if (chosen->isOurs() || chosen->isServer)
        return {{}, RedisDrillWords::tr("This is a connection of Tierlens or of another server.")};
    std::int64_t newest = 0;
    for (const auto &client : *before)
        newest = std::max(newest, client.id);
    const auto killed = redis->command({"CLIENT", "KILL", "ID", std::to_string(work.order.target)});
    if (!killed)
        return redisProblem(killed.error());
    if (killed->integer() != 1)
        return {{}, RedisDrillWords::tr("This client has gone by itself meanwhile.")};
    const auto began = DrillClock::now();
    DrillResult result{{RedisDrillWords::tr("Redis cut the connection of %1.")
                               .arg(QString::fromStdString(chosen->address))},
        {}};
    constexpr Duration Watched = 5s;
    while (DrillClock::now() - began < Watched && work.wait(20ms)) {
        const auto now = clients();
        if (!now)
            return redisProblem(now.error());
        const bool isBack = std::any_of(now->begin(), now->end(), [&](const ListedClient &one) {
            return one.id > newest && one.name == chosen->name && one.host() == chosen->host();
        });
        if (isBack) {
            result.measured << RedisDrillWords::tr(
                "Somebody connected again from there, under the same name, after %1.")
                                   .arg(durationText(DrillClock::now() - began));
            return result;
        }
        work.tell(double((DrillClock::now() - began).count()) / double(Watched.count()),
            RedisDrillWords::tr("Waiting for it to connect again."));
    }
    result.measured << RedisDrillWords::tr(
        "Nobody connected again from there, under the same name, within %1.")
                           .arg(durationText(DrillClock::now() - began));
    return result;
}

} // namespace tierlens
