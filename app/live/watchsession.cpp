// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/watchsession.h"

#include "live/watchsources.h"
#include "postgres/postgresaddress.h"

#include <QDateTime>
#include <QThreadPool>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
constexpr Duration Lately = 10s; // the window of "now" on the screen
constexpr std::size_t MostSlow = 500;
} // namespace

WatchSession::WatchSession(WatchOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_startedAt(QDateTime::currentMSecsSinceEpoch())
    , m_sources(std::make_unique<Sources>())
{
    std::vector<Links::Kept> kept;
    for (const auto &link : m_options.connection.links)
        kept.push_back({link.pattern.toStdString(), link.statement.toStdString(), link.refused});
    m_links.restore(kept);
    m_mayChange = !m_options.connection.isReadOnly();
    connect(&m_tick, &QTimer::timeout, this, &WatchSession::tick);
}

WatchSession::~WatchSession()
{
    // A source may have to wait for a server that does not answer, for a second or two.
    if (m_sources->redis || m_sources->postgres)
        QThreadPool::globalInstance()->start(
            [sources = std::shared_ptr<Sources>(std::move(m_sources)),
                shared = m_shared]() mutable { sources.reset(); });
}

void WatchSession::setRoute(const QString &redis, const QString &postgres)
{
    m_options.redis = redis;
    m_options.postgres = postgres;
}

void WatchSession::fail(Tier tier, const Error &error)
{
    const auto lost = [&](auto look) {
        look.at = m_shared->clock.now();
        look.health = ServerChange::State::Lost;
        look.problem = error.text;
        look.detail = error.detail;
        m_shared->queue.push(std::move(look));
    };
    if (tier == Tier::Redis)
        lost(RedisLook{});
    else
        lost(PostgresLook{});
    m_tick.start(100ms);
}

void WatchSession::start()
{
    if (m_isSnapshot)
        return;
    if (!m_options.redis.isEmpty()) {
        if (const auto address = RedisAddress::parse(m_options.redis.toStdString())) {
            m_sources->redis = std::make_unique<RedisWatch>(
                RedisWatchOptions{*address, m_options.sampleKeys, m_options.budget},
                m_shared->clock, m_shared->queue);
        } else {
            fail(Tier::Redis, address.error());
        }
    }
    if (!m_options.postgres.isEmpty())
        m_sources->postgres = std::make_unique<PostgresWatch>(
            PostgresWatchOptions{m_options.postgres.toStdString(), m_options.budget},
            m_shared->clock, m_shared->queue);
    m_lastTick = m_shared->clock.now();
    m_tick.start(100ms);
}

QString WatchSession::redisAddress() const
{
    if (m_isSnapshot)
        return m_snapshotRedis;
    if (m_redis && !m_redis->state.address.empty())
        return QString::fromStdString(m_redis->state.address);
    const auto address = RedisAddress::parse(m_options.redis.toStdString());
    return address ? QString::fromStdString(address->shown()) : QString();
}

QString WatchSession::postgresAddress() const
{
    if (m_isSnapshot)
        return m_snapshotPostgres;
    if (m_postgres && !m_postgres->state.address.empty())
        return QString::fromStdString(m_postgres->state.address);
    if (m_options.postgres.isEmpty())
        return {};
    const auto address = PostgresAddress::parse(m_options.postgres.toStdString());
    return address ? QString::fromStdString(address->shown()) : QString();
}

SinceStart WatchSession::now() const
{
    return m_isSnapshot ? m_snapshotNow : m_shared->clock.now();
}

qint64 WatchSession::wallTime(SinceStart at) const
{
    return m_startedAt + std::chrono::duration_cast<std::chrono::milliseconds>(at).count();
}

std::vector<CommandCounts> WatchSession::commands() const
{
    std::vector<CommandCounts> sums;
    for (const auto &look : m_lately) {
        for (const auto &command : look.commands) {
            auto found = std::find_if(sums.begin(), sums.end(),
                [&](const CommandCounts &sum) { return sum.name == command.name; });
            if (found == sums.end()) {
                sums.push_back(command);
                continue;
            }
            found->calls += command.calls;
            found->failed += command.failed;
            found->rejected += command.rejected;
            found->time += command.time;
            found->latencies.merge(command.latencies);
            found->ours |= command.ours;
        }
    }
    std::stable_sort(sums.begin(), sums.end(),
        [](const CommandCounts &a, const CommandCounts &b) { return a.time > b.time; });
    return sums;
}

WatchSession::Range WatchSession::range() const
{
    if (m_chosen)
        return *m_chosen;
    const auto to = m_paused ? m_pausedAt : now();
    return {std::max(SinceStart{}, to - m_span), to, !m_paused};
}

void WatchSession::setSpan(Duration span)
{
    m_span = span;
    m_chosen.reset();
    m_paused = false;
    Q_EMIT rangeChanged();
}

void WatchSession::setRange(SinceStart from, SinceStart to)
{
    // Less than this is a slip of the hand, and has no two points.
    if (to - from < 3s)
        return;
    m_chosen = Range{std::max(SinceStart{}, from), std::min(to, now()), false};
    Q_EMIT rangeChanged();
}

void WatchSession::setPaused(bool paused)
{
    m_paused = paused;
    m_pausedAt = now();
    if (!paused)
        m_chosen.reset();
    Q_EMIT rangeChanged();
}

void WatchSession::setMayChange(bool may)
{
    if (m_isSnapshot || may == m_mayChange)
        return;
    m_mayChange = may;
    Q_EMIT mayChangeChanged();
}

void WatchSession::setBudget(double share)
{
    m_options.budget = share;
    m_sources->forBoth([share](auto &source) { source.setBudget(share); });
}

OwnUse WatchSession::ownRedis() const
{
    OwnUse sum;
    for (const auto &look : m_lately)
        sum.add(look.own);
    return sum;
}

OwnUse WatchSession::ownPostgres() const
{
    OwnUse sum;
    for (const auto &[at, use] : m_ownPostgres)
        sum.add(use);
    return sum;
}

void WatchSession::setVisible(bool visible)
{
    m_sources->forBoth([visible](auto &source) { source.setHidden(!visible); });
    m_tick.setInterval(visible ? 100ms : 500ms);
    m_lastTick = m_shared->clock.now();
}

void WatchSession::setKeyEvents(bool on, bool mayConfigure)
{
    if (m_sources->redis)
        m_sources->redis->setKeyEvents(on, mayConfigure);
}

void WatchSession::confirmLink(const QString &pattern, std::int64_t statement)
{
    m_links.confirm(pattern.toStdString(), statement, m_statements.text(statement));
    keepLinks();
}

void WatchSession::refuseLink(const QString &pattern, std::int64_t statement)
{
    m_links.refuse(pattern.toStdString(), statement);
    keepLinks();
}

void WatchSession::keepLinks()
{
    auto &links = m_options.connection.links;
    links.clear();
    for (const auto &kept : m_links.kept())
        links.push_back({QString::fromStdString(kept.pattern), QString::fromStdString(kept.text),
            kept.refused});
    lookAround();
    Q_EMIT linksChanged();
}

void WatchSession::tick()
{
    const auto now = m_shared->clock.now();
    m_longestGap = std::max(m_longestGap, now - m_lastTick - m_tick.intervalAsDuration());
    m_lastTick = now;
    bool any = false;
    for (auto &looked : m_shared->queue.take()) {
        any = true;
        std::visit([this](auto &what) { take(what); }, looked);
    }
    if (now - m_lookedAround >= 1s && !m_isSnapshot) {
        m_lookedAround = now;
        if (m_closelyUntil && now >= *m_closelyUntil) {
            m_closelyUntil.reset();
            paceStatements();
        }
        // The word that it is over may be lost, if nobody took in for long what came: no other
        // could be begun then, and nothing be linked.
        if (m_burstProgress && now - m_sources->burstAt >= OrderedPace::LongestBurst) {
            m_burstProgress.reset();
            paceStatements();
            Q_EMIT burstChanged();
        }
        lookAround();
    }
    if (any)
        Q_EMIT looked();
    Q_EMIT ticked();
}

void WatchSession::take(RedisLook &look)
{
    m_history.add(look);
    m_findings.take(look);
    for (auto &entry : look.slow)
        m_slow.push_front(std::move(entry));
    for (auto &spike : look.spikes)
        m_spikes.push_front(std::move(spike));
    while (m_slow.size() > MostSlow)
        m_slow.pop_back();
    while (m_spikes.size() > MostSlow)
        m_spikes.pop_back();
    look.slow.clear();
    look.spikes.clear();
    if (!look.clients.empty())
        m_clients = std::move(look.clients);
    look.clients.clear();
    m_redis = look;
    m_lately.push_back(std::move(look));
    while (m_lately.size() > 1 && m_lately.back().at - m_lately.front().at >= Lately)
        m_lately.pop_front();
}

void WatchSession::take(PostgresLook &look)
{
    m_history.add(look);
    m_statements.add(look);
    m_findings.take(look);
    m_linking.add(look);
    if (look.statementsSpan > Duration::zero())
        Q_EMIT statementsRead(look);
    if (look.hasTables)
        m_tables = std::move(look.tables);
    look.tables.clear();
    look.statements.clear();
    m_ownPostgres.emplace_back(look.at, look.own);
    while (m_ownPostgres.size() > 1 && look.at - m_ownPostgres.front().first >= Lately)
        m_ownPostgres.pop_front();
    m_postgres = std::move(look);
}

void WatchSession::take(KeySampling &sampling) { m_patterns.add(sampling); }

void WatchSession::take(KeyEventBatch &batch) { m_linking.add(batch, m_patterns); }

void WatchSession::take(KeyEventsChange &change)
{
    m_keyEvents = std::move(change);
    if (!m_keyEvents.listening)
        m_linking.forgetEvents();
    paceStatements();
    Q_EMIT keyEventsChanged();
}

void WatchSession::take(BurstProgress &progress)
{
    m_burstProgress = progress;
    Q_EMIT burstChanged();
}

void WatchSession::take(Burst &burst)
{
    m_burstProgress.reset();
    paceStatements();
    if (burst.problem.empty()) {
        m_traffic = inferTraffic(burst, m_patterns);
        m_linking.add(burst, m_traffic);
    }
    // The lines have said what they had to say, and may be megabytes.
    burst.lines = {};
    m_burst = std::move(burst);
    lookAround();
    Q_EMIT burstChanged();
}

// What fills the cache can be told from what does not only if statements are counted in the same
// stretches of time.
void WatchSession::paceStatements()
{
    if (m_sources->postgres)
        m_sources->postgres->setStatementPace(m_burstProgress ? StatementPace::Burst
                : m_keyEvents.listening || m_closelyUntil     ? StatementPace::EachLook
                                                              : StatementPace::Usual);
}

void WatchSession::watchStatementsClosely(Duration span)
{
    m_closelyUntil = std::max(m_closelyUntil.value_or(SinceStart{}), now() + span);
    paceStatements();
}

void WatchSession::lookAround()
{
    if (!m_isSnapshot)
        m_linking.settle(now(), m_burstProgress.has_value(), m_links);
    const auto figures = m_patterns.figures(now());
    const auto links = m_links.links();
    m_rows = patternRowsOf(
        {figures, m_traffic, links, m_linking.missesPerSecond(now()), m_keyEvents.listening});
    if (m_isSnapshot)
        return;
    const FindingInput input{
        now(), m_history, redis(), postgres(), figures, m_traffic, links, &m_patterns};
    if (m_findings.look(input))
        Q_EMIT findingsChanged();
}

} // namespace tierlens
