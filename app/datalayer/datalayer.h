// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/eventqueue.h"
#include "core/result.h"
#include "core/statements.h"
#include "datalayer/plans.h"
#include "datalayer/policies.h"
#include "datalayer/redisgate.h"
#include "datalayer/requestrecord.h"
#include "datalayer/singleflight.h"
#include "datalayer/truthledger.h"
#include "datalayer/writequeue.h"
#include "postgres/postgresconnection.h"
#include "redis/redisconnection.h"

#include <QCoreApplication>

#include <memory>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace tierlens {

// What all clients of a process share. Owned by whoever starts them, and outlives them.
struct DataLayerParts
{
    EventQueue &queue;
    Statements &statements;
    const Clock &clock;
    const Policies &policies;
    SingleFlight &flights;
    TruthLedger &ledger;
    RedisGate &gate;
    WriteQueue *writes = nullptr; // none: there is no write-behind
};

struct ReadAnswer
{
    Outcome outcome = Outcome::Failed;
    CachedValue value;
    bool stale = false;
    Error error; // if it failed
};

struct WriteAnswer
{
    Outcome outcome = Outcome::Failed;
    bool changed = false; // false: there was nothing to change
    std::string text; // what Postgres has now, for people
    std::uint64_t keysDropped = 0;
    Error error;
};

// Cache-aside: ask Redis, else Postgres, and leave the answer in Redis for the next. Used by one
// client thread, with connections of its own. Each call is one request and pushes one event.
// Nothing waits longer than the timeouts of the connections and PatienceWithPostgres.
class DataLayer
{
    Q_DECLARE_TR_FUNCTIONS(DataLayer)
public:
    DataLayer(const DataLayerParts &parts, RedisOptions redis, PostgresOptions postgres);

    const ReadAnswer &read(const ReadPlan &plan); // valid until the next call
    const ReadAnswer &refresh(const ReadPlan &plan); // asks Postgres, whatever Redis has, and fills
    WriteAnswer write(const WritePlan &plan);
    LiveAnswer live(const LivePlan &plan); // Postgres is not asked
    // Carries out the write that has been waiting longest; for the one thread that does so.
    enum class Carried { One, None, Later }; // Later: a server is away
    Carried carryOutNext();
    void tell(What what); // an event of the world's own: a board, a note, a key that has gone

    std::uint64_t requestsMade() const { return m_nextId - m_firstId; }

    void setStop(std::stop_token stop) { m_stop = std::move(stop); } // ends waiting for Postgres
    const DataLayerParts &parts() const { return m_parts; }
    const Policies &policies() const { return m_parts.policies; }
    RedisConnection &redis() { return m_redis; }
    PostgresConnection &postgres() { return m_postgres; }

    // How long a request goes on asking a Postgres that is not there (it may be restarting).
    static constexpr Duration PatienceWithPostgres = std::chrono::seconds{3};
    // … and how long it waits for another's answer to the same miss.
    static constexpr Duration PatienceWithOthers = std::chrono::seconds{6};

private:
    enum class Cached { Hit, Miss, Unknown };
    const ReadAnswer &finish(RequestRecord &record, SinceStart end);

    Cached askRedis(const ReadPlan &plan, RequestRecord &record);
    void decode(const ReadPlan &plan, const RedisReply &reply);
    void afterMiss(const ReadPlan &plan, RequestRecord &record);
    void loadAndFill(const ReadPlan &plan, RequestRecord &record, SingleFlight::Flight *flight);
    bool askPostgres(const ReadPlan &plan, RequestRecord &record);
    struct Lifetime
    {
        std::chrono::milliseconds fresh, kept; // kept by Redis
    };
    Lifetime lifetime();
    std::uint64_t luck();
    bool isRenewalDue();
    void renewIfDue(const ReadPlan &plan, SinceStart asked);
    void fill(const ReadPlan &plan, RequestRecord &record);
    Result<Done> sendFill(
        const ReadPlan &plan, const ValueMark &mark, std::chrono::milliseconds kept);
    struct Compared
    {
        bool found = false, stored = false;
    };
    Result<Compared> sendIfNewer(
        const ReadPlan &plan, const ValueMark &mark, std::chrono::milliseconds kept);
    void dropUnlessCurrent(const ReadPlan &plan, RequestRecord &record);
    std::uint64_t drop(const std::vector<std::string_view> &keys, RequestRecord &record);
    static StepResult failure(bool sent);
    void noteRedis(const Error &error, SinceStart now);
    bool maySoonTryAgain(const Error &error, SinceStart deadline, RequestRecord &record);

    std::optional<Error> sendLive(const LivePlan &plan, LiveAnswer &answer, RequestRecord &record);
    Result<bool> transact(const WritePlan &plan, RequestRecord &record, std::vector<Rows> &rows);
    std::optional<WriteAnswer> queue(const WritePlan &plan);
    WriteAnswer carryOut(const WritePlan &plan, bool behind);
    void writeThrough(const ReadPlan &plan);
    Carried keepTrying(const WritePlan &plan);
    void settle(const WritePlan &plan, const std::vector<Rows> &rows, RequestRecord &record,
        WriteAnswer &answer);
    void push(What what, SinceStart at);
    StatementId idOf(const std::string &sql);

    DataLayerParts m_parts;
    RedisConnection m_redis;
    PostgresConnection m_postgres;
    std::shared_ptr<EventQueue::Lane> m_lane;
    std::stop_token m_stop;
    ReadAnswer m_answer;
    std::uint64_t m_nextId;
    std::uint64_t m_firstId = m_nextId;
    ValueMark m_mark; // of the last hit
    Duration m_loadTook{}; // the last answered query
    bool m_isRenewing = false;
    SinceStart m_noRenewalBefore{};
    std::optional<WritePlan> m_inHand; // taken from the queue, not yet in Postgres
    bool m_lookedForLeftovers = false;
    std::uint64_t m_luck; // state of a small random number generator, for the jitter
    struct CommandIds
    {
        StatementId get, lrange, hgetall, setex, psetex, fillList, fillHash, del, ifNewer, lpush;
    } m_ids;
    std::vector<std::pair<std::string, StatementId>> m_statementIds;
};

} // namespace tierlens
