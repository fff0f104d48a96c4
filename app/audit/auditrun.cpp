// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditrun.h"

#include "audit/postgresaudit.h"
#include "audit/redisaudit.h"
#include "audit/trafficaudit.h"
#include "connections/route.h"
#include "core/whendone.h"

#include <QDateTime>
#include <QPromise>
#include <QThreadPool>
#include <QTimer>

#include <utility>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
struct AuditedServers
{
    AuditPostgresFacts postgres;
    AuditRedisFacts redis;
};

// On a worker: both servers, one after the other.
QFuture<AuditedServers> askServers(const std::string &redis, const std::string &postgres)
{
    auto promise = std::make_shared<QPromise<AuditedServers>>();
    auto future = promise->future();
    promise->start();
    QThreadPool::globalInstance()->start([promise, redis, postgres] {
        AuditedServers audited;
        if (!postgres.empty())
            audited.postgres = readPostgresFacts(postgres);
        if (!redis.empty())
            audited.redis = readRedisFacts(redis);
        promise->addResult(std::move(audited));
        promise->finish();
    });
    return future;
}
} // namespace

AuditRun::AuditRun(LiveServers servers, WatchSession *session, QObject *parent)
    : QObject(parent)
    , m_servers(std::move(servers))
    , m_session(session)
{ }

AuditRun::AuditRun(LiveServers servers, const AuditWishes &wishes, QObject *parent)
    : QObject(parent)
    , m_servers(std::move(servers))
    , m_wishes(wishes)
    , m_isOwn(true)
{ }

AuditRun::~AuditRun() { m_own.reset(); }

void AuditRun::start()
{
    if (std::exchange(m_isRunning, true))
        return;
    m_error.reset();
    if (m_isOwn)
        watch();
    else
        ask();
}

void AuditRun::watch()
{
    m_own = std::make_unique<WatchSession>(WatchOptions{
        m_servers.connection, m_servers.redis, m_servers.postgres, m_wishes.budget, true});
    m_session = m_own.get();
    m_route = std::make_unique<Route>(m_servers.connection, m_servers.redis, m_servers.postgres);
    connect(m_route.get(), &Route::opened, m_own.get(),
        [this](const QString &redis, const QString &postgres) {
            m_servers.redis = redis;
            m_servers.postgres = postgres;
            m_own->setRoute(redis, postgres);
            m_own->start();
            QTimer::singleShot(m_wishes.span, this, &AuditRun::ask);
            if (m_wishes.burst)
                QTimer::singleShot(m_wishes.span / 2, this, [this] {
                    m_own->startBurst({*m_wishes.burst, 50'000});
                });
        });
    connect(m_route.get(), &Route::failed, this, [this](Tier, const Error &error) {
        m_error = error;
        m_isRunning = false;
        Q_EMIT finished();
    });
    m_route->open();
}

void AuditRun::ask()
{
    if (m_session && m_session->burstProgress()) {
        // Bounded itself; what it hears belongs into the audit.
        QTimer::singleShot(200ms, this, &AuditRun::ask);
        return;
    }
    whenDone(askServers(m_servers.redis.toStdString(), m_servers.postgres.toStdString()), this,
        [this](const AuditedServers &audited) { take(audited.postgres, audited.redis); });
}

void AuditRun::take(AuditPostgresFacts postgres, AuditRedisFacts redis)
{
    m_facts = {};
    m_facts.name = m_servers.connection.name;
    m_facts.environment = m_servers.connection.environment;
    m_facts.takenAt = QDateTime::currentMSecsSinceEpoch();
    m_facts.postgres = std::move(postgres);
    m_facts.redis = std::move(redis);
    if (m_session) {
        m_session->settle();
        takeTraffic(*m_session, m_facts);
    }
    findCounterparts(m_facts);
    m_document = makeAuditDocument(m_facts);
    std::string problem;
    for (const auto &[isMissing, why] :
        {std::pair(m_facts.redis.isWanted && !m_facts.redis.isReached, m_facts.redis.problem),
            std::pair(m_facts.postgres.isWanted && !m_facts.postgres.isReached,
                m_facts.postgres.problem)}) {
        if (isMissing)
            problem += (problem.empty() ? "" : " ") + why;
    }
    if (!problem.empty())
        m_error = Error{ErrorKind::Unreachable, {}, problem, {}};
    if (!m_facts.redis.isReached && !m_facts.postgres.isReached)
        m_document.reset();
    m_isRunning = false;
    Q_EMIT finished();
}

} // namespace tierlens
