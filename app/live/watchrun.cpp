// SPDX-License-Identifier: GPL-3.0-or-later
#include "live/watchrun.h"

#include "core/durationtext.h"
#include "core/printline.h"
#include "live/watchreport.h"
#include "pages/documentfile.h"

namespace tierlens {

using namespace std::chrono_literals;

namespace {
template <typename Look> QString healthText(const Look *look)
{
    if (look && underWay(look->failover))
        return QStringLiteral("failing over");
    switch (look ? look->health : ServerChange::State::Connecting) {
    case ServerChange::State::Up:
        return QStringLiteral("up");
    case ServerChange::State::Loading:
        return QStringLiteral("loading");
    case ServerChange::State::Frozen:
        return QStringLiteral("frozen");
    case ServerChange::State::Lost:
        return QStringLiteral("lost");
    case ServerChange::State::Stopping:
    case ServerChange::State::Starting:
    case ServerChange::State::Connecting:
    case ServerChange::State::Unknown:
        break;
    }
    return QStringLiteral("connecting");
}
} // namespace

WatchRun::WatchRun(WatchSession &session, Wishes wishes, QObject *parent)
    : QObject(parent)
    , m_session(session)
    , m_wishes(std::move(wishes))
{
    connect(&m_status, &QTimer::timeout, this, &WatchRun::printStatus);
    connect(&m_session, &WatchSession::looked, this, [this] {
        const auto isUp
            = [](const auto *look) { return look && look->health == ServerChange::State::Up; };
        m_redisSeen |= isUp(m_session.redis());
        m_postgresSeen |= isUp(m_session.postgres());
    });
    if (m_wishes.prints)
        connect(&m_session, &WatchSession::findingsChanged, this, &WatchRun::printFindings);
}

void WatchRun::begin()
{
    if (m_wishes.prints)
        m_status.start(1s);
    if (!m_wishes.duration)
        return;
    if (m_wishes.burst)
        QTimer::singleShot(*m_wishes.duration / 2, this, [this] {
            m_session.startBurst({*m_wishes.burst, 50'000});
        });
    QTimer::singleShot(*m_wishes.duration, this, &WatchRun::end);
}

void WatchRun::printStatus()
{
    const auto now = m_session.now();
    const auto total = m_session.history().total(std::max(SinceStart{}, now - 10s), now);
    QString line = ttlText(now).rightJustified(8);
    if (m_session.hasRedis()) {
        const auto &c = total.redis;
        const auto *look = m_session.redis();
        line += QStringLiteral("  redis %1  %2  hit rate %3  misses %4  evicted %5")
                    .arg(healthText(look), rateText(c.perSecond(c.commands)),
                        percentText(c.hitRate()), rateText(c.perSecond(c.misses)),
                        rateText(c.perSecond(c.evicted)));
    }
    if (m_session.hasPostgres()) {
        const auto &c = total.postgres;
        const auto *look = m_session.postgres();
        line += QStringLiteral("  postgres %1  commits %2  queries %3  buffer hits %4")
                    .arg(healthText(look), rateText(c.perSecond(c.commits)),
                        c.queriesPerSecond() < 0 ? QStringLiteral("–")
                                                 : rateText(c.queriesPerSecond()),
                        percentText(c.bufferHitRate()));
    }
    const auto share = std::max(m_session.ownRedis().share(), m_session.ownPostgres().share());
    printLine(line + QStringLiteral("  own cost %1 %").arg(100 * share, 0, 'f', 2));
}

void WatchRun::printFindings()
{
    std::set<std::pair<int, std::string>> going;
    for (const auto &finding : m_session.findings().all()) {
        const std::pair key{int(finding.kind), finding.subject};
        if (finding.isOver())
            continue;
        going.insert(key);
        if (!m_told.count(key))
            printLine(QStringLiteral("%1  ! %2")
                          .arg(ttlText(m_session.now()).rightJustified(8), finding.sentence));
    }
    m_told = std::move(going);
}

void WatchRun::end()
{
    if (m_session.burstProgress()) {
        // Bounded itself; what it saw belongs into the report.
        QTimer::singleShot(200ms, this, &WatchRun::end);
        return;
    }
    m_status.stop();
    m_session.settle();
    const auto *redis = m_session.redis();
    const auto *postgres = m_session.postgres();
    const bool live = !m_session.isSnapshot();
    const bool redisFailed = live && m_session.hasRedis() && !m_redisSeen;
    const bool postgresFailed = live && m_session.hasPostgres() && !m_postgresSeen;
    if (redisFailed || postgresFailed) {
        std::string words;
        if (redisFailed)
            words = redis && !redis->problem.empty() ? redis->problem : "Redis never answered.";
        if (postgresFailed) {
            words += words.empty() ? "" : " ";
            words += postgres && !postgres->problem.empty() ? postgres->problem
                                                            : "Postgres never answered.";
        }
        m_error = Error{ErrorKind::Unreachable, {}, words, {}};
    }
    if (!m_wishes.report.isEmpty()) {
        const auto report = makeWatchReport(m_session);
        if (const auto written = writeDocument(m_wishes.report, report, watchReportPage(report));
            !written && !m_error)
            m_error = written.error();
    }
    if (!m_wishes.snapshot.isEmpty()) {
        if (const auto written
            = WatchSession::writeSnapshot(m_wishes.snapshot, m_session.snapshot());
            !written && !m_error)
            m_error = written.error();
    }
    Q_EMIT finished();
}

} // namespace tierlens
