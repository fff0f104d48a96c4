// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/worldradius.h"

#include "invalidation/deletion.h"
#include "invalidation/trafficknown.h"
#include "live/watchsession.h"
#include "scenario/traffic.h"
#include "support/misscurve.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

namespace tierlens::test {

using namespace std::chrono_literals;

namespace {
constexpr int Clients = 8;
constexpr int LongestRound = 20'000; // ms
// Per second, for the time to be compared. Of a tenth of fewer, two dozen misses come in two
// seconds, and when they seem to have fallen below it is mostly chance: hits and queries are what
// it is held to there.
constexpr double FewestHits = 120;
double secondsOn(const QElapsedTimer &clock) { return double(clock.nsecsElapsed()) / 1e9; }
} // namespace

QString SaidAndWas::text() const
{
    return QStringLiteral("%1: hits %2 said, %3 were; queries %4, %5; seconds %6, %7")
        .arg(QString::fromStdString(pattern))
        .arg(said.hitsPerSecond.value_or(-1))
        .arg(hits)
        .arg(said.extraQueries.value_or(-1))
        .arg(queries)
        .arg(said.seconds.value_or(-1))
        .arg(seconds);
}

bool SaidAndWas::isNear() const
{
    const auto near = [](std::optional<double> value, double expected, double chance) {
        return value && expected > 0 && std::abs(*value - expected) <= 0.3 * expected + chance;
    };
    // Said from three seconds and measured in three.
    return near(said.hitsPerSecond, hits, 2 * std::sqrt(2 * hits / 3))
        && near(said.extraQueries, queries, 3 * std::sqrt(queries / rounds))
        && (hits < FewestHits || near(said.seconds, seconds, 1));
}

WorldRadius::WorldRadius(SmallWorld &world, Scenario &scenario, Wishes wishes)
    : m_world(world)
    , m_scenario(scenario)
    , m_wishes(std::move(wishes))
    , m_counted(m_wishes.patterns.size())
    , m_before(m_wishes.patterns.size())
{
    for (const auto &pattern : m_wishes.patterns)
        m_found.push_back({pattern, {}});
}

void WorldRadius::count()
{
    for (const auto &request : m_world.requests()) {
        for (std::size_t i = 0; i < m_found.size(); ++i) {
            const std::string_view pattern = m_found[i].pattern;
            if (!request.key.view().starts_with(pattern.substr(0, pattern.size() - 1)))
                continue;
            m_counted[i].hits += request.outcome == Outcome::Hit ? 1 : 0;
            m_counted[i].misses
                += request.outcome == Outcome::Miss || request.outcome == Outcome::Coalesced ? 1
                                                                                             : 0;
            for (const auto &step : request.parts())
                m_counted[i].queries
                    += step.kind == StepKind::Query && step.result == StepResult::Ok ? 1 : 0;
        }
    }
}

void WorldRadius::wait(int milliseconds)
{
    QElapsedTimer clock;
    for (clock.start(); clock.elapsed() < milliseconds; count())
        QTest::qWait(100);
}

QString WorldRadius::run()
{
    m_world.policies.ttlMs = 600'000;
    {
        const auto layer = m_world.layer();
        m_wishes.fill(*layer);
    }
    Traffic traffic({m_world.redisOptions(), m_world.appOptions(), m_world.parts(), m_scenario});
    traffic.setRate(m_wishes.rate);
    traffic.start(Clients);
    auto problem = foresee();
    for (int round = 0; round < m_wishes.rounds && problem.isEmpty(); ++round)
        problem = playRound();
    traffic.stop();
    return problem;
}

QString WorldRadius::foresee()
{
    WatchOptions watch;
    watch.connection.name = QStringLiteral("test");
    watch.redis = QString::fromStdString(m_world.redis.uri());
    watch.postgres = QString::fromStdString(m_world.postgres.connection());
    watch.budget = 0.2;
    WatchSession session(watch);
    session.start();
    wait(11'000); // the last 10 s are all of this traffic
    session.startBurst({3000ms, 50'000});
    QElapsedTimer clock;
    for (clock.start();
         clock.elapsed() < 20'000 && (!session.lastBurst() || session.burstProgress());)
        wait(100);
    if (!session.lastBurst() || !session.lastBurst()->problem.empty())
        return QStringLiteral("there was no burst");
    wait(1500); // rows are made once a second
    const auto known = trafficKnown(session);
    for (auto &one : m_found) {
        auto measuring = measureBlastRadius(watch.redis, {0, one.pattern, {}}, known, {}, 1);
        measuring.waitForFinished();
        if (!measuring.result())
            return QString::fromStdString(measuring.result().error().text);
        one.said = *measuring.result();
        qInfo("%s", qPrintable(one.said.text()));
    }
    count();
    const auto start = m_counted;
    clock.start();
    wait(3000);
    const double span = secondsOn(clock);
    for (std::size_t i = 0; i < m_found.size(); ++i) {
        m_before[i] = {(m_counted[i].hits - start[i].hits) / span,
            (m_counted[i].misses - start[i].misses) / span,
            (m_counted[i].queries - start[i].queries) / span};
        m_found[i].hits = m_before[i].hits;
    }
    return {};
}

QString WorldRadius::playRound()
{
    {
        const auto layer = m_world.layer();
        m_wishes.fill(*layer);
    }
    count();
    const auto start = m_counted;
    std::vector<MissCurve> misses, queries;
    for (const auto &before : m_before) {
        misses.emplace_back(before.hits, before.misses);
        queries.emplace_back(before.hits, before.queries);
    }
    QElapsedTimer clock;
    clock.start();
    std::vector<std::unique_ptr<Deletion>> deletions;
    for (const auto &one : m_found)
        deletions.push_back(std::make_unique<Deletion>(QString::fromStdString(m_world.redis.uri()),
            InvalidationTarget{0, one.pattern, {}}, Deletion::Pace{10'000, 1e7}));
    const auto areOver = [&misses] {
        return std::all_of(
            misses.begin(), misses.end(), [](const MissCurve &curve) { return curve.isOver(); });
    };
    while (clock.elapsed() < LongestRound && !areOver()) {
        wait(100);
        const double seconds = secondsOn(clock);
        for (std::size_t i = 0; i < m_found.size(); ++i) {
            misses[i].add(seconds, m_counted[i].misses - start[i].misses);
            queries[i].add(seconds, m_counted[i].queries - start[i].queries);
        }
    }
    for (const auto &deletion : deletions) {
        if (deletion->progress().state != DeletionProgress::State::Done)
            return QStringLiteral("a deletion did not end");
    }
    for (std::size_t i = 0; i < m_found.size(); ++i) {
        auto &one = m_found[i];
        if (!misses[i].isOver())
            return QStringLiteral("%1 was not filled again")
                .arg(QString::fromStdString(one.pattern));
        one.queries += queries[i].first() / m_wishes.rounds;
        one.seconds += misses[i].seconds() / m_wishes.rounds;
        ++one.rounds;
    }
    return {};
}

} // namespace tierlens::test
