// SPDX-License-Identifier: GPL-3.0-or-later
// Whether Redis answers everybody, and quickly.
#include "core/durationtext.h"
#include "findings/findingtext.h"
#include "findings/scene.h"

#include <algorithm>
#include <cctype>
#include <map>

namespace tierlens {

namespace {
using Level = Finding::Level;
using Direction = FindingScene::Direction;

QString shown(double nanoseconds)
{
    return durationText(Duration(static_cast<Duration::rep>(nanoseconds)));
}

// Speaks: the p99 of reading commands is two buckets of powers of two above what it was and at
// least 1 ms; where the server gives no latencies, their mean is twice what it was.
void readsSlower(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    const FindingName name{FindingKind::ReadsSlower, {}};
    const bool hasLatencies = scene.recentSum.redisReads.count() > 0;
    const Measure measure = [&limits, hasLatencies](const Moment &moment) {
        const auto least = limits.readsPerSecond * double(moment.redis.span.count()) / 1e9;
        const auto count = hasLatencies ? moment.redisReads.count() : moment.getCalls;
        if (count == 0 || double(count) < least)
            return -1.0;
        return hasLatencies ? double(moment.redisReads.quantile(0.99).count())
                            : double(moment.getTime.count()) / double(moment.getCalls);
    };
    const auto shift = scene.shift(
        name, scene.course(measure), Direction::Up, [&](double before, double spread) {
            return hasLatencies ? std::max({before * (limits.slowReadsTimes - 1),
                       double(limits.slowReads.count()) - before, spread * limits.spreads})
                                : std::max({before, double(limits.slowMean.count()) - before,
                                    spread * limits.spreads});
        });
    if (!shift.speaks)
        return;
    Sign sign = signOf(name, shift);
    const auto *seen = scene.seenBefore(name.kind);
    sign.since = seen ? seen->since
                      : scene.sinceWhen(measure, shift.before + shift.threshold / 2, Direction::Up);
    sign.level = Level::Warning;
    const auto text = hasLatencies
        ? FindingWords::tr("Reads in Redis became slower: 99 % took at most %1, now at most %2.")
        : FindingWords::tr("Reads in Redis became slower: they took %1 on average, now %2.");
    sign.sentence = begun(text.arg(shown(shift.before), shown(shift.now)), sign.since, scene.now());
    sign.past = FindingWords::tr("Reads in Redis were slower: %1 where it had been %2.")
                    .arg(shown(shift.worst), shown(shift.before));
    sign.next
        = FindingWords::tr("Look for slow commands in the slow log, and for a busy processor or "
                           "swapping on its host.");
    sign.evidence = {beforeFigure(shown(shift.before)), nowFigure(shown(shift.now))};
    signs.push_back(std::move(sign));
}

std::string firstWord(const std::string &command)
{
    auto word = command.substr(0, command.find(' '));
    std::transform(word.begin(), word.end(), word.begin(),
        [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    return word.substr(0, 40);
}

// Speaks: an entry of the slow log of at least 100 ms; all of one command are one finding.
void slowCommand(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    struct Group
    {
        const Lately::Slow *worst = nullptr;
        std::uint64_t count = 0;
        SinceStart first{};
        bool isNew = false;
    };
    std::map<std::string, Group> groups;
    for (const auto &slow : scene.lately.slow()) {
        if (slow.entry.took < limits.slowCommand)
            continue;
        const auto word = firstWord(slow.entry.command);
        const auto *seen = scene.seenBefore(FindingKind::SlowCommand, word);
        if (seen ? slow.at < seen->since : !slow.isNew)
            continue; // belongs to one that is over
        auto &group = groups[word];
        if (group.count++ == 0)
            group.first = std::max(slow.at - slow.entry.took, SinceStart::zero());
        if (!group.worst || slow.entry.took > group.worst->entry.took)
            group.worst = &slow;
        group.isNew |= slow.isNew;
    }
    for (const auto &[word, group] : groups) {
        if (!group.isNew)
            continue;
        Sign sign;
        sign.name = {FindingKind::SlowCommand, word};
        sign.atOnce = sign.momentary = true;
        const auto *seen = scene.seenBefore(sign.name.kind, word);
        sign.since = seen ? seen->since : group.first;
        const auto took = group.worst->entry.took;
        sign.level = took >= limits.slowCommandProblem ? Level::Problem : Level::Warning;
        sign.subject = group.worst->entry.command.substr(0, 200);
        const auto name = QString::fromStdString(word);
        sign.sentence = group.count == 1
            ? FindingWords::tr("One %1 took %2 in Redis; all other clients waited so long.")
                  .arg(name, durationText(took))
            : FindingWords::tr(
                "%1 took up to %2 in Redis, %3 times; all other clients waited so long.")
                  .arg(name, durationText(took), countText(group.count));
        sign.next
            = FindingWords::tr("See in the slow log who sends it; SCAN, smaller values or a limit "
                               "do the same in pieces.");
        sign.evidence = {{FindingWords::tr("Command"), QString::fromStdString(sign.subject)},
            {FindingWords::tr("Client"), QString::fromStdString(group.worst->entry.client)},
            {FindingWords::tr("Longest"), durationText(took)}};
        signs.push_back(std::move(sign));
    }
}

// Speaks: connections were turned away in the last looks; or nine tenths of maxclients are there.
void clientsBlocked(const FindingScene &scene, Signs &signs)
{
    const auto &limits = scene.limits;
    const auto &state = scene.input.redis->state;
    if (state.maxClients == 0)
        return;
    const auto window = scene.step * 2;
    const auto rejected = scene.lately.rejectedConnections(scene.now() - window);
    const double share = double(state.clients) / double(state.maxClients);
    if (rejected == 0 && share < limits.clientsNearlyAll)
        return;
    Sign sign;
    sign.name = {FindingKind::ClientsBlocked, {}};
    const auto *seen = scene.seenBefore(sign.name.kind);
    sign.since = seen ? seen->since : scene.input.redis->at;
    sign.level = rejected > 0 ? Level::Problem : Level::Warning;
    const auto most = countText(state.maxClients), clients = countText(state.clients);
    if (rejected > 0) {
        sign.sentence = begun(
            FindingWords::tr(
                "Redis turns clients away: %1 of at most %2 are connected, %3 were refused in %4.")
                .arg(clients, most, countText(rejected), spanText(window)),
            sign.since, scene.now());
        sign.past = FindingWords::tr("Redis turned clients away: more than %1 wanted to connect.")
                        .arg(most);
    } else {
        sign.sentence = FindingWords::tr("%1 of at most %2 clients are connected to Redis.")
                            .arg(clients, most);
        sign.past
            = FindingWords::tr("Nearly all of the %1 clients that Redis admits were connected.")
                  .arg(most);
    }
    sign.next
        = FindingWords::tr("See under Clients which host holds most connections; a pool may leak, "
                           "or maxclients is too small.");
    sign.evidence = {nowFigure(clients), {FindingWords::tr("Limit"), most},
        {FindingWords::tr("Refused"), countText(rejected)}};
    signs.push_back(std::move(sign));
}

void redisAway(const FindingScene &scene, Signs &signs)
{
    const auto &away = scene.lately.redisAway();
    if (!away || scene.now() - *away < scene.limits.away)
        return;
    Sign sign;
    sign.name = {FindingKind::RedisAway, {}};
    sign.since = *away;
    sign.level = Level::Problem;
    sign.past = FindingWords::tr("%1 was away.").arg(QStringLiteral("Redis"));
    sign.sentence = begun(
        awayText(QStringLiteral("Redis"), scene.input.redis->health), sign.since, scene.now());
    sign.next = awayNext(QStringLiteral("Redis"), scene.input.redis->health);
    if (!scene.input.redis->problem.empty())
        sign.evidence
            = {{FindingWords::tr("Reason"), QString::fromStdString(scene.input.redis->problem)}};
    signs.push_back(std::move(sign));
}

// Speaks: a replica has not confirmed for ten seconds, or our server has lost its primary.
void replicaLags(const FindingScene &scene, Signs &signs)
{
    const auto &state = scene.input.redis->state;
    if (state.isReplica && state.primaryLinkDown) {
        Sign sign;
        sign.name = {FindingKind::ReplicaLags, "redis primary"};
        const auto *seen = scene.seenBefore(sign.name.kind, sign.name.key);
        sign.since = seen ? seen->since : scene.input.redis->at;
        sign.level = Level::Problem;
        sign.past = FindingWords::tr(
            "This Redis is a replica and lost its primary; what it served grew old.");
        sign.sentence = begun(sign.past, sign.since, scene.now());
        signs.push_back(std::move(sign));
    }
    for (const auto &lag : state.lags)
        if (auto sign = lagSign(scene, QStringLiteral("Redis"), lag, scene.input.redis->at))
            signs.push_back(std::move(*sign));
}
} // namespace

std::optional<Sign> lagSign(
    const FindingScene &scene, const QString &server, const ReplicaLag &lag, SinceStart at)
{
    const auto &limits = scene.limits;
    FindingName name{FindingKind::ReplicaLags, server.toStdString() + ' ' + lag.name};
    const auto *seen = scene.seenBefore(name.kind, name.key);
    const auto half = seen && seen->told ? 2 : 1;
    const bool byTime = lag.time >= limits.replicaLag / half;
    const bool byBytes = lag.bytes
        >= limits.replicaLagBytes / (lag.time < Duration::zero() ? 4u : 1u) / unsigned(half);
    if (!byTime && !byBytes)
        return std::nullopt;
    Sign sign;
    sign.name = std::move(name);
    sign.subject = lag.name;
    sign.since = seen ? seen->since
                      : std::max(at - std::max(lag.time, Duration::zero()), SinceStart::zero());
    sign.level = lag.time >= limits.replicaLagProblem ? Level::Problem : Level::Warning;
    sign.worst = std::max(seen ? seen->worst : -1.0, double(lag.time.count()));
    const auto replica = QString::fromStdString(lag.name), bytes = bytesText(lag.bytes);
    const auto by = [&](double time) {
        return time > 0 ? QStringLiteral("%1, %2").arg(
                   spanText(Duration(static_cast<Duration::rep>(time))), bytes)
                        : bytes;
    };
    sign.sentence = FindingWords::tr("A replica of %1 lags behind (%2): %3.")
                        .arg(server, replica, by(double(lag.time.count())));
    sign.past = FindingWords::tr("A replica of %1 lagged behind (%2): up to %3.")
                    .arg(server, replica, by(sign.worst));
    sign.next = FindingWords::tr(
        "What is read from it is old; see whether it is busy, paused or badly connected.");
    sign.evidence = {{FindingWords::tr("State"), QString::fromStdString(lag.state)},
        {FindingWords::tr("Behind"), bytes}};
    return sign;
}

void redisServerFindings(const FindingScene &scene, Signs &signs)
{
    if (!scene.input.redis)
        return;
    redisAway(scene, signs);
    if (!scene.hasRedis())
        return;
    readsSlower(scene, signs);
    slowCommand(scene, signs);
    clientsBlocked(scene, signs);
    replicaLags(scene, signs);
}

} // namespace tierlens
