// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "session/addresscheck.h"
#include "session/policymarks.h"
#include "session/sessionengine.h"
#include "worlds/worlds.h"

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

Session::Session(SessionOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_traffic(m_options.traffic)
    , m_scenarios(scenarioTexts())
{
    m_scenario = makeScenario(m_options.scenario);
    m_tick.setTimerType(Qt::PreciseTimer);
    connect(&m_tick, &QTimer::timeout, this, &Session::tick);
}

Session::~Session()
{
    m_tick.stop();
    m_comparisonStop.request_stop();
    m_engine.reset();
}

void Session::start()
{
    if (m_engine)
        return;
    m_engine = std::make_unique<Engine>(m_queue, m_statements, m_clock, m_options, *m_scenario);
    applyPolicies();
    m_tick.start(33ms);
    m_lastTick = m_clock.now();
    give<Done>(m_engine->desk, [](OrderDesk &desk) {
        return desk.open();
    }).then(this, [this](const Result<Done> &opened) {
        if (!opened) {
            m_queue.control().push({Origin::Demo, now(), {},
                Note{Note::Level::Problem, opened.error().text, opened.error().detail}});
            Q_EMIT failed(opened.error());
        }
    });
}

void Session::tick()
{
    const auto now = m_clock.now();
    // How long the GUI thread did not come round, beyond the timer's own period.
    const auto gap = now - m_lastTick - std::chrono::milliseconds(m_tick.interval());
    m_longestGap = std::max(m_longestGap, gap);
    m_lastTick = now;
    m_store.append(m_queue.drain(), now);
    if (!m_isReady && m_store.timings().total().requests() > 0) {
        m_isReady = true;
        Q_EMIT ready();
    }
    Q_EMIT ticked();
}

void Session::settle() { m_store.append(m_queue.drain(), m_clock.now()); }

bool Session::isSandbox() const { return m_options.sandbox; }

QString Session::connectionTitle() const
{
    if (m_options.sandbox)
        return QStringLiteral("Sandbox");
    return addressOf(Tier::Redis);
}

QString Session::addressOf(Tier tier) const
{
    if (m_options.sandbox)
        return tr("private socket");
    if (tier == Tier::Redis) {
        const auto address = RedisAddress::parse(m_options.redis.toStdString());
        return address ? QString::fromStdString(address->shown()) : QStringLiteral("?");
    }
    return postgresShown(m_options.postgres);
}

QString Session::keyPrefix() const { return QStringLiteral("tierlens:"); }

const ScenarioText &Session::scenario() const { return m_scenario->text(); }

QString Session::whyNoRestart() const
{
    return m_options.sandbox
        ? QString()
        : tr("Tierlens did not start these servers, so it does not stop them either.");
}

QString Session::whyNoMemoryLimit() const
{
    return m_options.sandbox
        ? QString()
        : tr(
            "This Redis is not Tierlens' own, so its memory and what it forgets stay as they are.");
}

void Session::applyPolicies()
{
    auto &policies = m_engine->shared.policies;
    policies.cache = m_traffic.cache;
    policies.ttlMs = m_traffic.ttl.count();
    policies.jitter = m_traffic.jitter;
    policies.singleFlight = m_traffic.singleFlight;
    policies.invalidateOnWrite = m_traffic.invalidateOnWrite;
    policies.writeThrough = m_traffic.writeThrough;
    policies.writeBehind = m_traffic.writeBehind;
    policies.negativeCaching = m_traffic.negativeCaching;
    policies.staleWhileRevalidate = m_traffic.staleWhileRevalidate;
    policies.earlyRefresh = m_traffic.earlyRefresh;
    policies.notifyInvalidation = m_traffic.notifyInvalidation;
    policies.worldSwitch = m_traffic.worldSwitch;
}

void Session::mark(Action::Kind kind, const QString &text)
{
    m_queue.control().push(
        {Origin::Demo, now(), {}, Action{kind, Tier::Redis, text.toStdString(), 0}});
}

void Session::setTraffic(const TrafficSettings &wanted)
{
    const auto before = m_traffic;
    if (wanted == before)
        return;
    m_traffic = wanted;
    if (!isSandbox()
        && (wanted.maxMemory != before.maxMemory
            || wanted.evictionPolicy != before.evictionPolicy)) {
        m_traffic.maxMemory = before.maxMemory;
        m_traffic.evictionPolicy = before.evictionPolicy;
        m_queue.control().push({Origin::Demo, now(), {},
            Note{Note::Level::Warning, whyNoMemoryLimit().toStdString(), {}}});
    }
    m_traffic.clients = std::clamp(wanted.clients, 1, 64);
    if (m_engine) {
        applyPolicies();
        for (const QString &text : PolicyMarks::between(before, m_traffic))
            mark(Action::Kind::Policy, text);
        const auto settings = m_traffic;
        QMetaObject::invokeMethod(m_engine->desk, [desk = m_engine->desk, before, settings] {
            if (before.clients != settings.clients)
                desk->setClients(settings.clients);
            desk->setRate(settings.rate);
            desk->setRunning(settings.running);
            desk->setServerPolicies(settings);
        });
    }
    Q_EMIT trafficChanged();
}

void Session::setVisible(bool visible)
{
    m_tick.setInterval(visible ? 33ms : 250ms);
    if (m_engine)
        QMetaObject::invokeMethod(
            m_engine->desk, [desk = m_engine->desk, visible] { desk->setSlow(!visible); });
}

} // namespace tierlens
