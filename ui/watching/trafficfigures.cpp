// SPDX-License-Identifier: GPL-3.0-or-later
#include "watching/trafficfigures.h"

#include "core/durationtext.h"
#include "findings/findingtext.h"
#include "parts/connectionpill.h"
#include "watchdetail/historycurves.h"
#include "watching/watchpills.h"
#include "watchtables/patternrows.h"

#include <QCoreApplication>

#include <algorithm>

namespace tierlens {

namespace {
struct TrafficFiguresWords
{
    Q_DECLARE_TR_FUNCTIONS(TrafficFigures)
};
using Figure = TrafficFigures::Figure;
using Box = TrafficFigures::Box;
using State = ServerChange::State;

constexpr double Fell = 0.02; // of the hit rate: worth a colour

QString textOf(const std::string &text) { return QString::fromStdString(text); }

QString signOf(State state)
{
    switch (state) {
    case State::Lost:
        return QStringLiteral("✕");
    case State::Frozen:
        return QStringLiteral("‖");
    default:
        return QStringLiteral("◌");
    }
}

// True if there is a reason to show instead of figures. `look`: the newest; null: none yet.
template <typename Look> bool sayWhyNot(Box &box, bool watches, const Look *look)
{
    const bool isThere = look != nullptr;
    const auto state = look ? look->health : State::Unknown;
    if (!watches) {
        box.word = TrafficFiguresWords::tr("not watched");
        box.problem = TrafficFiguresWords::tr("This connection names no such server.");
        return true;
    }
    if (const auto *failover = look ? underWay(look->failover) : nullptr) {
        box.sign = QStringLiteral("⇄");
        box.word = WatchPill::failingOverWord();
        box.wordTint = Tint::Bad;
        box.problem = failoverText(*failover, look->at);
        return true;
    }
    if (isThere && state == State::Up)
        return false;
    const bool bad = isThere && (state == State::Lost || state == State::Frozen);
    const auto shown = isThere && state != State::Unknown ? state : State::Connecting;
    box.sign = signOf(shown);
    box.word = ConnectionPill::stateWord(shown);
    box.wordTint = bad ? Tint::Bad : Tint::Miss;
    box.problem = look ? textOf(look->problem) : QString();
    if (box.problem.isEmpty())
        box.problem = TrafficFiguresWords::tr("No figures yet.");
    return true;
}

// Behind the primary; the part after " · ", or nothing.
QString lagText(const std::vector<ReplicaLag> &replicas)
{
    Duration most{-1};
    for (const auto &replica : replicas)
        most = std::max(most, replica.time);
    return most < Duration::zero()
        ? QString()
        : QStringLiteral(" · ") + TrafficFiguresWords::tr("lag %1").arg(durationText(most));
}

Box applicationsBox(const TrafficInput &input)
{
    Box box;
    box.title = TrafficFiguresWords::tr("Applications");
    box.noteTopic = QStringLiteral("redis-clients");
    box.footTopic = QStringLiteral("redis-errors");
    const Moment &now = input.now;
    if (now.clients > 0) {
        box.note = now.clients == 1
            ? TrafficFiguresWords::tr("1 client")
            : TrafficFiguresWords::tr("%1 clients").arg(countText(now.clients));
        if (input.isLive && input.redis && input.redis->state.clientHosts > 0)
            box.note += QStringLiteral(" · ")
                + (input.redis->state.clientHosts == 1
                        ? TrafficFiguresWords::tr("1 host")
                        : TrafficFiguresWords::tr("%1 hosts")
                              .arg(countText(input.redis->state.clientHosts)));
    }
    if (input.isLive && input.redis && input.redis->health != State::Up) {
        box.note.clear();
        box.problem = TrafficFiguresWords::tr(
            "What they ask is counted by Redis, which does not answer now.");
        return box;
    }
    if (now.redis.span <= Duration::zero())
        return box;
    box.figures.push_back({rateText(now.redis.perSecond(now.redis.commands)),
        TrafficFiguresWords::tr("commands"), Tint::Text, QStringLiteral("commands-rate")});
    if (const auto p99 = now.redisReads.quantile(0.99); p99 > Duration::zero())
        box.figures.push_back({atMostText(p99), TrafficFiguresWords::tr("p99 of reads"), Tint::Text,
            QStringLiteral("reads-p99")});
    if (now.redis.errors > 0) {
        box.foot = TrafficFiguresWords::tr("%1 errors")
                       .arg(rateText(now.redis.perSecond(now.redis.errors)));
        box.footTint = Tint::Bad;
    }
    return box;
}

QString redisTitle(const RedisLook *look)
{
    const auto name = QStringLiteral("Redis");
    if (!look)
        return name;
    if (look->state.primaries > 1)
        return name + QStringLiteral(" · ")
            + TrafficFiguresWords::tr("%1 primaries").arg(look->state.primaries);
    return look->state.isReplica
        ? name + QStringLiteral(" · ") + TrafficFiguresWords::tr("replica")
        : name + QLatin1Char(' ') + textOf(look->state.version).section(QLatin1Char('.'), 0, 1);
}

Box redisBox(const TrafficInput &input)
{
    Box box;
    const RedisLook *look = input.redis;
    box.title = redisTitle(look).trimmed();
    box.noteTopic = QStringLiteral("watch-memory");
    if (input.isLive && sayWhyNot(box, input.watchesRedis, look)) {
        box.note = input.redisAway;
        return box;
    }
    const Moment &now = input.now;
    if (now.usedMemory > 0) {
        const auto memory = now.maxMemory > 0
            ? TrafficFiguresWords::tr("%1 of %2")
                  .arg(bytesText(now.usedMemory), bytesText(now.maxMemory))
            : bytesText(now.usedMemory);
        box.note = memory + QStringLiteral(" · ")
            + (now.keys == 1 ? TrafficFiguresWords::tr("1 key")
                             : TrafficFiguresWords::tr("%1 keys").arg(bigText(now.keys)));
    }
    if (now.redis.span <= Duration::zero()) {
        box.problem = TrafficFiguresWords::tr("No figures yet.");
        return box;
    }
    const double rate = now.redis.hitRate(),
                 before = input.before ? input.before->redis.hitRate() : -1;
    const bool fell = rate >= 0 && before >= 0 && rate < before - Fell;
    box.figures.push_back({percentText(rate),
        rate < 0 ? TrafficFiguresWords::tr("hit rate: nobody asks")
            : before >= 0
            ? TrafficFiguresWords::tr("hit rate, was %1 an hour ago").arg(percentText(before))
            : TrafficFiguresWords::tr("hit rate"),
        rate < 0                                     ? Tint::Dim
            : fell && hitRateTint(rate) == Tint::Hit ? Tint::Miss
                                                     : hitRateTint(rate),
        QStringLiteral("watch-hit-rate")});
    box.figures.push_back({rateText(now.redis.perSecond(now.redis.misses)),
        TrafficFiguresWords::tr("misses"), Tint::Miss, QStringLiteral("watch-misses")});
    const auto policy = look ? textOf(look->state.evictionPolicy) : QString();
    box.footTopic
        = now.redis.evicted > 0 ? QStringLiteral("evictions") : QStringLiteral("expiries");
    if (now.redis.evicted > 0) {
        box.foot = TrafficFiguresWords::tr("evicting %1")
                       .arg(rateText(now.redis.perSecond(now.redis.evicted)))
            + (policy.isEmpty() ? QString() : QStringLiteral(" · ") + policy);
        box.footTint = Tint::Bad;
    } else {
        box.foot = TrafficFiguresWords::tr("expiring %1")
                       .arg(rateText(now.redis.perSecond(now.redis.expired)))
            + (look ? lagText(look->state.lags) : QString());
    }
    return box;
}

QString postgresNote(const PostgresState &state)
{
    // That it is the only one need not be said.
    const auto sessions = state.maxConnections == 0
        ? QString()
        : TrafficFiguresWords::tr("%1 of %2 sessions")
              .arg(countText(state.sessions), countText(state.maxConnections));
    if (!state.inRecovery && state.replicas.empty() && !sessions.isEmpty())
        return sessions;
    auto role = state.inRecovery ? TrafficFiguresWords::tr("standby")
                                 : TrafficFiguresWords::tr("primary");
    if (!state.replicas.empty())
        role += state.replicas.size() == 1
            ? TrafficFiguresWords::tr(" + 1 replica")
            : TrafficFiguresWords::tr(" + %1 replicas").arg(state.replicas.size());
    return sessions.isEmpty() || !state.replicas.empty() ? role
                                                         : role + QStringLiteral(" · ") + sessions;
}

Box postgresBox(const TrafficInput &input)
{
    Box box;
    const PostgresLook *look = input.postgres;
    box.title = QStringLiteral("PostgreSQL");
    if (look)
        box.title = (box.title + QLatin1Char(' ')
            + textOf(look->state.version).section(QLatin1Char('.'), 0, 0))
                        .trimmed();
    if (input.isLive && sayWhyNot(box, input.watchesPostgres, look)) {
        box.note = input.postgresAway;
        return box;
    }
    box.noteTopic = QStringLiteral("postgres-sessions");
    if (look)
        box.note = postgresNote(look->state);
    const PostgresCounts &counts = input.now.postgres;
    if (counts.span <= Duration::zero()) {
        box.problem = TrafficFiguresWords::tr("No figures yet.");
        return box;
    }
    if (counts.countsStatements)
        box.figures.push_back({counts.queriesPerSecond() < 0 ? QStringLiteral("–")
                                                             : rateText(counts.queriesPerSecond()),
            TrafficFiguresWords::tr("queries"), Tint::Postgres, QStringLiteral("watch-queries")});
    else
        box.figures.push_back({rateText(counts.perSecond(counts.commits + counts.rollbacks)),
            TrafficFiguresWords::tr("transactions"), Tint::Postgres,
            QStringLiteral("watch-queries")});
    if (input.fillMean > Duration::zero())
        box.figures.push_back(
            {durationText(input.fillMean), TrafficFiguresWords::tr("mean of the filling queries"),
                Tint::Text, QStringLiteral("filling-mean")});
    else if (counts.countsStatements && counts.queries > 0)
        box.figures.push_back({durationText(counts.queryTime / std::int64_t(counts.queries)),
            TrafficFiguresWords::tr("mean of all queries"), Tint::Text,
            QStringLiteral("filling-mean")});
    box.footTopic = input.now.waitingMost > 0 ? QStringLiteral("lock-waiters")
                                              : QStringLiteral("buffer-hit-ratio");
    if (input.now.waitingMost > 0) {
        box.foot = TrafficFiguresWords::tr("%1 waiting for locks").arg(input.now.waitingMost);
        box.footTint = Tint::Bad;
    } else {
        const double hits = counts.bufferHitRate();
        box.foot = hits < 0 ? QString()
                            : TrafficFiguresWords::tr("buffer hits %1").arg(percentText(hits));
        box.foot += look ? lagText(look->state.replicas) : QString();
    }
    return box;
}
} // namespace

TrafficFigures trafficFigures(const TrafficInput &input)
{
    TrafficFigures figures;
    figures.heading = input.isLive ? TrafficFiguresWords::tr("Traffic now")
                                   : TrafficFiguresWords::tr("Traffic then");
    figures.window = TrafficFiguresWords::tr("counted by the servers, %1").arg(input.window);
    figures.applications = applicationsBox(input);
    figures.redis = redisBox(input);
    figures.postgres = postgresBox(input);
    figures.moves = input.isLive;
    const RedisCounts &counts = input.now.redis;
    const bool answers = !input.isLive || (input.redis && input.redis->health == State::Up);
    if (counts.span <= Duration::zero() || !answers)
        return figures;
    const auto set = [&figures](TrafficPipe pipe, double rate, const QString &label) {
        figures.perSecond[std::size_t(pipe)] = rate;
        figures.labels[std::size_t(pipe)] = label;
    };
    const double misses = counts.perSecond(counts.misses), hits = counts.perSecond(counts.hits);
    set(TrafficPipe::Asked, counts.perSecond(counts.commands),
        rateText(counts.perSecond(counts.commands)));
    set(TrafficPipe::Hits, hits, TrafficFiguresWords::tr("%1 hits").arg(rateText(hits)));
    set(TrafficPipe::Misses, misses, TrafficFiguresWords::tr("%1 misses").arg(rateText(misses)));
    // What is missed while Postgres is away is asked of it in vain: nothing flows.
    if (input.isLive && input.postgres && input.postgres->health != State::Up) {
        figures.perSecond[std::size_t(TrafficPipe::Misses)] = -1;
        return figures;
    }
    if (input.fills >= 0)
        set(TrafficPipe::Fills, input.fills,
            QStringLiteral("≈ ") + TrafficFiguresWords::tr("%1 fills").arg(rateText(input.fills)));
    else
        figures.labels[std::size_t(TrafficPipe::Fills)]
            = TrafficFiguresWords::tr("fills: not known yet");
    return figures;
}

} // namespace tierlens
