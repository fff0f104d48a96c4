// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/session.h"

#include "core/durationtext.h"
#include "core/glob.h"
#include "session/addresscheck.h"
#include "session/orderdesk.h"
#include "worlds/worlds.h"

#include <QMetaObject>
#include <QPromise>
#include <QThread>

#include <algorithm>

namespace tierlens {

using namespace std::chrono_literals;

// The worker thread and what it shares with us. Destroyed before the queue and the store.
class Session::Engine
{
public:
    Engine(EventQueue &queue, Statements &statements, const Clock &clock,
        const SessionOptions &options, Scenario &scenario)
        : shared{queue, statements, clock}
        , desk(new OrderDesk(shared, options, scenario))
    {
        desk->moveToThread(&thread);
        QObject::connect(&thread, &QThread::finished, desk, &QObject::deleteLater);
        thread.setObjectName(QStringLiteral("orders"));
        thread.start();
    }
    ~Engine()
    {
        OrderDesk *gone = desk;
        QMetaObject::invokeMethod(gone, [gone] { gone->close(); });
        thread.quit();
        thread.wait(); // every blocking call on it has a timeout
    }

    Shared shared;
    OrderDesk *desk;
    QThread thread;
};

namespace {
// Runs `order` on the desk's thread. A session that ends first cancels the future.
template <typename T, typename F> QFuture<Result<T>> give(OrderDesk *desk, F order)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    auto future = promise->future();
    promise->start();
    QMetaObject::invokeMethod(desk, [desk, promise, order = std::move(order)] {
        promise->addResult(order(*desk));
        promise->finish();
    });
    return future;
}

template <typename T> QFuture<Result<T>> refused(const QString &why)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(Error{ErrorKind::Refused, {}, why.toStdString(), {}});
    promise.finish();
    return promise.future();
}

} // namespace

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
        const auto toggled = [this](bool was, bool is, const char *on, const char *off) {
            if (was != is)
                mark(Action::Kind::Policy, QLatin1String(is ? on : off));
        };
        toggled(before.cache, m_traffic.cache, "cache on", "cache off");
        toggled(
            before.singleFlight, m_traffic.singleFlight, "one query per miss", "every miss asks");
        toggled(
            before.jitter, m_traffic.jitter, "expiry times spread", "expiry times as they fall");
        toggled(before.invalidateOnWrite, m_traffic.invalidateOnWrite, "invalidate on write",
            "no invalidation on write");
        toggled(before.negativeCaching, m_traffic.negativeCaching, "remembers what is not there",
            "forgets what is not there");
        toggled(before.staleWhileRevalidate, m_traffic.staleWhileRevalidate,
            "old answers while renewing", "no old answers");
        toggled(
            before.earlyRefresh, m_traffic.earlyRefresh, "early renewal on", "early renewal off");
        toggled(
            before.writeThrough, m_traffic.writeThrough, "write-through on", "write-through off");
        toggled(before.writeBehind, m_traffic.writeBehind, "write-behind on", "write-behind off");
        toggled(before.notifyInvalidation, m_traffic.notifyInvalidation, "Postgres tells changes",
            "Postgres tells no changes");
        if (before.maxMemory != m_traffic.maxMemory)
            mark(Action::Kind::Policy,
                QStringLiteral("Redis may use %1")
                    .arg(bytesText(static_cast<std::uint64_t>(m_traffic.maxMemory))));
        if (before.evictionPolicy != m_traffic.evictionPolicy)
            mark(Action::Kind::Policy,
                QStringLiteral("eviction %1")
                    .arg(QString::fromStdString(m_traffic.evictionPolicy)));
        if (before.ttl != m_traffic.ttl)
            mark(Action::Kind::Policy, QStringLiteral("TTL %1").arg(ttlText(m_traffic.ttl)));
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

std::string Session::prefixed(const QString &pattern) const
{
    const auto prefix = keyPrefix();
    return (pattern.startsWith(prefix) ? pattern : prefix + pattern).toStdString();
}

QFuture<Result<InvalidationPreview>> Session::preview(const QString &pattern)
{
    if (!m_engine)
        return refused<InvalidationPreview>(tr("Nothing is connected yet."));
    const auto full = prefixed(pattern);
    return give<std::uint64_t>(m_engine->desk, [full](OrderDesk &desk) {
        return desk.countKeys(full);
    }).then(this, [this, full](const Result<std::uint64_t> &keys) -> Result<InvalidationPreview> {
        if (!keys)
            return keys.error();
        InvalidationPreview preview;
        preview.keys = *keys;
        std::uint64_t weighed = 0;
        for (const HeldKey &row : m_store.keys().rows()) {
            if (!globMatches(full, row.key))
                continue;
            preview.bytes += row.size;
            ++weighed;
        }
        preview.isWeighedInPart = weighed < preview.keys;
        return preview;
    });
}

QFuture<Result<std::uint64_t>> Session::invalidate(const QString &pattern)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<std::uint64_t>(why);
    const auto kind = pattern == QLatin1String("*") ? Action::Kind::InvalidateAll
                                                    : Action::Kind::InvalidatePattern;
    return give<std::uint64_t>(m_engine->desk,
        [full = prefixed(pattern), kind](OrderDesk &desk) { return desk.invalidate(full, kind); });
}

QFuture<Result<std::uint64_t>> Session::invalidateKey(const QString &key)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<std::uint64_t>(why);
    return give<std::uint64_t>(m_engine->desk,
        [full = prefixed(key)](OrderDesk &desk) { return desk.invalidateKey(full); });
}

QFuture<Result<Done>> Session::expireNow(const QString &key)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<Done>(why);
    return give<Done>(
        m_engine->desk, [full = prefixed(key)](OrderDesk &desk) { return desk.expireNow(full); });
}

QFuture<Result<Done>> Session::refresh(const QString &key)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<Done>(why);
    return give<Done>(
        m_engine->desk, [full = prefixed(key)](OrderDesk &desk) { return desk.refresh(full); });
}

QFuture<Result<QString>> Session::explain(const QString &key)
{
    if (!m_engine)
        return refused<QString>(tr("Nothing is connected yet."));
    return give<QString>(
        m_engine->desk, [full = prefixed(key)](OrderDesk &desk) { return desk.explain(full); });
}

QFuture<Result<QString>> Session::write()
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<QString>(why);
    return give<QString>(m_engine->desk, [](OrderDesk &desk) { return desk.write(); });
}

QFuture<Result<QString>> Session::perform(const QString &order)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<QString>(why);
    return give<QString>(m_engine->desk,
        [order = order.toStdString()](OrderDesk &desk) { return desk.perform(order); });
}

QFuture<Result<Duration>> Session::restart(Tier tier)
{
    if (const auto why = whyNoRestart().isEmpty() ? whyNoOrder() : whyNoRestart(); !why.isEmpty())
        return refused<Duration>(why);
    return give<Duration>(m_engine->desk, [tier](OrderDesk &desk) { return desk.restart(tier); });
}

QFuture<Result<Duration>> Session::crash(Tier tier)
{
    if (const auto why = whyNoRestart().isEmpty() ? whyNoOrder() : whyNoRestart(); !why.isEmpty())
        return refused<Duration>(why);
    return give<Duration>(m_engine->desk, [tier](OrderDesk &desk) { return desk.crash(tier); });
}

QFuture<Result<Done>> Session::freeze(Tier tier, std::chrono::milliseconds span)
{
    if (const auto why = whyNoRestart().isEmpty() ? whyNoOrder() : whyNoRestart(); !why.isEmpty())
        return refused<Done>(why);
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    auto future = promise->future();
    promise->start();
    QMetaObject::invokeMethod(m_engine->desk, [desk = m_engine->desk, tier, span, promise] {
        desk->freeze(tier, span, [promise](const Result<Done> &result) {
            promise->addResult(result);
            promise->finish();
        });
    });
    return future;
}

QFuture<Result<ServerAddresses>> Session::addresses()
{
    return give<ServerAddresses>(m_engine->desk, [](OrderDesk &desk) -> Result<ServerAddresses> {
        const auto [redis, postgres] = desk.addresses();
        return ServerAddresses{redis, postgres};
    });
}

QFuture<Result<Done>> Session::takeReading()
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<Done>(why);
    return give<Done>(m_engine->desk, [](OrderDesk &desk) { return desk.takeReading(); });
}

QString Session::whyNoOrder() const
{
    if (!m_engine)
        return tr("Nothing is connected yet.");
    if (m_comparing)
        return tr("Two policies are being compared, and nothing may disturb that. "
                  "Wait for the end, or cancel it.");
    return {};
}

QString Session::whyNotComparable(const Experiment &experiment) const
{
    return tierlens::whyNotComparable(experiment, m_options.sandbox);
}

void Session::setComparing(bool comparing)
{
    m_comparing = comparing;
    Q_EMIT comparingChanged(comparing);
}

void Session::cancelComparison() { m_comparisonStop.request_stop(); }

QFuture<Result<ComparisonResult>> Session::compare(const Experiment &experiment)
{
    if (const auto why = whyNoOrder(); !why.isEmpty())
        return refused<ComparisonResult>(why);
    m_comparisonStop = {};
    setComparing(true);
    auto promise = std::make_shared<QPromise<Result<ComparisonResult>>>();
    auto future = promise->future();
    promise->start();
    const auto tell = [this](const ComparisonProgress &progress) {
        QMetaObject::invokeMethod(this, [this, progress] { Q_EMIT comparisonProgress(progress); });
    };
    QMetaObject::invokeMethod(m_engine->desk,
        [desk = m_engine->desk, experiment, tell, promise, stop = m_comparisonStop] {
            desk->compare(
                experiment, stop, tell, [promise](const Result<ComparisonResult> &result) {
                    promise->addResult(result);
                    promise->finish();
                });
        });
    return future.then(this, [this](const Result<ComparisonResult> &result) {
        if (result)
            m_lastComparison = *result;
        setComparing(false);
        return result;
    });
}

void Session::setVisible(bool visible)
{
    m_tick.setInterval(visible ? 33ms : 250ms);
    if (m_engine)
        QMetaObject::invokeMethod(
            m_engine->desk, [desk = m_engine->desk, visible] { desk->setSlow(!visible); });
}

} // namespace tierlens
