// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventqueue.h"
#include "core/result.h"
#include "core/statements.h"
#include "datalayer/datalayer.h"
#include "datalayer/policies.h"
#include "datalayer/redisgate.h"
#include "datalayer/singleflight.h"
#include "datalayer/truthledger.h"
#include "experiment/comparer.h"
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"
#include "session/sessionoptions.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>

namespace tierlens {

class PostgresObserver;
class RedisObserver;
class Sandbox;
class Scenario;
class Traffic;
class TruthListener;

// What the session's threads share. Owned by the session, outlives them all.
struct Shared
{
    Shared(EventQueue &q, Statements &s, const Clock &c)
        : queue(q)
        , statements(s)
        , clock(c)
    { }

    EventQueue &queue;
    Statements &statements;
    const Clock &clock;
    Policies policies;
    SingleFlight flights;
    TruthLedger ledger;
    RedisGate gate;
    WriteQueue writes;
    std::atomic<Epoch> redisEpoch{0}, postgresEpoch{0}; // for servers we did not start
};

// Carries out every order, one after the other, on a thread of its own: getting the servers ready,
// starting the demo's traffic, invalidating, restarting. May block for a bounded time; the GUI
// thread never waits for it.
class OrderDesk : public QObject
{
    Q_OBJECT
public:
    OrderDesk(Shared &shared, SessionOptions options, Scenario &scenario);
    ~OrderDesk() override;

    std::pair<QString, QString> addresses() const; // of Redis and Postgres, with passwords
    Result<Done> open(); // servers, scenario, observers, traffic
    void close();

    Result<std::uint64_t> countKeys(const std::string &pattern);
    Result<std::uint64_t> invalidate(const std::string &pattern, Action::Kind kind);
    Result<std::uint64_t> invalidateKey(const std::string &key);
    Result<Done> expireNow(const std::string &key);
    Result<Done> refresh(const std::string &key);
    Result<QString> explain(const std::string &key); // see Session::explain()
    Result<QString> write(); // what Postgres has now, as a sentence
    Result<QString> perform(const std::string &order); // see ScenarioText::orders
    Result<Duration> restart(Tier tier);
    Result<Duration> crash(Tier tier);
    // Calls `done` on this thread when the server has been thawed.
    void freeze(Tier tier, std::chrono::milliseconds span, std::function<void(Result<Done>)> done);
    Result<Done> takeReading();
    // On a thread of its own, with the traffic held meanwhile; whoever gives orders sees to it that
    // no other is given. Calls `done` on this thread when the traffic goes on, `tell` on that one.
    void compare(const Experiment &experiment, const std::stop_source &stop, TellComparison tell,
        std::function<void(Result<ComparisonResult>)> done);

    void setClients(int clients);
    void setRate(double perSecond);
    void setRunning(bool running);
    void setSlow(bool slow);
    // What the servers themselves must be told: triggers and listener, memory and eviction.
    void setServerPolicies(const TrafficSettings &wanted);

    std::string redisShown() const { return m_redisOptions.address.shown(); }

private:
    Result<Done> openSandbox();
    Result<Done> openGiven();
    Result<Done> prepareScenario();
    void startObservers();
    void startTraffic();
    Result<Done> forEachKey(const std::string &pattern,
        const std::function<Result<Done>(const std::vector<std::string> &)> &batch);
    Result<Duration> disturb(Tier tier, const QString &what, Action::Kind kind);
    // With no request under way, if that can be had in time: compares counters with the servers'.
    bool readCounters(bool baseline);
    void readRedisCounters(bool baseline);
    void readPostgresCounters(bool baseline);
    void checkTruth();
    Laboratory laboratory();
    Result<Done> makeRoomForComparison();
    void endComparison(const Result<ComparisonResult> &result);
    void listen(bool wanted); // to what Postgres says of changes
    void limitMemory(); // of the sandbox's Redis, as m_options say
    std::uint64_t keysNow();
    DataLayerParts parts();
    std::string schema() const; // of the scenario in Postgres
    void push(What what);
    void note(Note::Level level, const std::string &text, const std::string &detail = {});
    void expectDown(Tier tier, bool expected);
    const std::atomic<Epoch> &epoch(Tier tier) const;

    Shared &m_shared;
    SessionOptions m_options;
    Scenario &m_scenario;
    RedisOptions m_redisOptions;
    PostgresOptions m_ownerOptions, m_clientOptions;
    std::unique_ptr<Sandbox> m_sandbox;
    std::unique_ptr<RedisConnection> m_redis;
    std::unique_ptr<PostgresConnection> m_postgres;
    std::unique_ptr<DataLayer> m_layer;
    std::unique_ptr<RedisObserver> m_redisObserver;
    std::unique_ptr<PostgresObserver> m_postgresObserver;
    std::unique_ptr<Traffic> m_traffic;
    std::unique_ptr<TruthListener> m_listener;
    bool m_hasStatementStats = false;
    bool m_comparing = false; // then nothing may tell the servers anything else
    std::stop_source m_comparisonStop;
    std::jthread m_comparison;
    std::uint64_t m_lostSeen = 0; // of the queued writes that were lost, those already told
};

} // namespace tierlens
