// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/orderdesk.h"

#include "core/durationtext.h"
#include "datalayer/truthlistener.h"
#include "sandbox/sandbox.h"
#include "scenario/scenario.h"
#include "scenario/traffic.h"
#include "watch/postgresobserver.h"
#include "watch/redisobserver.h"

#include <QTimer>

namespace tierlens {

using namespace std::chrono_literals;

namespace {
const char *nameOf(Tier tier) { return tier == Tier::Redis ? "Redis" : "PostgreSQL"; }
} // namespace

OrderDesk::OrderDesk(Shared &shared, SessionOptions options, Scenario &scenario)
    : m_shared(shared)
    , m_options(std::move(options))
    , m_scenario(scenario)
{ }

OrderDesk::~OrderDesk() { close(); }

void OrderDesk::push(What what)
{
    m_shared.queue.control().push({Origin::Demo, m_shared.clock.now(), {}, std::move(what)});
}

void OrderDesk::note(Note::Level level, const std::string &text, const std::string &detail)
{
    push(Note{level, text, detail});
}

const std::atomic<Epoch> &OrderDesk::epoch(Tier tier) const
{
    if (m_sandbox)
        return m_sandbox->epoch(tier);
    return tier == Tier::Redis ? m_shared.redisEpoch : m_shared.postgresEpoch;
}

std::pair<QString, QString> OrderDesk::addresses() const
{
    if (m_sandbox)
        return {m_sandbox->redisUri(), m_sandbox->postgresUri(QStringLiteral("tierlens"))};
    return {m_options.redis, m_options.postgres};
}

Result<Done> OrderDesk::open()
{
    if (const auto servers = m_options.sandbox ? openSandbox() : openGiven(); !servers)
        return servers;
    m_redisOptions.epoch = &epoch(Tier::Redis);
    m_ownerOptions.epoch = m_clientOptions.epoch = &epoch(Tier::Postgres);
    m_redisOptions.name = m_ownerOptions.name = "tierlens-orders";
    m_redis = std::make_unique<RedisConnection>(m_redisOptions);
    if (auto opened = m_redis->open(); !opened)
        return opened;
    m_postgres = std::make_unique<PostgresConnection>(m_ownerOptions);
    if (auto opened = m_postgres->open(); !opened)
        return opened;
    startObservers();
    if (auto prepared = prepareScenario(); !prepared)
        return prepared;
    m_hasStatementStats = m_postgres->run("SELECT 1 FROM pg_stat_statements LIMIT 1").has_value();
    if (!m_hasStatementStats)
        note(Note::Level::Info,
            tr("Postgres has no pg_stat_statements here, so its count of our queries cannot be "
               "compared with ours.")
                .toStdString());
    startTraffic();
    return Done{};
}

Result<Done> OrderDesk::openSandbox()
{
    SandboxOptions options;
    options.folder = m_options.sandboxFolder;
    options.fresh = m_options.freshSandbox;
    options.progress = [this](const Progress &progress) { push(progress); };
    options.changed = [this](const ServerChange &change) { push(change); };
    m_sandbox = std::make_unique<Sandbox>(std::move(options));
    if (auto started = m_sandbox->start(); !started)
        return started;
    const auto address = RedisAddress::parse(m_sandbox->redisUri().toStdString());
    if (!address)
        return address.error();
    m_redisOptions.address = *address;
    m_ownerOptions.connection = m_sandbox->postgresUri(QStringLiteral("tierlens")).toStdString();
    m_clientOptions.connection
        = m_sandbox->postgresUri(QStringLiteral("tierlens_app")).toStdString();
    return Done{};
}

Result<Done> OrderDesk::openGiven()
{
    const auto address = RedisAddress::parse(m_options.redis.toStdString());
    if (!address)
        return address.error();
    m_redisOptions.address = *address;
    m_ownerOptions.connection = m_clientOptions.connection = m_options.postgres.toStdString();
    if (auto readable = PostgresConnection::check(m_ownerOptions.connection); !readable)
        return readable;
    push(ServerChange{Tier::Redis, ServerChange::State::Connecting, 0, {}, {}, {}});
    push(ServerChange{Tier::Postgres, ServerChange::State::Connecting, 0, {}, {}, {}});
    return Done{};
}

std::string OrderDesk::schema() const { return "tierlens_" + m_scenario.text().id.toStdString(); }

DataLayerParts OrderDesk::parts()
{
    return {m_shared.queue, m_shared.statements, m_shared.clock, m_shared.policies,
        m_shared.flights, m_shared.ledger, m_shared.gate, &m_shared.writes};
}

Result<Done> OrderDesk::prepareScenario()
{
    // Seeding takes statements longer than a request may.
    auto seeding = m_ownerOptions;
    seeding.statementTimeout = seeding.answerTimeout = 10min;
    seeding.name = "tierlens-seeding";
    auto prepared
        = m_scenario.prepare(seeding, [this](const Progress &progress) { push(progress); });
    if (!prepared)
        return prepared;
    push(Progress{"ready", "Ready", 1, true});
    return Done{};
}

void OrderDesk::startObservers()
{
    const auto parts = [this](Tier tier) {
        return Observer::Parts{m_shared.queue, m_shared.clock, epoch(tier)};
    };
    m_redisObserver = std::make_unique<RedisObserver>(m_redisOptions, parts(Tier::Redis));
    m_postgresObserver
        = std::make_unique<PostgresObserver>(m_ownerOptions, schema(), parts(Tier::Postgres));
}

void OrderDesk::startTraffic()
{
    auto redis = m_redisOptions;
    auto postgres = m_clientOptions;
    redis.name = postgres.name = "tierlens-client";
    // A request may wait this long for an answer before the server counts as not answering.
    redis.commandTimeout = 1s;
    postgres.statementTimeout = 5s;
    m_layer = std::make_unique<DataLayer>(parts(), redis, postgres);
    limitMemory();
    listen(m_options.traffic.notifyInvalidation);
    readCounters(true);
    m_traffic = std::make_unique<Traffic>(Traffic::Parts{redis, postgres, parts(), m_scenario});
    m_traffic->setRate(m_options.traffic.rate);
    m_traffic->setRunning(m_options.traffic.running);
    m_traffic->start(m_options.traffic.clients);
}

void OrderDesk::close()
{
    // A frozen server would make everything below wait for its timeouts.
    if (m_sandbox) {
        (void)m_sandbox->thaw(Tier::Redis);
        (void)m_sandbox->thaw(Tier::Postgres);
    }
    m_comparisonStop.request_stop();
    if (m_comparison.joinable())
        m_comparison.join();
    m_traffic.reset();
    if (m_listener)
        listen(false);
    m_redisObserver.reset();
    m_postgresObserver.reset();
    m_layer.reset();
    m_postgres.reset();
    m_redis.reset();
    m_sandbox.reset();
}

std::uint64_t OrderDesk::keysNow()
{
    const auto size = m_redis->command({"DBSIZE"});
    return size ? static_cast<std::uint64_t>(size->integer()) : 0;
}

void OrderDesk::expectDown(Tier tier, bool expected)
{
    if (tier == Tier::Redis && m_redisObserver)
        m_redisObserver->setExpectDown(expected);
    if (tier == Tier::Postgres && m_postgresObserver)
        m_postgresObserver->setExpectDown(expected);
}

Result<Duration> OrderDesk::disturb(Tier tier, const QString &what, Action::Kind kind)
{
    if (!m_sandbox)
        return Error{ErrorKind::Refused, {},
            tr("Only servers of the sandbox can be stopped.").toStdString(), {}};
    if (!readCounters(false)) // the process that counts is about to go
        note(Note::Level::Warning,
            tr("Requests under way did not end in time, so the counters could not be compared "
               "before "
               "this.")
                .toStdString());
    const bool forgets = tier == Tier::Redis;
    push(Action{
        kind, tier, what.arg(QLatin1String(nameOf(tier))).toStdString(), forgets ? keysNow() : 0});
    expectDown(tier, true);
    const auto result
        = kind == Action::Kind::Crash ? m_sandbox->crash(tier) : m_sandbox->restart(tier);
    expectDown(tier, false);
    if (!result) {
        note(Note::Level::Problem, result.error().text, result.error().detail);
        return result;
    }
    // Our own connection died with the server; the next order shall not be the one to notice.
    if (tier == Tier::Redis)
        limitMemory(); // also opens
    else
        (void)m_postgres->open();
    checkTruth();
    return result;
}

Result<Duration> OrderDesk::restart(Tier tier)
{
    return disturb(tier, tr("%1 restarted"), Action::Kind::Restart);
}

Result<Duration> OrderDesk::crash(Tier tier)
{
    return disturb(tier, tr("%1 crashed (kill -9)"), Action::Kind::Crash);
}

void OrderDesk::freeze(
    Tier tier, std::chrono::milliseconds span, std::function<void(Result<Done>)> done)
{
    if (!m_sandbox)
        return done(Error{ErrorKind::Refused, {},
            tr("Only servers of the sandbox can be frozen.").toStdString(), {}});
    push(Action{Action::Kind::Freeze, tier,
        tr("%1 frozen for %2").arg(QLatin1String(nameOf(tier)), durationText(span)).toStdString(),
        0});
    if (auto frozen = m_sandbox->freeze(tier); !frozen)
        return done(frozen);
    // Other orders can be given meanwhile, so this one does not wait here.
    QTimer::singleShot(span, this, [this, tier, done = std::move(done)] {
        done(m_sandbox ? m_sandbox->thaw(tier) : Result<Done>(Done{}));
    });
}

void OrderDesk::setClients(int clients)
{
    m_options.traffic.clients = clients;
    if (m_traffic)
        m_traffic->setClients(clients);
}

void OrderDesk::setRate(double perSecond)
{
    m_options.traffic.rate = perSecond;
    if (m_traffic)
        m_traffic->setRate(perSecond);
}

void OrderDesk::setRunning(bool running)
{
    m_options.traffic.running = running;
    if (m_traffic)
        m_traffic->setRunning(running);
}

void OrderDesk::setSlow(bool slow)
{
    if (m_redisObserver)
        m_redisObserver->setSlow(slow);
    if (m_postgresObserver)
        m_postgresObserver->setSlow(slow);
}

} // namespace tierlens
